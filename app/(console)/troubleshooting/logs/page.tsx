/** Troubleshooting > Logs. */
import type { Metadata } from "next";
import { LogsPage } from "@/components/logs/logs-page";
import { page } from "@/lib/console/page";

export const metadata: Metadata = { title: "Logs" };

export default page("monitor", () => <LogsPage />);
