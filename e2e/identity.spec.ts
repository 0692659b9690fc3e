/** Set-up, sign-in, users and API tokens: one link and one field to the console, by keyboard, on a phone and in the dark. */
import { request as httpRequest } from "node:http";
import { accessibilityFaults } from "./support/accessibility";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { everyPage } from "./support/pages";
import { ADMIN_PASSWORD, ADMIN_USER } from "./support/signed-in";
import { COMMAND_LINE_PAGE, TerminalOnPage } from "./support/terminal";
import { type Browser, type BrowserContextOptions, expect, test } from "./support/test";

/** A browser that nobody has signed in with. */
async function signedOut(browser: Browser, options: BrowserContextOptions = {}) {
  const context = await browser.newContext(options);
  await context.clearCookies();
  return context;
}

const setUpLink = (app: RunningConsole) => /http:\/\/\S+\/set-up\?token=\S+/.exec(app.output())?.[0] ?? "";

/** The status of a request with any headers, which `fetch` does not allow. */
const statusOf = (url: string, method: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.once("error", reject);
    request.end();
  });

test.describe("the first visit", () => {
  let app: RunningConsole;
  test.beforeAll(async () => {
    app = await startConsole({ lab: labFile(smallLab()), isNotSetUp: true });
  });
  test.afterAll(() => app.close());

  test("before the set-up every page leads there, routes refuse, and the program still says that it runs", async () => {
    for (const path of everyPage) {
      const response = await fetch(app.url + path, { redirect: "manual" });
      expect([path, response.status, response.headers.get("location")]).toEqual([path, 307, "/set-up"]);
    }
    const refused = await fetch(`${app.url}/api/events?topics=aps`);
    expect([refused.status, await refused.json()]).toMatchObject([
      403,
      { fault: { code: "set-up-required" } },
    ]);
    expect(await (await fetch(`${app.url}/api/health`)).json()).toEqual({ status: "ok" });
  });

  test("the set-up page without the token of the link creates nobody", async ({ browser }) => {
    const page = await (await signedOut(browser)).newPage();
    await page.goto(app.url);
    await expect(page).toHaveURL(`${app.url}/set-up`);
    await expect(page.getByText("Open the link that the console printed")).toBeVisible();
    await expect(page.getByRole("textbox")).toHaveCount(0);
  });

  test("the printed link, one field and Enter lead to the console, by keyboard on a dark phone", async ({
    browser,
  }) => {
    const context = await signedOut(browser, { viewport: { width: 390, height: 844 }, colorScheme: "dark" });
    const page = await context.newPage();
    await page.goto(setUpLink(app));
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await expect(page.getByLabel("User name")).toHaveValue("admin");
    await page.getByLabel("Password", { exact: true }).focus();
    await page.keyboard.type("short");
    await page.keyboard.press("Enter");
    await expect(page.getByText("Use at least 12 characters.")).toBeVisible();
    await page.keyboard.type(" and then longer");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
    await expect(page).toHaveURL(`${app.url}/`);
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  });

  test("the link works once, and the next start prints none", async ({ browser }) => {
    const page = await (await signedOut(browser)).newPage();
    await page.goto(setUpLink(app));
    await expect(page).toHaveURL(/\/sign-in/);
    await app.restart();
    expect(setUpLink(app)).toBe("");
  });
});

test("a generated password is shown, and signs in", async ({ browser }) => {
  const app = await startConsole({ lab: labFile(smallLab()), isNotSetUp: true });
  try {
    const page = await (await signedOut(browser)).newPage();
    await page.goto(setUpLink(app));
    await page.getByRole("button", { name: "Generate" }).click();
    const password = await page.getByLabel("Password", { exact: true }).inputValue();
    expect(password).toMatch(/^[A-Za-z2-9]{20}$/);
    await page.getByRole("button", { name: "Create administrator" }).click();
    await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
    const answer = await fetch(`${app.url}/api/session`, {
      method: "POST",
      body: JSON.stringify({ name: "admin", password }),
    });
    expect(answer.status).toBe(200);
  } finally {
    await app.close();
  }
});

