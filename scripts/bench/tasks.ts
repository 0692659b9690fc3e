/**
 * `npm run bench -- tasks`: five tasks of an operator, done in a browser from the dashboard on, with the time, clicks,
 * keys and pages that each takes. A task ends when the page shows the answer or confirms the action. The time is that of
 * the page and of a machine that knows where to click. Needs a build and a browser.
 */
import { renameSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { type RunningConsole, startConsole } from "../../e2e/support/console";
import { labFile, smallLab } from "../../e2e/support/labs";
import { Operator } from "../../e2e/support/operator";
import { sampleSet } from "../../e2e/support/samples";
import { launchSignedIn } from "../../e2e/support/signed-in-browser";
import { type Effort, Hands } from "./hands";

const LONG = { timeout: 120_000 };
const SET = "EWC_17_12_1";

type Task = { name: string; do: (hands: Hands) => Promise<void> };

const navigation = (page: Page) => page.getByRole("navigation").first();

const whyItFails: Task = {
  name: "Find the access point that fails, and why",
  do: async ({ page }) => {
    await expect(page.locator("p").filter({ hasText: /^ap-2:/ })).toContainText("No such file or directory");
  },
};
const retryIt: Task = {
  name: "Retry it",
  do: async (hands) => {
    await hands.click(hands.page.getByRole("button", { name: "Retry this AP" }));
    await expect(hands.page.getByText("Retrying 1 access point.", { exact: true })).toBeVisible();
  },
};
const useASet: Task = {
  name: "Upgrade to an image set that was uploaded",
  do: async (hands) => {
    const { page } = hands;
    await hands.click(navigation(page).getByRole("link", { name: "Image Repository" }));
    await hands.click(page.getByRole("link", { name: "Upgrade to this set" }).first());
    const dialog = page.getByRole("dialog", { name: "Save & Download" });
    await hands.click(dialog.getByRole("button", { name: "Save & Download" }));
    await expect(dialog).toBeHidden(LONG);
  },
};
const timeLeft: Task = {
  name: "See how long the running upgrade will still take",
  do: async ({ page }) => {
    await expect(page.getByText(/ left|Almost ready/).first()).toBeVisible(LONG);
  },
};
const earlierRun: Task = {
  name: "Show what each access point did in an earlier run",
  do: async (hands) => {
    const { page } = hands;
    await hands.click(navigation(page).getByRole("link", { name: "Runs" }));
    await hands.click(page.getByRole("link", { name: "Run 1", exact: true }));
    await expect(page.getByRole("table", { name: "Access points at the end" })).toContainText("ap-2");
  },
};

async function timed(page: Page, app: RunningConsole, task: Task): Promise<Effort> {
  await page.goto(app.url);
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Recent failures" })).toBeVisible();
  const hands = new Hands(page);
  hands.begin();
  await task.do(hands);
  return hands.effort();
}

async function ready(page: Page): Promise<void> {
  await expect(page.getByRole("button", { name: "Activate", exact: true })).toBeVisible(LONG);
}

async function measure(page: Page): Promise<[Task, Effort][]> {
  const app = await startConsole({
    lab: labFile(smallLab({ clockFactor: 10, startPolicy: { retryDelaysSeconds: [] } })),
  });
  try {
    const images = sampleSet(app.dataDir, SET, "17.12.1");
    const [there, away] = [join(images, "ap1g8"), join(app.dataDir, "ap1g8")];
    renameSync(there, away);
    const operator = new Operator(page, app.url);
    await operator.open();
    await operator.typeProfile({ server: "127.0.0.1", path: SET });
    await operator.saveAndDownload();
    await ready(page);
    const done: [Task, Effort][] = [];
    const run = async (task: Task) => void done.push([task, await timed(page, app, task)]);
    await run(whyItFails);
    renameSync(away, there);
    await run(retryIt);
    await operator.open();
    await expect(operator.row("ap-2")).toContainText("Complete", LONG);
    await run(useASet);
    await run(timeLeft);
    await operator.open();
    await ready(page);
    await run(earlierRun);
    return done;
  } finally {
    await app.close();
  }
}

export async function benchTasks(): Promise<void> {
  const browser = await launchSignedIn();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    console.log("| task | seconds | clicks | keys | pages |\n| --- | ---: | ---: | ---: | ---: |");
    for (const [{ name }, { seconds, clicks, keys, pages }] of await measure(page))
      console.log(`| ${name} | ${seconds.toFixed(1)} | ${clicks} | ${keys} | ${pages} |`);
  } finally {
    await browser.close();
  }
}
