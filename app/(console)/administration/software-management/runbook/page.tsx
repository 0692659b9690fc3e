import type { Metadata } from "next";
import { RunbookPage } from "@/components/runbook/runbook-page";
import { page } from "@/lib/console/page";

type Text = string | string[];
type Props = { searchParams: Promise<{ run?: Text; readiness?: Text }> };

export const metadata: Metadata = { title: "Runbook" };

export default page("monitor", async ({ searchParams }: Props, { ask }) => {
  const asked = await searchParams;
  const run = first(asked.run);
  const number = run !== undefined && /^[1-9]\d{0,8}$/.test(run) ? Number(run) : null;
  const readiness = first(asked.readiness) ?? null;
  const answer = await ask("runs.runbook", { number, readiness });
  return <RunbookPage number={number} readiness={readiness} answer={answer} />;
});

const first = (text: Text | undefined): string | undefined => (Array.isArray(text) ? text[0] : text);
