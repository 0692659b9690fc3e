/** Fetches a whole log from the engine, oldest line first, and hands it out as a file. */
import { notify } from "@/components/ui/toast-store";
import type { RunCommand } from "@/lib/contracts/commands";
import type { LogLine } from "@/lib/contracts/logs";

const MOST_LINES = 100_000;

export async function saveLog(
  run: RunCommand,
  which: { source: LogLine["source"]; apId?: string | null; text?: string; severity?: number },
  fileName: string,
  save: (name: string, text: string) => void,
): Promise<void> {
  const answer = await run("logs.read", { ...which, limit: MOST_LINES });
  if (!answer.ok) return notify("The log could not be read", { tone: "fail", body: answer.fault.message });
  const lines = [...answer.value.lines].sort((a, b) => a.id - b.id);
  save(fileName, lines.map((line) => `${line.text}\n`).join(""));
}
