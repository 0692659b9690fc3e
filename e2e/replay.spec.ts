/** A replay shows what was recorded, and what the live table had shown, at any instant. */

import type { PhaseRecord, RunRecord } from "../lib/contracts/recording/records";
import { RecordingUnpacker } from "../lib/contracts/recording/unpack";
import { isMovingPhase, phaseWords } from "../lib/contracts/run-phases";
import { seededChance } from "../lib/kit/chance";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { Operator } from "./support/operator";
import { sampleSet } from "./support/samples";
import { expect, type Page, test } from "./support/test";

test.describe.configure({ mode: "serial" });

const SEED = 12;
const INSTANTS = 10;
const STEADY_INSTANTS = 3;
const NAMES = ["ap-1", "ap-2", "ap-3", "ap-4"];

/** What the table showed from `at` on: the name and the status of each row. */
type Shown = { at: number; rows: Record<string, string> };

let app: RunningConsole;
/** What the live table showed during the run. */
let live: Shown[] = [];
let records: RunRecord[] = [];
let startedAt = 0;
let endedAt = 0;

const table = (page: Page) => page.getByRole("table", { name: /^Access points / });
const scrubber = (page: Page) => page.getByRole("slider", { name: "Instant of the replay" });

test.beforeAll(async ({ browser }) => {
  const lab = smallLab({ clockFactor: 5, startPolicy: { retryDelaysSeconds: [10] } });
  const behaviors = { "ap-2": { rebootsAtPercent: 50 }, "ap-4": { flashSlowness: 8 } };
  const aps = (lab.aps ?? []).map((ap) => ({
    ...ap,
    behavior: behaviors[ap.name as keyof typeof behaviors] ?? {},
  }));
  app = await startConsole({ lab: labFile({ ...lab, aps }) });
  sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
  const page = await browser.newPage();
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.typeProfile({ server: "127.0.0.1", path: "EWC_17_12_1" });
  await operator.saveAndDownload();
  const watcher = await browser.newPage();
  await watcher.goto(`${app.url}/runs/1`);
  await expect(table(watcher)).toBeVisible();
  const shown = await watcher.evaluateHandle(() => {
    const seen: Shown[] = [];
    const reader = {
      read() {
        const rows: Record<string, string> = {};
        for (const row of document.querySelectorAll(
          '[role=table][aria-label^="Access points "] [role=row]',
        )) {
          const [name, , status] = row.querySelectorAll("[role=cell]");
          if (name && status) rows[name.textContent ?? ""] = status.textContent ?? "";
        }
        if (JSON.stringify(rows) !== JSON.stringify(seen.at(-1)?.rows)) seen.push({ at: Date.now(), rows });
      },
    };
    new MutationObserver(reader.read).observe(document.body, {
      childList: true,
      subtree: true,
      characterData: true,
    });
    reader.read();
    return seen;
  });
  await expect(page.getByRole("button", { name: "Activate", exact: true })).toBeVisible({ timeout: 120_000 });
  await operator.activate();
  await expect(watcher.getByRole("main").getByText("Complete", { exact: true }).first()).toBeVisible({
    timeout: 120_000,
  });
  live = await shown.jsonValue();
  const bytes = await (
    await fetch(`${app.url}/api/runs/1/recording`, { headers: app.headers })
  ).arrayBuffer();
  records = [];
  const isReadable = new RecordingUnpacker().read(new Uint8Array(bytes), (record) => records.push(record));
  expect(isReadable).toBe(true);
  await page.goto(`${app.url}/runs/1`);
  await expect(table(page)).toBeVisible();
  const instants = records.flatMap((record) => (record.kind === "ap" ? [] : [record.at]));
  endedAt = Math.max(...instants);
  // The axis is in milliseconds and ends with the last record.
  startedAt = endedAt - Number(await scrubber(page).getAttribute("max"));
  await watcher.close();
  await page.close();
});
test.afterAll(() => app.close());

