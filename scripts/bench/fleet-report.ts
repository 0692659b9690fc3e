/** The results of the fleet bench as lines: what was measured, the target, and whether it is met. */
import type { ProcessReport } from "./measured-console";
import type { Watched } from "./page-watch";

const TARGETS = { kilobytesPerAp: 10, idleCpuPercent: 5, staleP95Ms: 1000 };
/** The memory target is for this many access points: with fewer, each has a larger share of the fixed costs. */
const TARGET_FLEET = 6000;
/** The page needs this long to be up to date after a measurement that stopped the program. */
const RECOVERY_MS = 2000;

/** The wall milliseconds in which a measurement stopped the program. */
export type Disturbance = { from: number; to: number };

type Judged = { target: string; met: boolean };

export function title(text: string): void {
  console.log(`\n${text}`);
}

export function line(what: string, measured: string, judged?: Judged): void {
  const verdict = judged === undefined ? "" : `${judged.target.padEnd(16)} ${judged.met ? "met" : "NOT MET"}`;
  console.log(`  ${what.padEnd(66)} ${measured.padEnd(34)} ${verdict}`.trimEnd());
}

/**
 * The engine's heap holds everything: live rows, recent changes, and logs that are not written yet. The process has the
 * copies of the web thread and free heap memory as well.
 */
export function memory(when: string, aps: number, empty: ProcessReport, now: ProcessReport): void {
  const each = (bytes: number) => bytes / aps / 1000;
  const heap = each(now.engine.heapUsed - empty.engine.heapUsed);
  const met = heap <= TARGETS.kilobytesPerAp;
  const judged = aps < TARGET_FLEET ? undefined : { target: `<= ${TARGETS.kilobytesPerAp} KB`, met };
  line(`memory per AP, ${when}: engine's heap`, `${heap.toFixed(1)} KB`, judged);
  line("  the whole process has grown by, per AP", `${each(now.rssBytes - empty.rssBytes).toFixed(1)} KB`);
}

export function idleCpu(before: ProcessReport, after: ProcessReport, tookMs: number): void {
  const percent = cpu(before, after, tookMs);
  const target = `< ${TARGETS.idleCpuPercent} %`;
  const met = percent < TARGETS.idleCpuPercent;
  line("CPU of the idle program, with the page open", `${percent.toFixed(1)} % of a core`, { target, met });
}

export function busyCpu(before: ProcessReport, after: ProcessReport, tookMs: number): void {
  line("CPU of the program during this", `${cpu(before, after, tookMs).toFixed(0)} % of a core`);
}

const cpu = (before: ProcessReport, after: ProcessReport, tookMs: number): number =>
  ((after.cpuMs - before.cpuMs) * 100) / tookMs;

export function eventLoops(reports: readonly ProcessReport[]): void {
  for (const thread of ["engine", "web"] as const) {
    const p99 = Math.max(...reports.map((report) => report[thread].p99Ms));
    const worst = Math.max(...reports.map((report) => report[thread].maxMs));
    line(`event loop of the ${thread} thread late by: p99, worst`, `${ms(p99)}, ${ms(worst)}`);
  }
}

/** @param known when the engine recorded the completion of each access point, in order */
export function staleness({ completed }: Watched, known: readonly number[], disturbed: Disturbance): void {
  const ages: number[] = [];
  let next = 0;
  for (const [shownAt, shown] of completed) {
    for (; next < Math.min(shown, known.length); next++) {
      const knownAt = known[next] ?? shownAt;
      if (shownAt < disturbed.from || knownAt > disturbed.to + RECOVERY_MS) ages.push(shownAt - knownAt);
    }
  }
  const p95 = quantile(ages, 0.95);
  line(
    "age of what the page shows: median, p95, oldest",
    [quantile(ages, 0.5), p95, quantile(ages, 1)].map(ms).join(", "),
    { target: `p95 <= ${ms(TARGETS.staleP95Ms)}`, met: ages.length > 0 && p95 <= TARGETS.staleP95Ms },
  );
}

export function frames(watched: Watched, disturbed: Disturbance): void {
  const { from, to } = disturbed;
  const times = watched.frames.filter(([at]) => at < from || at > to + RECOVERY_MS).map(([, took]) => took);
  const shown = [0.5, 0.95, 1].map((q) => ms(quantile(times, q))).join(", ");
  line("frame times of the page: median, p95, worst", shown);
}

const ms = (n: number): string => `${n.toFixed(0)} ms`;
const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? 0;
