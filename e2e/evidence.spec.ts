/** The evidence of a run: a change record to print, a signed archive, a comparison of two runs, and a runbook. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { installed } from "../lib/testing/installed-programs";
import { filesOfZip } from "../lib/testing/read-zip";
import { whyNotVerified } from "../lib/testing/verify-ssh-signature";
import { accessibilityFaults } from "./support/accessibility";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { Operator } from "./support/operator";
import { sampleSet } from "./support/samples";
import { expect, type Page, test } from "./support/test";

test.describe.configure({ mode: "serial" });

let app: RunningConsole;
test.beforeAll(async () => {
  app = await startConsole({ lab: labFile(smallLab()) });
  sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
});
test.afterAll(() => app.close());

const profile = { server: "127.0.0.1", path: "EWC_17_12_1" };
const table = (page: Page, name: string) => page.getByRole("table", { name });

test("the runbook of the saved profile has its lines, its expected output and the way back", async ({
  page,
}) => {
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.typeProfile(profile);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Profile saved", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Save & Download", exact: true }).click();
  const preview = page.getByRole("dialog", { name: "Save & Download" });
  await preview.getByRole("link", { name: "Runbook" }).click();
  await expect(page.getByRole("heading", { name: "Runbook", exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { name: /^4\. Start the download/ })).toBeVisible();
  await expect(page.getByText("install add profile default")).toBeVisible();
  await expect(page.getByText(/Image added\. Version: 17\.12\.01/)).toBeVisible();
  await expect(page.getByText(/^Decide: /).first()).toBeVisible();
  await expect(page.getByRole("heading", { name: "Rollback" })).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
  const markdown = await page.request.get(`${app.url}/api/runbook`);
  expect(await markdown.text()).toContain("## In the window");
});

test("a change record has the versions before and after, and prints on one page with an appendix", async ({
  page,
}) => {
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.saveAndDownload();
  await expect(page.getByRole("button", { name: "Activate", exact: true })).toBeVisible({ timeout: 60_000 });
  await operator.activate();
  await operator.open("/runs");
  const run = table(page, "Runs").getByRole("row").filter({ hasText: "Run 1" });
  await expect(run).toContainText("Complete", { timeout: 60_000 });
  await operator.open("/runs/1");
  await page.getByRole("link", { name: "Change record", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Change record of run 1" })).toBeVisible();
  const aps = table(page, "Access points of the run");
  await expect(aps.getByRole("row").filter({ hasText: "ap-2" })).toContainText(
    /17\.9\.4.*17\.12\.1.*Upgraded/,
  );
  await expect(table(page, "Images")).toContainText(/[0-9a-f]{128}/);
  await expect(page.getByText("127.0.0.1", { exact: true }).first()).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await expect(page.getByRole("navigation", { name: "Main" })).toBeHidden();
  await expect(page.getByRole("button", { name: "Print" })).toBeHidden();
  await expect(aps).toBeVisible();
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(2);
});

test("the archive's digests are true, its signature is verified without the program, and one changed byte is found", async ({
  page,
}) => {
  const operator = new Operator(page, app.url);
  await operator.open("/runs/1");
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download evidence" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe("run-1-evidence.zip");
  const files = await filesOfZip(readFileSync(await download.path()));
  const manifest = files.get("manifest")?.toString() ?? "";
  const listed = manifest.trimEnd().split("\n");
  expect(listed.length).toBe(files.size - 2);
  for (const line of listed) {
    const [digest, name = ""] = line.split("  ");
    const content = files.get(name) ?? Buffer.alloc(0);
    expect([name, createHash("sha256").update(content).digest("hex")]).toEqual([name, digest]);
  }
  expect(files.get("audit.jsonl")?.toString()).toContain("Start the upgrade");
  expect(files.get("logs/syslog.jsonl")?.length).toBeGreaterThan(0);
  expect(statSync(join(app.dataDir, "evidence.key")).mode & 0o777).toBe(0o600);

  const line = (await page.getByText(/^ewc-[0-9a-f]{8} namespaces/).textContent()) ?? "";
  const [identity = ""] = line.split(" ");
  const signature = files.get("manifest.sig")?.toString() ?? "";
  const trusted = { line, identity, namespace: "ewc-run" };
  expect(whyNotVerified(signature, manifest, trusted)).toBeNull();
  expect(whyNotVerified(signature, manifest.replace(/^./, "x"), trusted)).toBe("The signature is wrong.");

  const keygen = installed("ssh-keygen");
  if (keygen === undefined) {
    test.info().annotations.push({ type: "skipped", description: "ssh-keygen is not installed" });
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "ewc-evidence-"));
  for (const [name, content] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  writeFileSync(join(folder, "allowed_signers"), `${line}\n`);
  const verify = (input: string) =>
    execFileSync(
      keygen,
      ["-Y", "verify", "-f", "allowed_signers", "-I", identity, "-n", "ewc-run", "-s", "manifest.sig"],
      { input, cwd: folder, stdio: "pipe" },
    ).toString();
  expect(verify(manifest)).toContain("Good");
  expect(() => verify(`${manifest}x`)).toThrow();
});

test("two runs are selected in the list and compared", async ({ page }) => {
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.saveAndDownload();
  await operator.open("/runs");
  const second = table(page, "Runs").getByRole("row").filter({ hasText: "Run 2" });
  await expect(second).toContainText(/Complete|Failed/, { timeout: 60_000 });
  await page.getByRole("checkbox", { name: "Compare run 1" }).check();
  await page.getByRole("checkbox", { name: "Compare run 2" }).check();
  await page.getByRole("link", { name: "Compare runs 1 and 2" }).click();
  await expect(page).toHaveURL(/\/runs\/compare\?a=1&b=2/);
  await expect(page.getByRole("list", { name: "Differences" })).toContainText("Version before");
  await expect(table(page, "Stages of both runs")).toContainText("AP Image Download");
  await expect(table(page, "Facts of both runs")).toContainText("Average rate");
  expect(await accessibilityFaults(page)).toEqual([]);
});