test.describe("a console with an administrator", () => {
  let app: RunningConsole;
  test.beforeAll(async () => {
    app = await startConsole({ lab: labFile(smallLab()) });
  });
  test.afterAll(() => app.close());

  const command = (name: string, input: object, headers: Record<string, string> = app.headers) =>
    fetch(`${app.url}/api/commands/${name}`, { method: "POST", headers, body: JSON.stringify(input) });
  const addUser = async (name: string, role: string) => {
    const password = `the password of ${name}`;
    expect((await command("users.add", { name, role, password })).status).toBe(200);
    return password;
  };

  test("without a session every page leads to the sign-in page, which leads back", async () => {
    for (const path of everyPage) {
      const response = await fetch(app.url + path, { redirect: "manual" });
      expect([path, response.status, response.headers.get("location")]).toEqual([
        path,
        307,
        `/sign-in?next=${encodeURIComponent(path)}`,
      ]);
    }
  });

  test("a foreign host gets no page, and what is not a request for a page gets 400", async () => {
    const { cookie = "" } = app.headers;
    expect(await statusOf(app.url, "GET", { host: "evil.example", cookie })).toBe(403);
    expect(await statusOf(`${app.url}/api/health`, "GET", { host: "evil.example" })).toBe(403);
    const action = { cookie, "next-action": "no such action", "content-type": "text/plain" };
    expect(await statusOf(app.url, "POST", action)).toBe(400);
    expect(await statusOf(`${app.url}/api/commands/lab.clock`, "POST", { cookie })).toBe(400);
  });

  for (const [scheme, width] of [
    ["light", 1440],
    ["dark", 390],
  ] as const) {
    test(`a user signs in by keyboard at ${width} pixels in ${scheme} colors, after a wrong password`, async ({
      browser,
    }) => {
      const context = await signedOut(browser, { viewport: { width, height: 844 }, colorScheme: scheme });
      const page = await context.newPage();
      await page.goto(`${app.url}/lab`);
      await expect(page).toHaveURL(/\/sign-in\?next=%2Flab$/);
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.getByLabel("User name").focus();
      await page.keyboard.type(ADMIN_USER);
      await page.keyboard.press("Tab");
      await page.keyboard.type("not the password");
      await page.keyboard.press("Enter");
      await expect(page.getByText("The user name or the password is wrong")).toBeVisible();
      await page.getByLabel("Password").focus();
      await page.keyboard.press("Control+a");
      await page.keyboard.type(ADMIN_PASSWORD);
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL(`${app.url}/lab`);
      await expect(page.getByText("Live", { exact: true })).toBeAttached();
      await page.getByRole("button", { name: "Account" }).press("Enter");
      await page.getByRole("menuitem", { name: "Sign out" }).press("Enter");
      await expect(page).toHaveURL(/\/sign-in/);
      await page.goto(app.url);
      await expect(page).toHaveURL(/\/sign-in/);
    });
  }

  test("an administrator adds a monitor with a generated password, who reads and cannot change anything", async ({
    page,
    browser,
  }) => {
    await page.goto(`${app.url}/administration/users`);
    await page.getByRole("button", { name: "Add user" }).click();
    await page.getByLabel("User name").fill("mo");
    await page.getByRole("button", { name: "Add user" }).last().click();
    const shown = page.getByRole("dialog", { name: "One-time password for mo" });
    const password = (await shown.locator(".select-all").first().textContent()) ?? "";
    expect(await accessibilityFaults(page)).toEqual([]);
    await shown.getByRole("button", { name: "Done" }).click();
    await expect(page.getByRole("table", { name: "Users" }).getByRole("row", { name: /mo/ })).toContainText(
      "Monitor",
    );

    const context = await signedOut(browser);
    const monitor = await context.newPage();
    await monitor.goto(`${app.url}/sign-in?next=/administration/users`);
    await monitor.getByLabel("User name").fill("mo");
    await monitor.getByLabel("Password").fill(password);
    await monitor.getByRole("button", { name: "Sign in" }).click();
    await expect(monitor.getByRole("table", { name: "Users" })).toBeVisible();
    await expect(monitor.getByRole("button", { name: "Add user" })).toHaveCount(0);
    await expect(monitor.getByRole("button", { name: /^Actions for/ })).toHaveCount(0);
    for (const [path, controls] of [
      [
        "/administration/software-management/software-upgrade",
        /^(Save|Save & Download|Cancel upgrade|Activate)$/,
      ],
      ["/image-servers/servers", /^(Save settings|Start the|Stop the|Recreate)/],
      ["/image-servers/sftp-users", /^(Add user|Change |Remove |Reveal)/],
      ["/image-servers/image-repository", /^(Import|More for)/],
      ["/lab", /^(Add |Inject|Save|Clear|Import|x\d)/],
    ] as const) {
      await monitor.goto(app.url + path);
      await expect(monitor.getByText("Live", { exact: true })).toBeAttached();
      await expect(monitor.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
      await expect(monitor.getByRole("button", { name: controls })).toHaveCount(0);
    }
    const refused = await monitor.request.post(`${app.url}/api/commands/lab.clock`, { data: { factor: 10 } });
    expect([refused.status(), await refused.json()]).toMatchObject([403, { fault: { code: "not-allowed" } }]);
  });

  test("revoking a session ends its stream and its terminal at once, and the page leads to the sign-in page", async ({
    page,
    browser,
  }) => {
    const password = await addUser("visitor", "monitor");
    const context = await signedOut(browser);
    const other = await context.newPage();
    await other.goto(`${app.url}/sign-in?next=${COMMAND_LINE_PAGE}`);
    await other.getByLabel("User name").fill("visitor");
    await other.getByLabel("Password").fill(password);
    await other.getByRole("button", { name: "Sign in" }).click();
    await expect(other).toHaveURL(`${app.url}${COMMAND_LINE_PAGE}`);
    await new TerminalOnPage(other).shows(/EWC>/);
    await page.goto(`${app.url}/administration/users`);
    await page.getByRole("button", { name: /^End the session of visitor from 127\.0\.0\.1/ }).click();
    await page.getByRole("button", { name: "End session" }).click();
    await expect(other).toHaveURL(/\/sign-in/, { timeout: 5000 });
  });

  test("an API token reads with its role, is refused a change, and is refused when it was revoked", async ({
    page,
  }) => {
    await page.goto(`${app.url}/administration/users`);
    await page.getByRole("button", { name: "Create token" }).click();
    await page.getByLabel("Name", { exact: true }).fill("backup script");
    await page.getByRole("button", { name: "Create token" }).last().click();
    const shown = page.getByRole("dialog", { name: "API token backup script" });
    const token = (await shown.locator(".select-all").first().textContent()) ?? "";
    await shown.getByRole("button", { name: "Done" }).click();
    const headers = { authorization: `Bearer ${token}` };
    expect((await command("users.list", {}, headers)).status).toBe(200);
    expect((await command("lab.clock", { factor: 10 }, headers)).status).toBe(403);
    await page.getByRole("button", { name: "Revoke backup script" }).click();
    await page.getByRole("button", { name: "Revoke token" }).click();
    await expect(page.getByText("There are no API tokens.")).toBeVisible();
    expect((await command("users.list", {}, headers)).status).toBe(401);
  });

  test("the last administrator cannot be deleted, and the dialog says why", async ({ page }) => {
    await page.goto(`${app.url}/administration/users`);
    await page.getByRole("button", { name: `Actions for ${ADMIN_USER}` }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Delete user" }).click();
    await expect(page.getByText(`${ADMIN_USER} is the last administrator who can sign in.`)).toBeVisible();
  });
});
