import type { Metadata } from "next";
import { RunPage } from "@/components/runs/run-page";
import { page } from "@/lib/console/page";

type Props = { params: Promise<{ number: string }> };

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => ({
  title: `Run ${(await params).number}`,
});

export default page("monitor", async ({ params }: Props) => {
  return <RunPage number={(await params).number} />;
});
