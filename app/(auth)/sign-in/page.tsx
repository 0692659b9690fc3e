/** The sign-in page. */
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { EntryFrame } from "@/components/sign-in/entry-frame";
import { SignInForm } from "@/components/sign-in/sign-in-form";
import { isPlainTextPage, publicPage } from "@/lib/console/page";
import { pathAfterSignIn } from "@/lib/contracts/identity";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: Promise<{ next?: string | string[] }> };

export default publicPage(async ({ searchParams }: Props, state) => {
  const { next } = await searchParams;
  const path = pathAfterSignIn(typeof next === "string" ? next : undefined);
  if (state === "set-up") redirect("/set-up");
  if (state === "user") redirect(path);
  return (
    <EntryFrame
      title="Sign in"
      isPlainText={await isPlainTextPage()}
      description="Use your login of this console and its command line."
    >
      <SignInForm next={path} />
    </EntryFrame>
  );
});
