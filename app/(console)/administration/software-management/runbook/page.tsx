import type { Metadata } from "next";
import { RunbookPage } from "@/components/runbook/runbook-page";
import { page } from "@/lib/console/page";

type Text = string | string[];
type Props = { searchParams: Promise<{ run?: Text; readiness?: Text }> };

export const metadata: Metadata = { title: "Runbook" };

export default page("monitor", async ({ searchParams }: Props) => {
  const { run, readiness } = await searchParams;
  return <RunbookPage run={first(run)} readiness={first(readiness)} />;
});

const first = (text: Text | undefined): string | undefined => (Array.isArray(text) ? text[0] : text);
