/**
 * `npm run soak -- [--minutes N] [--aps N] [--every SECONDS] [--database-mb N] [--allow-mb-per-hour N]`: the built console
 * at the busiest rate for as long as you like: upgrades without end, pages, searches and a session of the command line.
 * Prints a row of figures every 30 s, and at the end whether memory, descriptors and database stay within their limits.
 * Needs a build (`npm test -- --only build`). Ctrl-C ends it early, with the verdict so far.
 */

import { parseArgs } from "node:util";
import { grouped } from "@/lib/kit/number-text";
import { type MeasuredConsole, startMeasured } from "../bench/measured-console";
import { StreamReader } from "../bench/stream-reader";
import { type Load, pause } from "./load";
import { type HeapReading, type Reading, readDetails, readHeap, takeReading } from "./readings";
import { releases, soakedLab, writeImageSets } from "./soaked-lab";
import { collectSyslog } from "./syslog-collector";
import { tableHead, tableLine } from "./table";
import { addSftpUser, upgrades } from "./upgrades";
import { type Allowance, judge, type SoakRecord } from "./verdict";
import { pageVisits, searches, showCommands } from "./visitors";

const READ_EVERY_MS = 2000;
const HEAP_READINGS = 4;
/** For those who use the console to end what they are at. */
const LEAVE_MS = 5000;
const SETS_MS = 120_000;
const JOIN_MS = 300_000;
/** Descriptors that may be open beside those of the first quarter, as when the fuzzer looks. */
const SPARE_DESCRIPTORS = 12;
/** The limits of DATABASE_MB (lib/env.ts). */
const LEAST_DATABASE_MB = 64;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "60" },
    aps: { type: "string", default: "300" },
    every: { type: "string", default: "30" },
    "database-mb": { type: "string", default: "512" },
    "allow-mb-per-hour": { type: "string", default: "30" },
  },
});
const minutes = Number(values.minutes);
const aps = Number(values.aps);
const everyMs = Number(values.every) * 1000;
const allowance: Allowance = {
  memoryMbPerHour: Number(values["allow-mb-per-hour"]),
  descriptors: SPARE_DESCRIPTORS,
  databaseMb: Number(values["database-mb"]),
};
const isWrong =
  !(minutes > 0 && everyMs > 0 && allowance.memoryMbPerHour >= 0) ||
  !(Number.isInteger(aps) && aps >= 4 && aps <= 10_000) ||
  !(Number.isInteger(allowance.databaseMb) && allowance.databaseMb >= LEAST_DATABASE_MB);
if (isWrong) {
  console.error(
    "usage: npm run soak -- [--minutes N] [--aps 4..10000] [--every SECONDS] " +
      `[--database-mb N, at least ${LEAST_DATABASE_MB}] [--allow-mb-per-hour N]`,
  );
  process.exit(2);
}

/** Lines of the program's log that say that it did not expect something, and its own errors. */
const surprises = (output: string): string[] =>
  output
    .split("\n")
    .filter((line) => /unhandled|uncaught|TypeError|RangeError|ReferenceError|^\S+Z error /i.test(line));

/** Also false after a signal, of which there is no exit code. */
function isRunning({ pid }: MeasuredConsole): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Uses the console until the time is over or `ending` says so, then ends it. */
async function soak(
  app: MeasuredConsole,
  operator: StreamReader,
  ending: AbortController,
): Promise<SoakRecord> {
  const upgrading = upgrades(app, operator);
  const loads: Load[] = [pageVisits(app), searches(app), showCommands(app)];
  const begin = performance.now();
  const elapsed = () => (performance.now() - begin) / 60_000;
  const readings: Reading[] = [];
  const heaps: HeapReading[] = [];
  const upgradesAt: number[] = [];
  let lines = { stored: 0, written: 0 };
  const running = [upgrading, ...loads].map((load) => load.run(ending.signal));
  console.log(tableHead());
  let nextRowAt = everyMs;
  let hasEnded = false;
  while (!ending.signal.aborted) {
    await pause(READ_EVERY_MS, ending.signal);
    const now = elapsed();
    // Ctrl-C in a terminal ends the console as well.
    hasEnded = !ending.signal.aborted && !isRunning(app);
    const isLast = now >= minutes || hasEnded || ending.signal.aborted;
    while (upgradesAt.length < upgrading.done) upgradesAt.push(now);
    if (!hasEnded) {
      const reading = takeReading(app, now);
      readings.push(reading);
      if (now * 60_000 >= nextRowAt || isLast) {
        const details = await readDetails(app);
        lines = { stored: details.lines, written: details.linesWritten };
        console.log(tableLine({ ...reading, ...details, upgrades: upgrading.done }));
        nextRowAt += everyMs;
      }
      // Four times only: collecting garbage stops the program for a moment, and makes its memory smaller than it would be.
      if (now >= (minutes * (heaps.length + 1)) / HEAP_READINGS) heaps.push(await readHeap(app, now));
    }
    if (isLast) ending.abort();
  }
  const record = { minutes: elapsed(), readings, heaps, upgradesAt, lines, hasEnded, loads };
  // Those who use it first, so that nobody meets a console that is ending.
  operator.close();
  await Promise.race([Promise.all(running), pause(LEAVE_MS, AbortSignal.timeout(LEAVE_MS))]);
  await app.kill();
  return { ...record, upgradeFaults: upgrading.kept, logged: surprises(app.output()) };
}

console.log(
  `${aps} access points, clock x60, ${minutes} minutes, DATABASE_MB=${allowance.databaseMb}, Node ${process.version}`,
);
// The console inherits it; the measured console sets the variables of its own only.
process.env.DATABASE_MB = String(allowance.databaseMb);
const app = await startMeasured({ lab: soakedLab(aps) });
const ending = new AbortController();
process.once("SIGINT", () => ending.abort());
try {
  await writeImageSets(app.dataDir);
  await addSftpUser(app);
  const collector = await collectSyslog(app);
  const operator = new StreamReader(app, ["controller", "upgrade", "images"]);
  await operator.until("The image sets", SETS_MS, (store) =>
    releases.every(({ set }) => {
      const images = store.row("images", set)?.files.filter(({ kind }) => kind.endsWith("image"));
      return images !== undefined && images.length > 0 && images.every(({ sha512 }) => sha512 !== null);
    }),
  );
  await operator.until("The access points", JOIN_MS, (store) => {
    const controller = store.row("controller", "controller");
    return controller?.joinedCount === aps;
  });
  const record = await soak(app, operator, ending);
  const findings = judge(record, allowance);
  console.log(`\nAfter ${record.minutes.toFixed(1)} minutes:`);
  for (const { text, isFault } of findings) console.log(`${isFault ? "FAULT  " : "       "}${text}`);
  console.log(`       ${grouped(collector.received)} syslog messages received.`);
  collector.close();
  const faults = findings.filter(({ isFault }) => isFault).length;
  console.log(
    faults === 0
      ? "No fault was found."
      : `${faults} of ${findings.length} figures are not as they should be.`,
  );
  process.exitCode = faults === 0 ? 0 : 1;
} catch (cause) {
  console.log(cause instanceof Error ? cause.message : String(cause));
  console.log(app.output().split("\n").slice(-20).join("\n"));
  process.exitCode = 1;
} finally {
  await app.close();
}
// Streams that are still open would keep the process for a while.
process.exit();
