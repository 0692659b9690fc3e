/** Troubleshooting > Logs. */
import type { Metadata } from "next";
import { LogsPage } from "@/components/logs/logs-page";
import { readLog, saveForwarding, testForwarding } from "./actions";

export const metadata: Metadata = { title: "Logs" };

export default function TroubleshootingLogsPage() {
  return <LogsPage readLog={readLog} forwarding={{ save: saveForwarding, test: testForwarding }} />;
}
