/** Lab. */
import type { Metadata } from "next";
import { LabPage } from "@/components/lab/lab-page";
import { page } from "@/lib/console/page";

export const metadata: Metadata = { title: "Lab" };

export default page("monitor", () => <LabPage />);
