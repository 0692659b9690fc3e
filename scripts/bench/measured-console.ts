/** The program as an operator starts it, with `probe.mjs` in each of its threads. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type ConsoleOptions, type RunningConsole, startConsole } from "../../e2e/support/console";

export type ThreadReport = {
  /** Bytes, after a garbage collection when one was requested. */
  heapUsed: number;
  /** Share of one core since the last report, 0 to 1. */
  busy: number;
  /** Event loop delay since the last report. */
  p99Ms: number;
  maxMs: number;
};
export type ProcessReport = { engine: ThreadReport; web: ThreadReport; rssBytes: number; cpuMs: number };

export type MeasuredConsole = RunningConsole & {
  /** Measurements since the last report. @param gc collects garbage in both threads first */
  report(gc?: "gc"): Promise<ProcessReport>;
};

const PROBE = new URL("./probe.mjs", import.meta.url).href;
const ANSWER_TIMEOUT_MS = 90_000;

export async function startMeasured(options: ConsoleOptions): Promise<MeasuredConsole> {
  const folder = mkdtempSync(path.join(tmpdir(), "bench-probe-"));
  try {
    const running = await startConsole({
      ...options,
      env: { NODE_OPTIONS: `--import=${PROBE}`, BENCH_PROBE_DIR: folder },
    });
    const port = readFileSync(path.join(folder, String(running.pid)), "utf8");
    const ask = async (gc?: "gc"): Promise<ProcessReport> => {
      const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
      const answer = await fetch(`http://127.0.0.1:${port}/${gc ?? ""}`, { signal });
      return (await answer.json()) as ProcessReport;
    };
    // Not a spread: the getter of the process id must stay a getter.
    return Object.assign(Object.create(running) as RunningConsole, { report: ask });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
