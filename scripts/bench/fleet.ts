/**
 * `npm run bench -- fleet`: the program with 6,000 access points (`--quick`: 1,000) beside the same program with an empty
 * lab, in one run: memory for each access point, CPU while nothing happens, and a predownload of all of them in SFTP mode
 * in front of a real browser. Needs a build and a browser; takes about eleven minutes and ends by itself.
 */
import { cpus } from "node:os";
import { type Browser, chromium, type Page } from "@playwright/test";
import type { ApRow } from "@/lib/contracts/aps";
import type { LabInput } from "@/lib/contracts/lab";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { labFile, smallLab } from "../../e2e/support/labs";
import { Operator } from "../../e2e/support/operator";
import { sampleSet } from "../../e2e/support/samples";
import { findBrowser } from "../support/browser.mjs";
import { type MeasuredConsole, type ProcessReport, startMeasured } from "./measured-console";
import { readWatch, startWatch, type Watched } from "./page-watch";
import { StreamReader } from "./stream-reader";

const RELEASE = "17.12.1";
const SET = "EWC_17_12_1";
const LOGIN = { user: "bench", password: "bench-of-the-fleet" };
/** One model of each image family, the common ones more often. */
const MODELS = {
  ...{ "C9120AXI-E": 6, "C9105AXI-E": 4, "C9130AXI-E": 3, "AIR-AP2802I-E-K9": 2 },
  ...{ "CW9166I-E": 2, "C9117AXI-E": 1, "AIR-AP1815I-E-K9": 1, "AIR-AP1832I-E-K9": 1 },
};
/** Round trips of the fleet that moves all at once, milliseconds: who is done first is not all at the same moment. */
const LINKS = [1.9, 2.2, 2.6, 3, 3.5, 4];
const TARGETS = { kilobytesPerAp: 10, idleCpuPercent: 5, staleP95Ms: 1000, readBackMs: 180_000 };
/** How long the numbers of the page may be old because another measurement stopped the program. */
const DISTURBANCE_MS = 2000;

type Line = { what: string; measured: string; target?: string; met?: boolean };
type Disturbance = [from: number, to: number];

export async function benchFleet({ quick }: { quick: boolean }): Promise<void> {
  const aps = quick ? 1000 : 6000;
  const executablePath = findBrowser();
  const isRoot = process.getuid?.() === 0;
  const browser = await chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: ["--disable-gpu", "--disable-background-networking", ...(isRoot ? ["--no-sandbox"] : [])],
  });
  console.log(
    `${count(aps)} access points, Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model})`,
  );
  try {
    const empty = await emptyLab(browser);
    print("One after another, 16 a minute of the simulated clock (the default), clock x60", [
      ...(await inBatches(browser, aps, empty)),
    ]);
    print("All at once, clock x1, links of different speed: the most that can move", [
      ...(await allAtOnce(browser, aps, empty)),
    ]);
  } finally {
    await browser.close();
  }
}

const lab = (overrides: Partial<LabInput>): string => labFile({ ...smallLab(overrides), aps: [] });
const mix = (count: number, seed: number, linkRttMs?: number) => ({
  ...{ count, seed, models: MODELS, running: "17.9.4.27" },
  behaviour: linkRttMs === undefined ? {} : { linkRttMs },
});

/** The program with the page open and nobody but the controller's own access point. */
const emptyLab = (browser: Browser): Promise<ProcessReport> =>
  withFleet(browser, "empty", 1, ({ running }) => settled(running));

/** Memory once it stays as it is: what the start left behind is collected, buffers are grown. */
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

function inBatches(browser: Browser, aps: number, empty: ProcessReport): Promise<Line[]> {
  const file = lab({ clockFactor: 60, startPolicy: {}, mixes: [mix(aps - 1, 1)] });
  return withFleet(browser, file, aps, async ({ running, page, reader, operator }) => {
    const lines = memory("idle, all in Run", aps, empty, await settled(running));
    lines.push(await idleCpu(running, aps));
    // At 16 a minute, x60, and half as much again for a slow machine.
    const limitMs = (aps / 16) * 1500 + 120_000;
    const moved = await predownload({ running, page, reader, operator, aps, limitMs, halfway: "completed" });
    lines.push(...memory("half of them predownloaded", aps, empty, moved.middle), ...moved.lines);
    lines.push(await activate(operator, reader, aps));
    return lines;
  });
}

