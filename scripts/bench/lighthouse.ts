/**
 * `npm run bench -- lighthouse`: every page by Lighthouse with its own settings of a phone and of a desktop computer, while
 * nothing runs; then layout shifts and long tasks during an upgrade; then the picture of a run of 2,000 and of 6,000 access
 * points. Says what misses its goal. Needs a build and a browser. `--only desktop,mobile,upgrade,fleet` measures a part of it:
 * the first two are the pages by Lighthouse.
 */
import { createServer } from "node:net";
import type { Browser } from "@playwright/test";
import lighthouse, { desktopConfig } from "lighthouse";
import { type RunningConsole, startConsole } from "../../e2e/support/console";
import { labFile, slowLab } from "../../e2e/support/labs";
import { Operator } from "../../e2e/support/operator";
import { everyPage } from "../../e2e/support/pages";
import { sampleSet } from "../../e2e/support/samples";
import { launchSignedIn } from "../../e2e/support/signed-in-browser";
import { benchLiveFleets } from "./lighthouse-fleet";
import {
  goals,
  type Idle,
  idleMisses,
  idleRow,
  type Moving,
  medianOf,
  movingMisses,
} from "./lighthouse-goals";
import { watchMoving } from "./moving-page";

const FORM_FACTORS = {
  desktop: { config: desktopConfig, width: 1440, height: 900 },
  mobile: { config: undefined, width: 390, height: 844 },
} as const;
type FormFactor = keyof typeof FORM_FACTORS;
const formFactors = Object.keys(FORM_FACTORS) as FormFactor[];

const RUNS = 5;
/** The stream of rows never ends, so Lighthouse would wait 45 s for a quiet network. */
const MOST_WAIT_MS = 12_000;
/** How long a page is watched during an upgrade. */
const WATCH_MS = 4000;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

async function launch(): Promise<{ browser: Browser; port: number }> {
  const port = await freePort();
  const browser = await launchSignedIn([`--remote-debugging-port=${port}`]);
  return { browser, port };
}

/** One visit with a cold cache. */
async function visit(
  { url, headers }: RunningConsole,
  path: string,
  port: number,
  formFactor: FormFactor,
): Promise<Idle> {
  const result = await lighthouse(
    url + path,
    {
      port,
      // Lighthouse opens its own tab, which has no session.
      extraHeaders: headers,
      output: "json",
      logLevel: "error",
      maxWaitForLoad: MOST_WAIT_MS,
      // robots.txt disallows crawling, as it should for a console.
      skipAudits: ["is-crawlable"],
    },
    FORM_FACTORS[formFactor].config,
  );
  if (!result) throw new Error(`Lighthouse has no result for ${url}${path}.`);
  const { audits, categories, runtimeError } = result.lhr;
  if (runtimeError) throw new Error(`Lighthouse could not measure ${path}: ${runtimeError.message}`);
  const requests = audits["network-requests"]?.details;
  const items = requests?.type === "table" ? requests.items : [];
  const score = (name: string) => Math.round((categories[name]?.score ?? 0) * 100);
  const value = (audit: string) => audits[audit]?.numericValue ?? Number.NaN;
  const failed = Object.values(categories)
    .flatMap(({ auditRefs }) => auditRefs.filter(({ weight }) => weight > 0))
    .map(({ id }) => audits[id])
    .filter((audit) => audit?.scoreDisplayMode === "binary" && audit.score === 0)
    .map((audit) => audit?.id ?? "");
  return {
    performance: score("performance"),
    accessibility: score("accessibility"),
    bestPractices: score("best-practices"),
    seo: score("seo"),
    cls: value("cumulative-layout-shift"),
    lcpMs: value("largest-contentful-paint"),
    tbtMs: value("total-blocking-time"),
    jsBytes: items
      .filter(({ resourceType }) => resourceType === "Script")
      .reduce((sum, { transferSize }) => sum + Number(transferSize), 0),
    failed,
  };
}

async function benchIdle(formFactor: FormFactor, quick: boolean): Promise<string[]> {
  const running = await startConsole();
  const { browser, port } = await launch();
  const misses: string[] = [];
  try {
    const times = quick ? 1 : RUNS;
    console.log(`Idle, ${formFactor}, ${quick ? "one visit" : `median of ${times} visits`} each:`);
    console.log(
      "performance, accessibility, best practices, SEO; layout shift; largest paint, blocking time; JS",
    );
    // The first visit of each page warms the server up.
    for (const path of everyPage)
      await fetch(running.url + path, { headers: running.headers }).then((answer) => answer.text());
    for (const path of everyPage) {
      const visits: Idle[] = [];
      const again = () => visit(running, path, port, formFactor);
      // Now and then Lighthouse measures nothing. One such visit does not end an hour of measuring.
      for (let i = 0; i < times; i++) visits.push(await again().catch(again));
      const median = medianOf(visits);
      console.log(idleRow(formFactor, path, median));
      misses.push(...idleMisses(median).map((miss) => `${path} on ${formFactor}: ${miss}`));
    }
  } finally {
    await browser.close();
    await running.close();
  }
  return misses;
}

async function benchUpgrade(): Promise<string[]> {
  const misses: string[] = [];
  const { browser } = await launch();
  try {
    console.log("\nDuring an upgrade: layout shift, worst long task");
    for (const formFactor of formFactors) {
      const running = await startConsole({ lab: labFile(slowLab()) });
      try {
        sampleSet(running.dataDir, "EWC_17_12_1", "17.12.1");
        const { width, height } = FORM_FACTORS[formFactor];
        const page = await browser.newPage({ viewport: { width, height } });
        const operator = new Operator(page, running.url);
        await operator.open();
        await operator.typeProfile({ server: "127.0.0.1", path: "EWC_17_12_1" });
        await operator.saveAndDownload();
        for (const path of [...everyPage, "/runs/1"]) {
          const moving: Moving = await watchMoving(page, running.url + path, WATCH_MS);
          const { cls, longestTaskMs } = moving;
          console.log(
            `${formFactor.padEnd(8)} ${cls.toFixed(3)}  ${longestTaskMs.toFixed(0).padStart(4)} ms  ${path}`,
          );
          misses.push(...movingMisses(moving).map((miss) => `${path} on ${formFactor}, upgrading: ${miss}`));
        }
      } finally {
        await running.close();
      }
    }
  } finally {
    await browser.close();
  }
  return misses;
}

async function benchFleets(): Promise<string[]> {
  const { browser } = await launch();
  try {
    return await benchLiveFleets(browser);
  } finally {
    await browser.close();
  }
}

/** What `--only` can select. */
export const LIGHTHOUSE_PARTS: readonly (FormFactor | "upgrade" | "fleet")[] = [
  ...formFactors,
  "upgrade",
  "fleet",
];

export async function benchLighthouse({ quick, only }: { quick: boolean; only: string[] }): Promise<void> {
  const isAsked = (part: (typeof LIGHTHOUSE_PARTS)[number]) => only.length === 0 || only.includes(part);
  const misses = [
    ...(isAsked("desktop") ? await benchIdle("desktop", quick) : []),
    ...(isAsked("mobile") ? await benchIdle("mobile", quick) : []),
    ...(isAsked("upgrade") ? await benchUpgrade() : []),
    ...(isAsked("fleet") ? await benchFleets() : []),
  ];
  console.log(`\nGoals: ${goals}`);
  if (misses.length === 0) console.log("All goals are met.");
  else for (const miss of misses) console.log(`MISSED ${miss}`);
}
