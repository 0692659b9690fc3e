/** Administration > Software Management > Software Upgrade. */
import type { Metadata } from "next";
import { UpgradePage } from "@/components/upgrade/upgrade-page";
import { page } from "@/lib/console/page";

export const metadata: Metadata = { title: "Software Upgrade" };

export default page("monitor", () => <UpgradePage />);
