/** Troubleshooting > Logs. */
import type { Metadata } from "next";
import { LogsPage } from "@/components/logs/logs-page";
import { saveForwarding, testForwarding } from "./actions";

export const metadata: Metadata = { title: "Logs" };

export default function TroubleshootingLogsPage() {
  return <LogsPage forwarding={{ save: saveForwarding, test: testForwarding }} />;
}
