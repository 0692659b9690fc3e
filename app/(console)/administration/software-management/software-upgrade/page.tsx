/** Administration > Software Management > Software Upgrade. */
import type { Metadata } from "next";
import { UpgradePage } from "@/components/upgrade/upgrade-page";

export const metadata: Metadata = { title: "Software Upgrade" };

export default function SoftwareUpgradePage() {
  return <UpgradePage />;
}
