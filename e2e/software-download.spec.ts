/** The software download service as an operator runs it: accounts, releases, the agreement, the authority, start and stop. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { installed } from "../lib/testing/installed-programs";
import { accessibilityFaults } from "./support/accessibility";
import { type RunningConsole, startConsole } from "./support/console";
import { expect, type Page, test } from "./support/test";

/** The tests that sign in need it. */
const hasCurl = installed("curl") !== undefined;
const PAGE = "/image-servers/software-download";
const SERVERS = "/image-servers/servers";

let app: RunningConsole;
test.beforeAll(async ({ browser }) => {
  test.skip(!hasCurl, "needs curl");
  app = await startConsole({ lab: "demo" });
  const page = await browser.newPage();
  await open(page);
  await downloadAuthority(page);
  await page.close();
});
test.afterAll(() => app?.close());

const open = (page: Page, path = PAGE) => page.goto(`${app.url}${path}`);
const account = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });
const release = (page: Page, version: string) =>
  page.getByRole("table", { name: "Releases" }).getByRole("row").filter({ hasText: version });

/** Downloads the authority's certificate, which each curl needs. @returns the suggested file name */
async function downloadAuthority(page: Page): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download certificate" }).click(),
  ]);
  await download.saveAs(join(app.dataDir, "authority.crt"));
  return download.suggestedFilename();
}

/** Runs curl with the downloaded authority. @returns what it printed: the body and, on a line of its own, the status */
function curl(path: string, ...args: string[]): { status: number; body: string } {
  const output = execFileSync(
    "curl",
    [
      "-s",
      "--cacert",
      join(app.dataDir, "authority.crt"),
      ...args,
      "-w",
      "\n%{http_code}",
      `https://127.0.0.1:${app.catalogPort}${path}`,
    ],
    { encoding: "utf8" },
  );
  const at = output.lastIndexOf("\n");
  return { status: Number(output.slice(at + 1)), body: output.slice(0, at) };
}
const tokenOf = (user: string, password: string): string =>
  JSON.parse(curl("/oauth2/token", "-u", `${user}:${password}`, "-d", "grant_type=client_credentials").body)
    .access_token;
const releasesOf = (token: string, outputReleaseVersion: string): string[] => {
  const { body } = curl(
    "/software/v4.0/metadata/pidrelease",
    "-H",
    `Authorization: Bearer ${token}`,
    "-H",
    "Content-Type: application/json",
    "-d",
    JSON.stringify({ pid: "C9120AXI-B", outputReleaseVersion }),
  );
  return JSON.parse(body).metadata[0].products[0].softwareTypes[0].operatingSystems[0].releases.map(
    (each: { version: string }) => each.version,
  );
};

