/** The command line in the browser: the same state as the pages, sessions that survive a reload, usable on a phone. */

import { accessibilityFaults } from "./support/accessibility";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { UPGRADE_PAGE } from "./support/operator";
import { COMMAND_LINE_PAGE, TerminalOnPage } from "./support/terminal";
import { expect, test } from "./support/test";

let app: RunningConsole;
test.beforeAll(async () => {
  app = await startConsole({ lab: labFile(smallLab()) });
});
test.afterAll(() => app.close());

test("show ap image lists the access points of the Software Upgrade page", async ({ page }) => {
  const terminal = new TerminalOnPage(page);
  await terminal.open(app.url);
  await expect(async () => {
    await terminal.type("show ap image\r");
    await terminal.shows(/Total number of APs {2}: 4\n/);
  }).toPass();
  const rows = await terminal.rows();
  const row = (name: string) => rows.find((line) => line.startsWith(`${name} `))?.split(/\s+/);
  for (const name of ["ap-1", "ap-2", "ap-3", "ap-4"]) {
    expect(row(name)?.slice(0, 4)).toEqual([name, "17.9.4.27", "0.0.0.0", "None"]);
  }
  // Rows of a listing do not wrap, however narrow the window.
  expect(rows.some((line) => line.length > 140)).toBe(true);
});

test("a profile entered in the terminal appears on Software Upgrade, and one saved there appears in the running configuration", async ({
  page,
  context,
}) => {
  const terminal = new TerminalOnPage(page);
  await terminal.open(app.url);
  const upgrade = await context.newPage();
  await upgrade.goto(`${app.url}${UPGRADE_PAGE}`);
  const form = upgrade.getByRole("form", { name: "Image download profile" });
  await terminal.type(
    "configure terminal\rwireless profile image-download default\rimage-download-mode tftp\r" +
      "tftp-image-server 192.0.2.7\rtftp-image-path EWC_17_12_1\rend\r",
  );
  await expect(form.getByLabel("Image Server (IPv4/IPv6)")).toHaveValue("192.0.2.7");
  await expect(form.getByLabel("Image Path")).toHaveValue("EWC_17_12_1");

  await form.getByLabel("Image Path").fill("EWC_17_13_1");
  await upgrade.getByRole("button", { name: "Save", exact: true }).click();
  await expect(upgrade.getByText(/^saved \d\d:/)).toBeVisible();
  await terminal.type("show running-config | section wireless\r");
  await terminal.shows(/ {2}tftp-image-path \/EWC_17_13_1/);
});

test("a reloaded page resumes its session with its output and a half-typed line", async ({ page }) => {
  const terminal = new TerminalOnPage(page);
  await terminal.open(app.url);
  await terminal.type("show clock\rconfigure terminal\rhostname half-a-");
  await terminal.shows(/\(config\)#hostname half-a-/);
  await page.reload();
  await terminal.shows(/#show clock\n\*\d\d:\d\d:\d\d[\s\S]*\(config\)#hostname half-a-/);
  await terminal.type("\x03exit\r");
  await expect(page.getByText("Session ended", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "New session" }).first().click();
  await terminal.shows(/^[\w-]+#$/m);
});

test("every tab has its own session with its own mode", async ({ page, context }) => {
  const [one, two] = [new TerminalOnPage(page), new TerminalOnPage(await context.newPage())];
  await one.open(app.url);
  await one.type("configure terminal\r");
  await one.shows(/\(config\)#/);
  await two.open(app.url);
  await two.type("show users\r");
  await two.shows(/vty \d+ +operator +idle +\d\d:\d\d:\d\d +console[\s\S]*vty \d+ +operator/);
  await one.type("end\r");
  await one.shows(/\(config\)#end\n[\w-]+#$/m);
});

test("a long paste arrives completely", async ({ page }) => {
  const terminal = new TerminalOnPage(page);
  await terminal.open(app.url);
  const lines = Array.from({ length: 400 }, (_, i) => `! a comment that was pasted, number ${i}`);
  await page.getByLabel("Terminal input").focus();
  await page.evaluate(
    (text) => {
      const data = new DataTransfer();
      data.setData("text/plain", text);
      document.activeElement?.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
      );
    },
    `${lines.join("\n")}\nshow privilege\n`,
  );
  await terminal.shows(/number 399\n[\w-]+#show privilege\nCurrent privilege level is 15/);
});

test("after a crash of the program, the page starts a new session and says so", async ({ page }) => {
  const terminal = new TerminalOnPage(page);
  await terminal.open(app.url);
  await app.kill("SIGKILL");
  await app.restart();
  await terminal.shows(/The previous session ended\. This is a new session\.\n[\w-]+#$/);
});

test("a program that stops tells the session why, and the page offers a new session", async ({ page }) => {
  const terminal = new TerminalOnPage(page);
  await terminal.open(app.url);
  await app.kill("SIGTERM");
  await terminal.shows(/% The program is stopping. This session is closed\./);
  await expect(page.getByText("Session ended", { exact: true })).toBeVisible();
  await app.restart();
  await page.getByRole("button", { name: "New session" }).first().click();
  await terminal.shows(/^[\w-]+#$/m);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    test(`at ${width} pixels, ${colorScheme}, the page fits and has no accessibility faults`, async ({
      browser,
    }) => {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 844 } });
      const page = await context.newPage();
      const terminal = new TerminalOnPage(page);
      await terminal.open(app.url);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.getByLabel("Terminal input").focus();
      await page.keyboard.press("Shift+Tab");
      await expect(page.getByRole("button", { name: "New session" })).toBeFocused();
      if (width === 390) {
        await terminal.type("show pri");
        await page.getByRole("button", { name: /^Tab:/ }).click();
        await terminal.type("\r");
        await terminal.shows(/#show privilege\nCurrent privilege level is 15/);
      }
      await context.close();
    });
  }
}

test("the navigation leads to the terminal", async ({ page }) => {
  await page.goto(`${app.url}${UPGRADE_PAGE}`);
  await page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: "Command Line Interface" })
    .click();
  await expect(page).toHaveURL(new RegExp(`${COMMAND_LINE_PAGE}$`));
  await expect(page.getByRole("heading", { name: "Command Line Interface" })).toBeVisible();
});
