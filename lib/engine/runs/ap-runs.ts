/** One access point in the recordings of runs: what it did, and why tries failed. */
import { RecordingUnpacker } from "@/lib/contracts/recording/unpack";
import type { ApRun, RunRow } from "@/lib/contracts/runs";
import { yieldToEventLoop } from "@/lib/store/batch";

/**
 * Reads a recording piece by piece; between pieces the event loop gets a turn, because a large run has many.
 * @returns null when the access point has no part in this run
 */
export async function apRun(row: RunRow, pieces: readonly Uint8Array[], apId: string): Promise<ApRun | null> {
  const unpacker = new RecordingUnpacker();
  const run: ApRun = { row, segments: [], failures: [], recordedUntil: row.startedAt };
  let count = 0;
  let index = -1;
  for (const piece of pieces) {
    const isReadable = unpacker.read(piece, (record) => {
      if (record.kind === "ap") {
        if (record.ap.id === apId) index = count;
        count++;
        return;
      }
      run.recordedUntil = Math.max(run.recordedUntil, record.at);
      if (record.kind === "phase" && record.ap === index) run.segments.push(record);
      else if (record.kind === "failure" && record.ap === index) {
        const { at, reason, retries } = record;
        run.failures.push({ at, reason, retries });
      }
    });
    if (!isReadable) break;
    await yieldToEventLoop();
  }
  return index < 0 ? null : run;
}
