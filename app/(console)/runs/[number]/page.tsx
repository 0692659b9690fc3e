import type { Metadata } from "next";
import { RunPage } from "@/components/runs/run-page";

type Props = { params: Promise<{ number: string }> };

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => ({
  title: `Run ${(await params).number}`,
});

export default async function Page({ params }: Props) {
  return <RunPage number={(await params).number} />;
}
