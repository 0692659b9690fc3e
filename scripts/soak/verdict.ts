/** Judges a soak: its second half compared with its first quarter, in which the program warms up. */
import { grouped } from "@/lib/kit/number-text";
import { counted } from "@/lib/kit/text";
import type { HeapReading, Reading } from "./readings";
import { lowerQuartile, mean, meansOfParts, type Point, trendOf } from "./trend";

/** What a soak may show without being a fault. */
export type Allowance = { memoryMbPerHour: number; descriptors: number; databaseMb: number };

/** What happened. Minutes are those since the soak began. */
export type SoakRecord = {
  minutes: number;
  readings: readonly Reading[];
  /** At equal distances of time. */
  heaps: readonly HeapReading[];
  /** When each upgrade ended well. */
  upgradesAt: readonly number[];
  /** How upgrades ended that did not end well. */
  upgradeFaults: readonly string[];
  lines: { stored: number; written: number };
  /** The console ended before it was told to. */
  hasEnded: boolean;
  /** Lines of the program's log that say that it did not expect something. */
  logged: readonly string[];
  /** All but the upgrades. */
  loads: readonly { name: string; done: number; faults: number; kept: readonly string[] }[];
};

/** Each sentence says what was measured; `isFault` makes the soak fail. */
export type Finding = { text: string; isFault: boolean };

/** A line through so many means; its uncertainty is then that of independent values. */
const PARTS = 12;
/** Heaps and caches still fill in the first minutes, which in a short soak looks like endless growth. */
const JUDGED_FROM_MINUTES = 20;
/** A rise of less is what one garbage collection more or less makes. */
const UNCERTAIN_MB = 32;
const SHOWN_LINES = 5;

const fixed = (value: number): string => value.toFixed(value >= 100 || value <= -100 ? 0 : 1);

/** Everything that was found, in the order of the table's columns. */
export function judge(record: SoakRecord, allowance: Allowance): Finding[] {
  const { minutes, readings } = record;
  const early = readings.filter((reading) => reading.minutes <= minutes / 4);
  const late = readings.filter((reading) => reading.minutes >= minutes / 2);
  return [
    upgradesFinding(record),
    ...memoryFinding(record, early, late, allowance.memoryMbPerHour),
    ...heapFinding(record.heaps),
    ...descriptorsFinding(early, late, allowance.descriptors),
    databaseFinding(readings, allowance.databaseMb),
    linesFinding(record),
    ...record.loads.map(loadFinding),
    logFinding(record.logged),
    ...(record.hasEnded ? [{ text: "The console ended before the soak.", isFault: true }] : []),
  ];
}

function upgradesFinding({ minutes, upgradesAt, upgradeFaults }: SoakRecord): Finding {
  const late = upgradesAt.filter((at) => at >= minutes / 2).length;
  const early = upgradesAt.filter((at) => at <= minutes / 4).length;
  const rate = (count: number, share: number) => fixed(count / Math.max(0.01, minutes * share));
  const sentences = [
    `Upgrades: ${upgradesAt.length}; ${rate(early, 0.25)} a minute in the first quarter, ${rate(late, 0.5)} in the second half.`,
    ...upgradeFaults,
    ...(late > 0 ? [] : ["Upgrades stopped: none ended in the second half."]),
  ];
  return { text: sentences.join(" "), isFault: sentences.length > 1 };
}

const memoryOf = (readings: readonly Reading[]): Point[] =>
  readings.flatMap(({ minutes, memoryMb }) =>
    memoryMb === undefined ? [] : [{ x: minutes / 60, y: memoryMb }],
  );

