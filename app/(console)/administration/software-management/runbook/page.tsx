import type { Metadata } from "next";
import { RunbookPage } from "@/components/runbook/runbook-page";
import { page } from "@/lib/console/page";

type Props = { searchParams: Promise<{ run?: string | string[] }> };

export const metadata: Metadata = { title: "Runbook" };

export default page("monitor", async ({ searchParams }: Props) => {
  const { run } = await searchParams;
  return <RunbookPage run={Array.isArray(run) ? run[0] : run} />;
});
