/** Downloads a whole log as a text file, oldest line first. */
import { notify } from "@/components/ui/toast-store";
import type { RunCommand } from "@/lib/contracts/commands";
import type { LogLine } from "@/lib/contracts/logs";

const MAX_LINES = 100_000;

export async function saveLog(
  run: RunCommand,
  which: { source: LogLine["source"]; apId?: string | null; text?: string; severity?: number },
  fileName: string,
  save: (name: string, text: string) => void,
): Promise<void> {
  const answer = await run("logs.read", { ...which, limit: MAX_LINES });
  if (!answer.ok) return notify("The log was not downloaded", { tone: "fail", body: answer.fault.message });
  const lines = [...answer.value.lines].sort((a, b) => a.id - b.id);
  save(fileName, lines.map((line) => `${line.text}\n`).join(""));
}
