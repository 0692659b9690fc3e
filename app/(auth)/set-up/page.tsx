/** The set-up page: the first visit, with the one-time token of the link that the start printed. */
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { EntryFrame } from "@/components/sign-in/entry-frame";
import { SetUpForm } from "@/components/sign-in/set-up-form";
import { publicPage } from "@/lib/console/page";
import { isSetUpToken } from "@/lib/console/sign-in";

export const metadata: Metadata = { title: "Set up", referrer: "no-referrer" };

type Props = { searchParams: Promise<{ token?: string | string[] }> };

export default publicPage(async ({ searchParams }: Props, state) => {
  if (state !== "set-up") redirect("/");
  const { token } = await searchParams;
  if (typeof token === "string" && (await isSetUpToken(token)))
    return (
      <EntryFrame title="Set up the console" description="Create the administrator, and you are signed in.">
        <SetUpForm token={token} />
      </EntryFrame>
    );
  return (
    <EntryFrame
      title="Set up the console"
      description={
        <>
          Open the link that the console printed when it started. It begins with{" "}
          <span className="code">/set-up?token=</span> and is valid until the next start.
        </>
      }
    >
      <p className="text-ink-3">
        If you can&apos;t see what it printed, start it with <span className="code">ADMIN_PASSWORD_FILE</span>
        , which names a file with the administrator&apos;s password.
      </p>
    </EntryFrame>
  );
});
