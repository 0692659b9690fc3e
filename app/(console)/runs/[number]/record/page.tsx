import type { Metadata } from "next";
import { RecordPage } from "@/components/runs/evidence/record-page";
import { page } from "@/lib/console/page";

type Props = { params: Promise<{ number: string }> };

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => ({
  title: `Change record of run ${(await params).number}`,
});

export default page("monitor", async ({ params }: Props) => {
  return <RecordPage number={(await params).number} />;
});
