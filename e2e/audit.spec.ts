/** Administration > Audit: who did what from where, before and after, filters, export, and the check of the chain. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { accessibilityFaults } from "./support/accessibility";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { ADMIN_USER } from "./support/signed-in";
import { expect, type Page, test } from "./support/test";

test.describe.configure({ mode: "serial" });

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const AUDIT = "/administration/audit";

let app: RunningConsole;
test.beforeAll(async () => {
  app = await startConsole({ lab: labFile(smallLab()) });
});
test.afterAll(() => app.close());

const command = (name: string, input: object, headers: Record<string, string> = app.headers) =>
  fetch(`${app.url}/api/commands/${name}`, { method: "POST", headers, body: JSON.stringify(input) });
const table = (page: Page) => page.getByRole("table", { name: "Audit log" });
const rowOf = (page: Page, action: string) =>
  table(page).getByRole("row").filter({ hasText: action }).first();

async function open(page: Page, query = ""): Promise<void> {
  await page.goto(`${app.url}${AUDIT}${query}`);
  await expect(table(page)).toBeVisible();
}

/** The status of the dashboard under another name of the console. */
const statusOfPage = (host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const request = httpRequest(app.url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.once("error", reject);
    request.end();
  });

/** What `npm run audit-verify` prints, and its exit status. */
const verify = (): Promise<{ status: number; out: string }> =>
  new Promise((resolve) => {
    const program = ["--import", "tsx", "scripts/audit-verify.ts", "--data-dir", app.dataDir];
    execFile(process.execPath, program, { cwd: ROOT }, (cause, out) =>
      resolve({ status: cause === null ? 0 : Number(cause.code), out }),
    );
  });

test("a change by a script is a record with user, token and address, and opens its values before and after", async ({
  page,
}) => {
  const created = await command("tokens.create", { name: "nightly", role: "admin", days: 1 });
  const { token } = ((await created.json()) as { value: { token: string } }).value;
  const changed = await command("lab.clock", { factor: 10 }, { authorization: `Bearer ${token}` });
  expect(changed.status).toBe(200);
  await open(page);
  const row = rowOf(page, "Change the speed of the clock");
  await expect(row).toContainText(ADMIN_USER);
  await expect(row).toContainText("Token nightly");
  await expect(row).toContainText("127.0.0.1");
  await expect(row).toContainText("1 field");
  await row.getByRole("button").press("Enter");
  const record = page.getByRole("dialog", { name: "Change the speed of the clock" });
  const change = record.getByRole("table", { name: "Before and after" }).getByRole("row").nth(1);
  await expect(change).toContainText("clockFactor");
  await expect(change.getByRole("cell").nth(2)).toHaveText("10");
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(row.getByRole("button")).toBeFocused();
});

test("a secret is said to be set and is nowhere in the page, the database and the exports", async ({
  page,
}) => {
  const password = "the-sftp-secret-of-the-test";
  const user = { existing: false, name: "audited", password, publicKeys: "", home: "", access: "read-only" };
  const saved = await command("sftp-users.save", { user: { ...user, enabled: true, expiresAt: null } });
  expect(saved.status).toBe(200);
  await open(page);
  await rowOf(page, "Save an SFTP user").getByRole("button").click();
  const record = page.getByRole("dialog", { name: "Save an SFTP user" });
  await expect(record.getByRole("row").filter({ hasText: "user.password" })).toContainText(
    "A secret. It was set.",
  );
  await expect(record).toContainText("[hidden]");
  await expect(record).not.toContainText(password);
  for (const format of ["csv", "json"]) {
    const response = await fetch(`${app.url}/api/audit/export?format=${format}`, { headers: app.headers });
    expect(await response.text()).not.toContain(password);
  }
  for (const file of ["console.db", "console.db-wal"])
    expect(readFileSync(join(app.dataDir, file)).includes(password)).toBe(false);
});

