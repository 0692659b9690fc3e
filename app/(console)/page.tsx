/** Dashboard. */
import type { Metadata } from "next";
import { DashboardPage } from "@/components/dashboard/dashboard-page";
import { page } from "@/lib/console/page";

export const metadata: Metadata = { title: "Dashboard" };

export default page("monitor", () => <DashboardPage />);