/** What the records say of an access point at an instant: its phase, and the whole percent that was recorded last. */
function recorded(name: string, at: number): { phase: PhaseRecord | undefined; percent: number | null } {
  const aps = records.flatMap((record) => (record.kind === "ap" ? [record.ap.name] : []));
  const index = aps.indexOf(name);
  let phase: PhaseRecord | undefined;
  let percent: number | null = null;
  for (const record of records) {
    if (record.kind === "ap" || record.at > at) continue;
    if (record.kind === "phase" && record.ap === index) {
      phase = record;
      percent = record.percent;
    }
    if (record.kind === "samples" && phase !== undefined && isMovingPhase(phase.phase)) {
      const place = record.aps.indexOf(index);
      if (place >= 0) percent = record.percents[place] ?? null;
    }
  }
  return { phase, percent };
}

/** The cells of the row of an access point. */
const cellsOf = (page: Page, name: string) =>
  table(page)
    .getByRole("row")
    .filter({ has: page.getByRole("button", { name, exact: true }) })
    .getByRole("cell");

async function openAt(page: Page, at: number): Promise<void> {
  await page.goto(`${app.url}/runs/1?t=${((at - startedAt) / 1000).toFixed(1)}`);
  await expect(table(page)).toBeVisible();
}

/** Instants of the run, in whole tenths of a second after its start. */
function randomInstants(): number[] {
  const chance = seededChance(SEED);
  const tenths = Math.floor((endedAt - startedAt) / 100);
  return Array.from({ length: INSTANTS }, () => startedAt + chance.integer(0, tenths) * 100);
}

test("at ten random instants every row of the replay is what the recording says", async ({ page }) => {
  for (const at of randomInstants()) {
    await test.step(`${((at - startedAt) / 1000).toFixed(1)} s`, async () => {
      await openAt(page, at);
      for (const name of NAMES) {
        const { phase, percent } = recorded(name, at);
        const cells = cellsOf(page, name);
        const saysNote = phase?.phase === "queued" || phase?.phase === "waiting";
        const words = phaseWords[phase?.phase ?? "idle"];
        await expect(cells.nth(2)).toContainText(saysNote && phase.note !== "" ? phase.note : words);
        if (phase?.phase === "joined" || phase?.phase === "fetching")
          await expect(cells.nth(2)).toContainText(phase.note);
        await expect(cells.nth(3)).toHaveText(percent === null ? "–" : `${percent}%`);
      }
    });
  }
});

/** Instants late in the longest times without any change: then the live table has caught up, however slow the browser. */
function steadyInstants(): number[] {
  const since = live[0]?.at ?? endedAt;
  const changes = records.flatMap((record) =>
    record.kind === "phase" && record.at >= since ? [record.at] : [],
  );
  return changes
    .map((at, i) => ({ at, lasts: (changes[i + 1] ?? at) - at }))
    .sort((a, b) => b.lasts - a.lasts)
    .slice(0, STEADY_INSTANTS)
    .map(({ at, lasts }) => at + Math.floor(lasts * 0.9));
}

test("at instants when nothing changed, the replay shows the rows that the live table had shown", async ({
  page,
}) => {
  const instants = steadyInstants();
  expect(instants.length).toBe(STEADY_INSTANTS);
  for (const at of instants) {
    const rows = live.findLast((shown) => shown.at <= at)?.rows ?? {};
    await openAt(page, at);
    for (const name of NAMES) await expect(cellsOf(page, name).nth(2)).toHaveText(rows[name] ?? "not shown");
  }
});

test("a reload in mid-replay shows the same instant and the same rows, in every column", async ({ page }) => {
  const [at = startedAt] = randomInstants();
  await openAt(page, at);
  await scrubber(page).focus();
  await page.keyboard.press("ArrowRight");
  await expect(scrubber(page)).toHaveValue(String(at - startedAt + 100));
  const instant = await scrubber(page).inputValue();
  // The URL follows the replay a moment later.
  await expect(page).toHaveURL(new RegExp(`t=${(Number(instant) / 1000).toFixed(1)}$`));
  await expect(page.getByRole("heading", { name: /^Access points at / })).toBeVisible();
  const rows = await table(page).getByRole("row").allTextContents();
  const url = page.url();
  await page.reload();
  await expect(scrubber(page)).toHaveValue(instant);
  await expect(table(page).getByRole("row")).toHaveText(rows);
  expect(page.url()).toBe(url);
});
