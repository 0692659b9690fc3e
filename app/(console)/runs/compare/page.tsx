import type { Metadata } from "next";
import { ComparePage } from "@/components/runs/evidence/compare-page";
import { page } from "@/lib/console/page";

type Props = { searchParams: Promise<{ a?: string | string[]; b?: string | string[] }> };

export const metadata: Metadata = { title: "Compare runs" };

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

export default page("monitor", async ({ searchParams }: Props) => {
  const { a, b } = await searchParams;
  return <ComparePage a={first(a)} b={first(b)} />;
});