function memoryFinding(
  { minutes }: SoakRecord,
  early: readonly Reading[],
  late: readonly Reading[],
  allowed: number,
): Finding[] {
  const points = memoryOf(late);
  const trend = trendOf(meansOfParts(points, PARTS));
  if (trend === undefined) return [];
  const hours = (points.at(-1)?.x ?? 0) - (points[0]?.x ?? 0);
  const rise = trend.slope * hours;
  const [before, after] = [memoryOf(early), points].map((some) => mean(some.map(({ y }) => y)));
  const text =
    `Memory: ${fixed(before ?? 0)} MB in the first quarter, ${fixed(after ?? 0)} MB in the second half; there it changes by ` +
    `${fixed(trend.slope)} ± ${fixed(2 * trend.error)} MB an hour (allowed: ${allowed}).`;
  if (trend.slope <= allowed) return [{ text, isFault: false }];
  if (minutes < JUDGED_FROM_MINUTES)
    return [{ text: `${text} Not judged: that takes ${JUDGED_FROM_MINUTES} minutes.`, isFault: false }];
  if (trend.slope - 2 * trend.error <= allowed || rise < UNCERTAIN_MB)
    return [{ text: `${text} That may be chance: a longer soak tells.`, isFault: false }];
  return [{ text: `${text} Memory keeps growing.`, isFault: true }];
}

/** For whoever looks for a leak: what grows here is in use. The upgrade is at another point each time, so it is not judged. */
function heapFinding(heaps: readonly HeapReading[]): Finding[] {
  if (heaps.length === 0) return [];
  const listOf = (values: readonly (number | undefined)[]) =>
    values.map((value) => (value === undefined ? "-" : fixed(value))).join(", ");
  const text =
    `Heap after garbage collection at ${listOf(heaps.map(({ minutes }) => minutes))} minutes: ` +
    `engine ${listOf(heaps.map(({ engineMb }) => engineMb))} MB, web ${listOf(heaps.map(({ webMb }) => webMb))} MB.`;
  return [{ text, isFault: false }];
}

function descriptorsFinding(early: readonly Reading[], late: readonly Reading[], allowed: number): Finding[] {
  const levelOf = (readings: readonly Reading[]) =>
    lowerQuartile(readings.flatMap(({ descriptors }) => descriptors ?? []));
  const [before, after] = [levelOf(early), levelOf(late)];
  if (before === undefined || after === undefined) return [];
  const isFault = after > before + allowed;
  const text = `Descriptors: ${before} in the first quarter, ${after} in the second half when few are open (allowed: ${allowed} more).`;
  return [{ text: isFault ? `${text} Descriptors grow.` : text, isFault }];
}

function databaseFinding(readings: readonly Reading[], limitMb: number): Finding {
  const largest = readings.toSorted((a, b) => b.fileMb + b.walMb - (a.fileMb + a.walMb))[0];
  if (largest === undefined) return { text: "Database: not measured.", isFault: true };
  const { fileMb, walMb, minutes } = largest;
  const text = `Database: at most ${fixed(fileMb + walMb)} MB, file ${fixed(fileMb)} and write-ahead log ${fixed(walMb)}, after ${fixed(minutes)} minutes (DATABASE_MB: ${limitMb}).`;
  const passed = readings.find((reading) => reading.fileMb + reading.walMb > limitMb);
  return passed === undefined
    ? { text, isFault: false }
    : { text: `${text} It passed its limit after ${fixed(passed.minutes)} minutes.`, isFault: true };
}

function linesFinding({ lines: { stored, written } }: SoakRecord): Finding {
  const removed = written - stored;
  const text = `Log lines: ${grouped(written)} written, ${grouped(stored)} stored; `;
  const retention = removed > 0 ? `retention removed ${grouped(removed)}.` : "no limit was reached.";
  return { text: text + retention, isFault: false };
}

function loadFinding({ name, done, faults, kept }: SoakRecord["loads"][number]): Finding {
  const text = `${grouped(done)} ${name}`;
  if (faults > 0)
    return { text: `${text}, and ${counted(faults, "fault")}: ${kept.join(" | ")}`, isFault: true };
  return { text: `${text}.`, isFault: done === 0 };
}

function logFinding(logged: readonly string[]): Finding {
  if (logged.length === 0) return { text: "The log has no exception and no error.", isFault: false };
  return {
    text: `The log has ${counted(logged.length, "exception or error", "exceptions or errors")}: ${logged.slice(0, SHOWN_LINES).join(" | ")}`,
    isFault: true,
  };
}
