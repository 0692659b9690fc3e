/** What a soak reads of the console's process, data folder and metrics. Figures of /proc are missing except on Linux. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import { RESERVE_FILE } from "@/lib/engine/storage/disk-reserve";
import { DATABASE_FILE } from "@/lib/store/database";
import type { RunningConsole } from "../../e2e/support/console";
import type { MeasuredConsole } from "../bench/measured-console";

const MEGABYTE = 1_000_000;
const LIMIT_MS = 60_000;
const BUSY_TIMEOUT_MS = 5000;

/** What costs next to nothing and is read every other second. Megabytes are 1,000,000 bytes. */
export type Reading = {
  /** Since the soak began. */
  minutes: number;
  memoryMb: number | undefined;
  descriptors: number | undefined;
  fileMb: number;
  /** The write-ahead log, which SQLite keeps at its largest size. */
  walMb: number;
};

/** What costs the console something, and is read for each row of the table. */
export type Details = {
  /** Pages of the database that hold something. */
  usedMb: number;
  lines: number;
  /** Lines that were ever written. */
  linesWritten: number;
  /** Delay of the engine's event loop in the last 30 to 60 s, milliseconds; undefined without an answer. */
  lagP99Ms: number | undefined;
  lagMaxMs: number | undefined;
  reserveMb: number;
  freeMb: number;
};

/** What the two threads still use after a garbage collection; undefined when the probe did not answer. */
export type HeapReading = { minutes: number; engineMb: number | undefined; webMb: number | undefined };

const unlessMissing = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

const sizeMb = (file: string): number => (unlessMissing(() => statSync(file).size) ?? 0) / MEGABYTE;

export function takeReading({ pid, dataDir }: RunningConsole, minutes: number): Reading {
  const status = unlessMissing(() => readFileSync(`/proc/${pid}/status`, "utf8"));
  const kilobytes = /VmRSS:\s+(\d+)/.exec(status ?? "")?.[1];
  const file = join(dataDir, DATABASE_FILE);
  return {
    minutes,
    memoryMb: kilobytes === undefined ? undefined : (Number(kilobytes) * 1024) / MEGABYTE,
    descriptors: unlessMissing(() => readdirSync(`/proc/${pid}/fd`).length),
    fileMb: sizeMb(file),
    walMb: sizeMb(`${file}-wal`),
  };
}

export async function readHeap(app: MeasuredConsole, minutes: number): Promise<HeapReading> {
  const report = await app.report("gc").catch(() => undefined);
  const megabytes = (bytes: number | undefined) => (bytes === undefined ? undefined : bytes / MEGABYTE);
  return { minutes, engineMb: megabytes(report?.engine.heapUsed), webMb: megabytes(report?.web.heapUsed) };
}

export async function readDetails(app: RunningConsole): Promise<Details> {
  const [facts, lag, disk] = await Promise.all([
    Promise.resolve(databaseFacts(join(app.dataDir, DATABASE_FILE))),
    eventLoopDelay(app).catch(() => undefined),
    statfs(app.dataDir),
  ]);
  return {
    ...facts,
    lagP99Ms: lag?.p99,
    lagMaxMs: lag?.max,
    reserveMb: sizeMb(join(app.dataDir, RESERVE_FILE)),
    freeMb: (disk.bavail * disk.bsize) / MEGABYTE,
  };
}

/** Read beside the console, which cannot say it; a reader does not block a writer of a database in WAL mode. */
function databaseFacts(file: string): Pick<Details, "usedMb" | "lines" | "linesWritten"> {
  const db = new Database(file, { readonly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    const number = (pragma: string) => Number(db.pragma(pragma, { simple: true }));
    const pages = number("page_count") - number("freelist_count");
    // Ids of lines rise by one, from 1.
    const counted = db.prepare("SELECT COUNT(*) AS lines, MAX(id) AS written FROM LogLine").get();
    const { lines, written } = counted as { lines: number; written: number | null };
    return { usedMb: (pages * number("page_size")) / MEGABYTE, lines, linesWritten: written ?? 0 };
  } finally {
    db.close();
  }
}

async function eventLoopDelay({ url, headers }: RunningConsole) {
  const response = await fetch(`${url}/metrics`, { headers, signal: AbortSignal.timeout(LIMIT_MS) });
  const text = await response.text();
  const of = (statistic: string): number | undefined => {
    const name = `ewc_event_loop_delay_${statistic}_seconds`;
    const value = new RegExp(`^${name}\\{thread="engine"\\} (\\S+)$`, "m").exec(text)?.[1];
    return value === undefined ? undefined : Number(value) * 1000;
  };
  return { p99: of("p99"), max: of("max") };
}