test("refused sign-ins, requests of another site and refused commands are records with their reason", async ({
  page,
}) => {
  const signIn = await fetch(`${app.url}/api/session`, {
    method: "POST",
    body: JSON.stringify({ name: "mallory", password: "a wrong password" }),
  });
  expect(signIn.status).toBe(401);
  const foreign = await command(
    "lab.clock",
    { factor: 5 },
    { ...app.headers, origin: "http://evil.example" },
  );
  expect(foreign.status).toBe(403);
  expect((await command("lab.clock", { factor: 5 }, {})).status).toBe(401);
  expect(await statusOfPage("evil.example")).toBe(403);
  await open(page, "?outcome=refused");
  await expect(rowOf(page, "Request to a foreign host")).toContainText("anonymous");
  await expect(rowOf(page, "Sign in")).toContainText("anonymous");
  await expect(rowOf(page, "Request of another site")).toContainText("Refused");
  await rowOf(page, "Change the speed of the clock").getByRole("button").click();
  await expect(page.getByRole("dialog")).toContainText("Sign in first");
  await page.keyboard.press("Escape");
  await expect(table(page).getByText("Done", { exact: true })).toHaveCount(0);
});

test("filters are in the URL, narrow the list, and can be cleared by keyboard", async ({ page }) => {
  await open(page);
  await page.getByRole("combobox", { name: "Action" }).press("ArrowDown");
  await page.getByRole("option", { name: "Create an API token" }).click();
  await expect(page).toHaveURL(/action=Create\+an\+API\+token/);
  await expect(table(page).getByRole("row")).toHaveCount(2);
  await page.reload();
  await expect(table(page).getByRole("row")).toHaveCount(2);
  await page.getByRole("searchbox", { name: "Search the audit log" }).fill("no such text");
  await expect(page.getByText("No records match the filter.")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).press("Enter");
  await expect(page).toHaveURL(`${app.url}${AUDIT}`);
  await expect(rowOf(page, "Create an API token")).toBeVisible();
  await page.getByLabel("From", { exact: true }).fill("2099-01-01T00:00");
  await expect(page).toHaveURL(/since=2\d{3}-/);
  await expect(page.getByText("No records match the filter.")).toBeVisible();
});

test("the export has what the filter finds, and is a record itself", async ({ page }) => {
  await open(page, "?action=Create+an+API+token");
  await expect(table(page).getByRole("row")).toHaveCount(2);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export CSV" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("audit.csv");
  const lines = readFileSync(await file.path(), "utf8")
    .trimEnd()
    .split("\r\n");
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain('"Create an API token"');
  await open(page);
  await expect(rowOf(page, "Export the audit log")).toContainText(ADMIN_USER);
});

test("a monitor finds neither the page nor its entry in the navigation, and gets no export", async ({
  browser,
}) => {
  const password = "the password of the monitor";
  expect((await command("users.add", { name: "mo", role: "monitor", password })).status).toBe(200);
  const context = await browser.newContext();
  await context.clearCookies();
  const page = await context.newPage();
  await page.goto(`${app.url}/sign-in`);
  await page.getByLabel("User name").fill("mo");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  const navigation = page.getByRole("navigation", { name: "Main" });
  await expect(navigation.getByRole("link", { name: "Users", exact: true })).toBeVisible();
  await expect(navigation.getByRole("link", { name: "Audit" })).toHaveCount(0);
  expect((await page.goto(`${app.url}${AUDIT}`))?.status()).toBe(404);
  expect((await page.request.get(`${app.url}/api/audit/export?format=csv`)).status()).toBe(403);
  await context.close();
});

test("the chain is verified beside the running console, and a changed record is found", async () => {
  const intact = await verify();
  expect(intact.out).toMatch(/^\d+ records, chain intact\nlast hash [0-9a-f]{64}\n$/);
  expect(intact.status).toBe(0);
  const db = new Database(`${app.dataDir}/console.db`, { timeout: 5000 });
  db.exec(`UPDATE "AuditEntry" SET "actor" = 'somebody else' WHERE "id" = 2`);
  db.close();
  const broken = await verify();
  expect(broken).toEqual({ status: 1, out: "record 2 does not continue the chain: it was changed\n" });
});

test("on a phone in dark colors the page fits and has no accessibility fault", async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme: "dark" });
  const page = await context.newPage();
  await open(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  expect(await accessibilityFaults(page)).toEqual([]);
  await rowOf(page, "Add a user").getByRole("button").click();
  await expect(page.getByRole("dialog", { name: "Add a user" })).toContainText("mo");
  expect(await accessibilityFaults(page)).toEqual([]);
  await context.close();
});
