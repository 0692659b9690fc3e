/**
 * `npm run bench -- fleet`: the program with 6,000 access points (`--quick`: 1,000) compared with an empty lab: memory per
 * access point, CPU while idle, and a predownload of all access points in SFTP mode with a browser open. Needs a build and
 * a browser, and takes about twelve minutes.
 */

import { cpus, loadavg } from "node:os";
import type { Browser, Page } from "@playwright/test";
import type { LabInput } from "@/lib/contracts/lab";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { grouped } from "@/lib/kit/number-text";
import { labFile, MODEL_MIX, smallLab } from "../../e2e/support/labs";
import { Operator } from "../../e2e/support/operator";
import { sampleSet } from "../../e2e/support/samples";
import { launchSignedIn } from "../../e2e/support/signed-in-browser";
import * as report from "./fleet-report";
import { line, title } from "./fleet-report";
import { type MeasuredConsole, type ProcessReport, startMeasured } from "./measured-console";
import { readWatch, startWatch } from "./page-watch";
import { StreamReader } from "./stream-reader";

const RELEASE = "17.12.1";
const SET = "EWC_17_12_1";
const LOGIN = { user: "bench", password: "bench-of-the-fleet" };
/** Access points that start in each simulated minute: four times the default, to save time. */
const BATCH = 64;
/**
 * Round trips in milliseconds for the fleet that downloads all at once: the first access points complete after half a
 * minute, when the last have started, and not all at the same time.
 */
const LINKS = [5, 5.5, 6, 6.5, 7, 8];
/** Time limits. */
const START_MS = 120_000;
const STAGE_MS = 600_000;
const READ_BACK_MS = 180_000;
/** Long enough for all rows to show a rate. */
const MOVING_MS = 5000;

export async function benchFleet({ quick }: { quick: boolean }): Promise<void> {
  const aps = quick ? 1000 : 6000;
  const browser = await launchSignedIn();
  console.log(
    `${grouped(aps)} access points, Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model})`,
  );
  try {
    const empty = await withFleet(browser, "empty", 1, ({ running }) => settled(running));
    await inBatches(browser, aps, empty);
    await allAtOnce(browser, aps, empty);
    console.log(`\nload of the machine over the last 15 minutes: ${loadavg()[2]?.toFixed(1)}`);
  } finally {
    await browser.close();
  }
}

const lab = (overrides: Partial<LabInput>): string => labFile({ ...smallLab(overrides), aps: [] });
const mix = (size: number, seed: number, linkRttMs?: number) => ({
  count: size,
  seed,
  models: MODEL_MIX,
  running: "17.9.4.27",
  behavior: linkRttMs === undefined ? {} : { linkRttMs },
});

function inBatches(browser: Browser, aps: number, empty: ProcessReport): Promise<void> {
  title(`${BATCH} a minute of the simulated clock, clock x60`);
  const startPolicy = { batchSize: BATCH, batchIntervalSeconds: 60 };
  const file = lab({ clockFactor: 60, startPolicy, mixes: [mix(aps - 1, 1)] });
  return withFleet(browser, file, aps, async (fleet) => {
    report.memory("all in Run", aps, empty, await settled(fleet.running));
    await idle(fleet, aps);
    const half = ({ completed }: Counters) => completed * 2 >= aps;
    await predownload(fleet, aps, "half of them complete", half, empty);
    await activate(fleet, aps);
  });
}

function allAtOnce(browser: Browser, aps: number, empty: ProcessReport): Promise<void> {
  title("all at once over links of different speed, clock x1: the most simultaneous downloads");
  const each = Math.floor((aps - 1) / LINKS.length);
  const rest = aps - 1 - each * LINKS.length;
  const file = lab({
    clockFactor: 1,
    startPolicy: { batchSize: 10_000, batchIntervalSeconds: 0 },
    mixes: LINKS.map((rtt, i) => mix(each + (i === 0 ? rest : 0), i + 1, rtt)),
  });
  return withFleet(browser, file, aps, (fleet) => {
    const all = ({ initiated, predownloading }: Counters) => initiated === 0 && predownloading > 0;
    return predownload(fleet, aps, "all under way", all, empty);
  });
}

type Counters = UpgradeRow["counters"];
type Fleet = { running: MeasuredConsole; page: Page; reader: StreamReader; operator: Operator };