test("the demo account's password is revealed once, and curl signs in with the downloaded authority", async ({
  page,
}) => {
  await open(page);
  await expect(page.getByText(`https://127.0.0.1:${app.catalogPort}`).first()).toBeVisible();
  expect(await downloadAuthority(page)).toBe("authority.crt");

  await page.getByRole("button", { name: "Reveal" }).click();
  const shown = page.getByRole("dialog", { name: "One-time password for ewc" });
  const password = (await shown.locator(".select-all").first().textContent()) ?? "";
  expect(password).toMatch(/^[A-Za-z2-9]{20}$/);
  await shown.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("button", { name: "Reveal" })).toHaveCount(0);
  expect(tokenOf("ewc", password)).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test("an added account reads the chosen releases, downloads after the agreement, and is locked out once removed", async ({
  page,
}) => {
  await open(page);
  await page.getByRole("button", { name: "Add account" }).click();
  const dialog = page.getByRole("dialog", { name: "Add account" });
  await dialog.getByRole("button", { name: "Add account" }).click();
  await expect(dialog.getByText("Enter a user name.")).toBeVisible();
  await dialog.getByLabel("User name").fill("lab");
  await dialog.getByRole("checkbox", { name: "Generate a password" }).click();
  await dialog.getByLabel("Password", { exact: true }).fill("correct horse");
  await dialog.getByRole("button", { name: "Add account" }).click();
  await expect(account(page, "lab")).toContainText("Not accepted");

  await expect(release(page, "17.12.1.5")).toContainText("Latest");
  await expect(release(page, "17.12.1.5")).toContainText("Suggested");
  const token = tokenOf("lab", "correct horse");
  expect([releasesOf(token, "latest"), releasesOf(token, "suggested")]).toEqual([
    ["17.12.1.5"],
    ["17.12.1.5"],
  ]);
  await page.getByRole("combobox", { name: "Suggested release" }).click();
  await page.getByRole("option", { name: /^17\.9\.4\.27/ }).click();
  await expect(release(page, "17.9.4.27")).toContainText("Suggested");
  expect(releasesOf(token, "suggested")).toEqual(["17.9.4.27"]);

  const image = "/software/v4.0/images/17.12.1.5/ap1g8";
  const file = join(app.dataDir, "downloaded");
  const fetchWith = (bearer: string) =>
    curl(image, "-H", `Authorization: Bearer ${bearer}`, "-o", file).status;
  expect(fetchWith(token)).toBe(403);
  await page.getByRole("button", { name: "Change lab" }).click();
  const change = page.getByRole("dialog", { name: "Change lab" });
  await change.getByRole("switch", { name: "License agreement accepted" }).click();
  await change.getByRole("button", { name: "Change account" }).click();
  await expect(account(page, "lab")).toContainText("Accepted");
  // The change revoked the token.
  expect(fetchWith(token)).toBe(401);
  expect(fetchWith(tokenOf("lab", "correct horse"))).toBe(200);

  await open(page, "/image-servers/transfers");
  await expect(page.getByText("EWC_17_12_1/ap1g8").first()).toBeVisible();
  await open(page);
  await page.getByRole("button", { name: "Remove lab" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove account" }).click();
  // While the dialog is open, no role behind it is found.
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(account(page, "lab")).toHaveCount(0);
  expect(curl("/oauth2/token", "-u", "lab:correct horse", "-d", "grant_type=client_credentials").status).toBe(
    401,
  );
});

test("a fault from Lab is shown on the page, and the access log has the refused request", async ({
  page,
}) => {
  await open(page, "/lab?section=server-faults");
  const form = page.getByRole("form", { name: "Faults of the software download service" });
  await form.getByRole("switch", { name: "Accounts refused" }).click();
  await form.getByRole("button", { name: "Save faults" }).click();
  // Loading the next page at once could end the request before it is sent.
  await expect(page.getByText(/^Software download service: .*Refuses every account\./)).toBeVisible();
  await open(page);
  await expect(page.getByText("Refuses every account.")).toBeVisible();
  expect(curl("/oauth2/token", "-u", "ewc:any", "-d", "grant_type=client_credentials").status).toBe(401);
  await open(page, SERVERS);
  await page
    .getByRole("tablist", { name: "software download service" })
    .getByRole("tab", { name: "Log" })
    .click();
  const log = page.getByRole("region", { name: "Log of the software download service" });
  await expect(log).toContainText('"POST /oauth2/token HTTP/1.1" 401');
  await open(page, "/lab?section=server-faults");
  await page.getByRole("button", { name: "Clear all" }).click();
  await expect(page.getByText("No faults injected.")).toBeVisible();
});

test("a stopped service is not reachable, stays stopped after a restart, and listens again when started", async ({
  page,
}) => {
  await open(page, SERVERS);
  await page.getByRole("button", { name: "Stop the software download service" }).click();
  await expect(page.getByText("The software download service is stopped")).toBeVisible();
  await app.restart();
  await open(page);
  await expect(page.getByText("The software download service is not listening")).toBeVisible();
  await open(page, SERVERS);
  await page.getByRole("button", { name: "Start the software download service" }).click();
  await expect(page.getByRole("button", { name: "Stop the software download service" })).toBeVisible();
  // The same authority as before the restart.
  expect(curl("/nothing").status).toBe(404);
});

test("the page passes the accessibility scan in both color schemes and fits 360 pixels", async ({ page }) => {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const path of [PAGE, SERVERS, "/lab?section=server-faults"]) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await open(page, path);
      await expect(page.getByText("Live", { exact: true })).toBeVisible();
      await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      await expect.poll(overflow).toBeLessThanOrEqual(0);
    }
  }
});
