/** Troubleshooting > Logs. */
import type { Metadata } from "next";
import { LogsPage } from "@/components/logs/logs-page";

export const metadata: Metadata = { title: "Logs" };

export default function TroubleshootingLogsPage() {
  return <LogsPage />;
}
