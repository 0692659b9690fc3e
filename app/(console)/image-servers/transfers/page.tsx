/** Image Servers > Transfers. */
import type { Metadata } from "next";
import { Transfers } from "@/components/transfers/transfers";

export const metadata: Metadata = { title: "Transfers" };

export default function TransfersPage() {
  return <Transfers />;
}