/** Runs `act` with a fleet, and its upgrade page open with the whole table. */
async function withFleet<T>(
  browser: Browser,
  file: string,
  aps: number,
  act: (fleet: Fleet) => Promise<T>,
): Promise<T> {
  const running = await startMeasured({ lab: file });
  const reader = new StreamReader(running, ["aps", "upgrade", "events", "images"]);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    sampleSet(running.dataDir, SET, RELEASE);
    const operator = new Operator(page, running.url);
    await operator.addSftpUser(LOGIN.user, LOGIN.password);
    await operator.open();
    const table = page.getByRole("table", { name: "Access points", exact: true });
    await table.and(page.locator(`[aria-rowcount="${aps + 1}"]`)).waitFor({ timeout: START_MS });
    await reader.until("the image set", START_MS, (store) => store.keys("images").includes(SET));
    return await act({ running, page, reader, operator });
  } finally {
    reader.close();
    await page.close();
    await running.close();
  }
}

/** Memory when it has stopped changing, after garbage collection. */
async function settled(running: MeasuredConsole): Promise<ProcessReport> {
  let before = await running.report("gc");
  for (let tries = 0; tries < 8; tries++) {
    await pause(2000);
    const now = await running.report("gc");
    const same = Math.abs(now.rssBytes - before.rssBytes) < 0.01 * before.rssBytes;
    before = now;
    if (same) break;
  }
  return before;
}

async function idle({ running }: Fleet, aps: number): Promise<void> {
  const before = await running.report();
  const from = performance.now();
  await pause(aps > 1000 ? 30_000 : 10_000);
  report.idleCpu(before, await running.report(), performance.now() - from);
}

/** Save & Download until all are complete; memory is measured when `middle` returns true. */
async function predownload(
  fleet: Fleet,
  aps: number,
  when: string,
  middle: (counters: Counters) => boolean,
  empty: ProcessReport,
): Promise<void> {
  const { running, page, reader, operator } = fleet;
  await operator.typeProfile({ mode: "SFTP", server: "127.0.0.1", path: SET, ...LOGIN });
  await operator.saveAndDownload();
  await startWatch(page);
  const from = performance.now();
  const before = await running.report();
  await reader.until(when, STAGE_MS, (store) => {
    const counters = upgradeOf(store)?.counters;
    return counters !== undefined && middle(counters);
  });
  await pause(MOVING_MS);
  const receiving = upgradeOf(reader.store)?.counters.predownloading ?? 0;
  // Before the garbage collection, which would count as event loop delay.
  const halfway = await running.report();
  const disturbed = { from: Date.now(), to: 0 };
  report.memory(`${when} (${grouped(receiving)} receive)`, aps, empty, await running.report("gc"));
  disturbed.to = Date.now();
  await reader.until(
    "the predownload of all",
    STAGE_MS,
    (store) => upgradeOf(store)?.counters.completed === aps,
  );
  await runThrough(fleet, aps, performance.now() - from);
  const after = await running.report();
  const watched = await readWatch(page);
  report.staleness(watched, reader.times("ap.predownload.completed"), disturbed);
  report.frames(watched, disturbed);
  report.busyCpu(before, after, performance.now() - from);
  report.eventLoops([halfway, after]);
}

const upgradeOf = (store: StreamReader["store"]): UpgradeRow | undefined => store.row("upgrade", "upgrade");

/** Checks that rows, counters and page agree. */
async function runThrough({ page, reader: { store } }: Fleet, aps: number, tookMs: number): Promise<void> {
  // The page may be a moment behind.
  await pause(2000);
  const rows = store.keys("aps").map((key) => store.row("aps", key));
  const complete = rows.filter((row) => row?.status === "Complete" && row.fault === null).length;
  const { total, completed, failed, unsupported, retrying } = upgradeOf(store)?.counters ?? {};
  const addUp = total === aps && completed === aps && failed === 0 && unsupported === 0 && retrying === 0;
  const onPage = (await readWatch(page)).completed.at(-1)?.[1] ?? 0;
  line(
    "predownload of all in SFTP mode: Complete, on the page",
    `${grouped(complete)}, ${grouped(onPage)} after ${(tookMs / 1000).toFixed(0)} s`,
    { target: "runs through", met: complete === aps && addUp && onPage === aps },
  );
}

/** Activates when the controller image is complete everywhere, and waits until all access points run the new version. */
async function activate({ operator, reader }: Fleet, aps: number): Promise<void> {
  await reader.until("Network Upgrade", STAGE_MS, (store) => upgradeOf(store)?.canActivate === true);
  const from = performance.now();
  await operator.activate();
  const ended = (store: StreamReader["store"]) => {
    const row = upgradeOf(store);
    return row?.readBack != null && !row.running;
  };
  // Access points that have not come back by then are not counted.
  await reader.until("the read-back", READ_BACK_MS, ended).catch(() => undefined);
  const onTarget = upgradeOf(reader.store)?.readBack?.onTarget ?? 0;
  const took = ((performance.now() - from) / 1000).toFixed(0);
  line("Activate: read back with the new version", `${grouped(onTarget)} after ${took} s`, {
    target: "all",
    met: onTarget === aps,
  });
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