function allAtOnce(browser: Browser, aps: number, empty: ProcessReport): Promise<Line[]> {
  const each = Math.floor((aps - 1) / LINKS.length);
  const rest = aps - 1 - each * LINKS.length;
  const file = lab({
    clockFactor: 1,
    startPolicy: { batchSize: 10_000, batchIntervalSeconds: 0 },
    mixes: LINKS.map((rtt, i) => mix(each + (i === 0 ? rest : 0), i + 1, rtt)),
  });
  return withFleet(browser, file, aps, async ({ running, page, reader, operator }) => {
    const moved = await predownload({
      running,
      page,
      reader,
      operator,
      aps,
      limitMs: 300_000,
      halfway: "moving",
    });
    return [...memory("all of them receiving", aps, empty, moved.middle), ...moved.lines];
  });
}

type Fleet = { running: MeasuredConsole; page: Page; reader: StreamReader; operator: Operator };

/** A fleet that runs, with the upgrade page open in a tab and the whole table in it. */
async function withFleet<T>(
  browser: Browser,
  file: string,
  aps: number,
  act: (fleet: Fleet) => Promise<T>,
): Promise<T> {
  const running = await startMeasured({ lab: file });
  const reader = new StreamReader(running.url, ["aps", "upgrade", "events", "images"]);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    sampleSet(running.dataDir, SET, RELEASE);
    const operator = new Operator(page, running.url);
    await operator.addSftpUser(LOGIN.user, LOGIN.password);
    await operator.open();
    const table = page.getByRole("table", { name: "Access points", exact: true });
    await table.and(page.locator(`[aria-rowcount="${aps + 1}"]`)).waitFor({ timeout: 60_000 });
    await reader.until("the image set", 120_000, (store) => store.keys("images").includes(SET));
    return await act({ running, page, reader, operator });
  } finally {
    reader.close();
    await page.close();
    await running.close();
  }
}

/** Counted: everything that is in the engine, with the live rows, the ring of changes, logs and history not yet written. */
function memory(when: string, aps: number, empty: ProcessReport, now: ProcessReport): Line[] {
  const each = (bytes: number) => bytes / aps / 1000;
  const heap = each(now.engine.heapUsed - empty.engine.heapUsed);
  const rss = each(now.rssBytes - empty.rssBytes);
  const judged = (measured: number) => ({
    measured: `${measured.toFixed(1)} KB`,
    target: `<= ${TARGETS.kilobytesPerAp} KB`,
    met: measured <= TARGETS.kilobytesPerAp,
  });
  return [
    { what: `memory per access point, ${when}: engine heap`, ...judged(heap) },
    { what: `memory per access point, ${when}: whole process`, measured: `${rss.toFixed(1)} KB` },
  ];
}

async function idleCpu(running: MeasuredConsole, aps: number): Promise<Line> {
  const lastsMs = aps > 1000 ? 30_000 : 10_000;
  const before = await running.report();
  const from = performance.now();
  await pause(lastsMs);
  const after = await running.report();
  const percent = ((after.cpuMs - before.cpuMs) * 100) / (performance.now() - from);
  return {
    what: "CPU while nothing happens, the page open",
    measured: `${percent.toFixed(1)} % of a core`,
    target: `< ${TARGETS.idleCpuPercent} %`,
    met: percent < TARGETS.idleCpuPercent,
  };
}

type Moving = Fleet & { aps: number; limitMs: number; halfway: "completed" | "moving" };

async function predownload(fleet: Moving): Promise<{ lines: Line[]; middle: ProcessReport }> {
  const { running, page, reader, operator, aps, limitMs, halfway } = fleet;
  await operator.typeProfile({ mode: "SFTP", server: "127.0.0.1", path: SET, ...LOGIN });
  await operator.saveAndDownload();
  await startWatch(page);
  const from = performance.now();
  const before = await running.report();
  await reader.until("half of the fleet", limitMs, (store) => {
    const { completed, predownloading } = counters(store);
    return halfway === "completed" ? completed * 2 >= aps : predownloading === aps;
  });
  // All of them are just beginning: the sampler needs a moment to have said so.
  if (halfway === "moving") await pause(5000);
  // Asked before the collection, which would count as a late event loop.
  const until = await running.report();
  const disturbed: Disturbance = [Date.now(), 0];
  const middle = await running.report("gc");
  disturbed[1] = Date.now() + DISTURBANCE_MS;
  await reader.until("the predownload of all", limitMs, (store) => {
    const row = upgradeOf(store);
    return row?.counters.completed === aps && row.counters.predownloadingController === 0 && row.canActivate;
  });
  const seconds = (performance.now() - from) / 1000;
  const after = await running.report();
  const watched = await readWatch(page);
  const worse = (a: ProcessReport, b: ProcessReport, thread: "engine" | "web") =>
    `${Math.max(a[thread].p99Ms, b[thread].p99Ms).toFixed(0)} ms, worst ${Math.max(a[thread].maxMs, b[thread].maxMs).toFixed(0)} ms`;
  const cpu = ((after.cpuMs - before.cpuMs) / 10 / seconds).toFixed(0);
  return {
    middle,
    lines: [
      await complete(page, reader, aps, seconds),
      ...staleness(watched, reader.times("ap.predownload.completed"), disturbed),
      frames(watched, disturbed),
      { what: "CPU of the program meanwhile", measured: `${cpu} % of a core` },
      { what: "event loop of the engine late by: p99", measured: worse(until, after, "engine") },
      { what: "event loop of the web thread late by: p99", measured: worse(until, after, "web") },
    ],
  };
}

