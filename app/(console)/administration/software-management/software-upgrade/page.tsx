/** Administration > Software Management > Software Upgrade. */
import type { Metadata } from "next";
import { UpgradePage } from "@/components/upgrade/upgrade-page";
import * as actions from "./actions";

export const metadata: Metadata = { title: "Software Upgrade" };

export default function SoftwareUpgradePage() {
  return <UpgradePage actions={{ ...actions }} />;
}