const upgradeOf = (store: StreamReader["store"]): UpgradeRow | undefined => store.row("upgrade", "upgrade");
const counters = (store: StreamReader["store"]) =>
  upgradeOf(store)?.counters ?? { completed: 0, predownloading: 0 };

/** The rows, the counters and what the page shows say the same. */
async function complete(page: Page, reader: StreamReader, aps: number, seconds: number): Promise<Line> {
  const { store } = reader;
  const rows = store.keys("aps").map((key) => store.row("aps", key) as ApRow);
  const inRows = rows.filter(({ status, fault }) => status === "Complete" && fault === null).length;
  const { total, completed, failed, unsupported, retrying } = upgradeOf(store)?.counters ?? {};
  const added = total === aps && completed === aps && failed === 0 && unsupported === 0 && retrying === 0;
  const shown = page.locator("dl > div", { hasText: "Completed AP Image" }).locator("dd span").first();
  const { completed: seen } = await readWatch(page);
  const onPage = seen.at(-1)?.[1] ?? Number(await shown.textContent());
  return {
    what: "predownload of all in SFTP mode",
    measured: `${count(inRows)} Complete in ${seconds.toFixed(0)} s, page says ${count(onPage)}`,
    target: "runs through",
    met: inRows === aps && added && onPage === aps,
  };
}

/** From the engine's knowing that an access point is complete to the page's counting it. */
function staleness({ completed }: Watched, known: readonly number[], [from, to]: Disturbance): Line[] {
  const ages: number[] = [];
  let next = 0;
  for (const [shownAt, shown] of completed) {
    for (; next < Math.min(shown, known.length); next++) {
      const knownAt = known[next] ?? shownAt;
      if (shownAt < from || knownAt > to) ages.push(shownAt - knownAt);
    }
  }
  const p95 = quantile(ages, 0.95);
  return [
    {
      what: "age of what the page shows: median, p95, oldest",
      measured: [quantile(ages, 0.5), p95, quantile(ages, 1)].map(ms).join(", "),
      target: `p95 <= ${ms(TARGETS.staleP95Ms)}`,
      met: ages.length > 0 && p95 <= TARGETS.staleP95Ms,
    },
  ];
}

function frames(watched: Watched, [from, to]: Disturbance): Line {
  const times = watched.frames.filter(([at]) => at < from || at > to).map(([, took]) => took);
  return {
    what: "frames of the page meanwhile: median, p95, worst",
    measured: [0.5, 0.95, 1].map((q) => ms(quantile(times, q))).join(", "),
  };
}

/** Activate, and every access point is read back with the new version. */
async function activate(operator: Operator, reader: StreamReader, aps: number): Promise<Line> {
  const from = performance.now();
  await operator.activate();
  const line = { what: "Activate: all read back with the new version", target: "all" };
  try {
    await reader.until("the read-back", TARGETS.readBackMs, (store) => {
      const row = upgradeOf(store);
      return row?.readBack != null && !row.running;
    });
  } catch {
    // What there is is reported.
  }
  const { onTarget } = upgradeOf(reader.store)?.readBack ?? { onTarget: 0 };
  const took = ((performance.now() - from) / 1000).toFixed(0);
  return { ...line, measured: `${count(onTarget)} after ${took} s`, met: onTarget === aps };
}

function print(title: string, lines: readonly Line[]): void {
  const width = Math.max(...lines.map(({ what }) => what.length));
  console.log(`\n${title}`);
  for (const { what, measured, target, met } of lines) {
    const verdict = met === undefined ? "" : `${(target ?? "").padEnd(16)} ${met ? "met" : "NOT MET"}`;
    console.log(`  ${what.padEnd(width)}  ${measured.padEnd(40)} ${verdict}`.trimEnd());
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const count = (n: number): string => n.toLocaleString("en");
const ms = (n: number): string => `${n.toFixed(0)} ms`;
const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? 0;
