/** The image servers as an operator runs them: stop and start, change the port, add a user who signs in with OpenSSH. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { accessibilityFaults } from "./support/accessibility";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { openSshSftp, sftpBatch } from "./support/open-ssh";
import { expect, type Page, test } from "./support/test";

const SERVERS = "/image-servers/servers";
const USERS = "/image-servers/sftp-users";

let app: RunningConsole;
test.beforeAll(async () => {
  // This way to send packets exists on every system.
  app = await startConsole({ lab: labFile(smallLab()), env: { TFTP_ENGINE: "dgram" } });
});
test.afterAll(() => app.close());

const open = (page: Page, path: string) => page.goto(`${app.url}${path}`);
const settings = (page: Page, name: "TFTP" | "SFTP") =>
  page.getByRole("form", { name: `Settings of the ${name} server` });

/** Occupies a free port until `close`. */
const holdPort = () =>
  new Promise<{ port: number; close: () => Promise<void> }>((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () =>
      resolve({
        port: (server.address() as { port: number }).port,
        close: () => new Promise((done) => server.close(() => done())),
      }),
    );
  });

test("a stopped SFTP server stays stopped after a restart, and listens again when started", async ({
  page,
}) => {
  await open(page, SERVERS);
  await page.getByRole("button", { name: "Stop the SFTP server" }).click();
  await expect(page.getByText("The SFTP server is stopped")).toBeVisible();
  await app.restart();
  expect(app.output()).toContain("The SFTP server was stopped by an operator");
  await expect(page.getByText("stays stopped after a restart")).toBeVisible();
  await open(page, USERS);
  await expect(page.getByText("The SFTP server is not listening")).toBeVisible();
  await open(page, SERVERS);
  await page.getByRole("button", { name: "Start the SFTP server" }).click();
  await expect(page.getByRole("button", { name: "Stop the SFTP server" })).toBeVisible();
  await expect(page.getByText("The SFTP server is stopped")).toBeHidden();
});

test("a range of data ports and single-port mode are checked, saved and kept, and the way of packets is shown", async ({
  page,
}) => {
  await open(page, SERVERS);
  await expect(page.getByText(/Packets are sent by Node's dgram module/)).toBeVisible();
  const form = settings(page, "TFTP");
  await form.getByLabel("Data ports").fill("20511-20000");
  await form.getByRole("switch", { name: "Single-port mode" }).click();
  await form.getByRole("button", { name: "Save settings" }).click();
  await expect(form.getByText("Enter two ports from 1024 to 65535")).toBeVisible();
  await form.getByLabel("Data ports").fill("20000-20511");
  await form.getByRole("button", { name: "Save settings" }).click();
  await expect(page.getByText("Settings of the TFTP server saved", { exact: true })).toBeVisible();
  await page.reload();
  await expect(form.getByLabel("Data ports")).toHaveValue("20000-20511");
  await expect(form.getByRole("switch", { name: "Single-port mode" })).toBeChecked();
});

test("a port in use is reported and the typed port is kept; once it is free, Start works", async ({
  page,
}) => {
  const held = await holdPort();
  await open(page, SERVERS);
  const form = settings(page, "SFTP");
  await form.getByLabel("Port", { exact: true }).fill("seven");
  await form.getByRole("button", { name: "Save settings" }).click();
  await expect(form.getByText("Enter a whole number from 0 to 65535.")).toBeVisible();

  await form.getByLabel("Port", { exact: true }).fill(String(held.port));
  await form.getByRole("button", { name: "Save settings" }).click();
  await expect(page.getByText(`TCP port ${held.port} of 127.0.0.1 is in use`).first()).toBeVisible();
  await expect(form.getByLabel("Port", { exact: true })).toHaveValue(String(held.port));
  await expect(form.getByText(/Set on this page\. SFTP_PORT: /)).toBeVisible();
  await held.close();
  await page.getByRole("button", { name: "Start the SFTP server" }).click();
  await expect(page.getByText(`127.0.0.1:${held.port}`).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Stop the SFTP server" })).toBeVisible();
});

test("an added user signs in with OpenSSH, sees only the home folder, appears in the log, and is locked out once removed", async ({
  page,
}) => {
  test.skip(openSshSftp === undefined, "needs OpenSSH's sftp");
  await open(page, USERS);
  await expect(page.getByText("No SFTP users yet")).toBeVisible();
  await page.getByRole("button", { name: "Add user" }).click();
  const dialog = page.getByRole("dialog", { name: "Add SFTP user" });
  await dialog.getByLabel("Name").fill("lab user");
  await dialog.getByRole("button", { name: "Add user" }).click();
  await expect(
    dialog.getByText("Use letters, digits, dots, dashes and underscores, at most 32."),
  ).toBeVisible();
  await dialog.getByLabel("Name").fill("lab");
  await dialog.getByRole("button", { name: "Add user" }).click();

  const shown = page.getByRole("dialog", { name: "One-time password for lab" });
  const password = (await shown.locator(".select-all").first().textContent()) ?? "";
  expect(password).toMatch(/^[A-Za-z2-9]{20}$/);
  await shown.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("row").filter({ hasText: "lab" })).toContainText("Enabled");
  await expect(page.getByText(password)).toBeHidden();

  await open(page, SERVERS);
  // The addresses of the TFTP server, the SFTP server and the software download service, in this order.
  const address = await page
    .getByText(/^127\.0\.0\.1:\d+$/)
    .nth(1)
    .textContent();
  const port = Number(address?.split(":").at(-1));
  const sftp = (batch: string, secret = password) =>
    sftpBatch({ user: "lab", password: secret, port }, batch);
  expect(sftp("pwd\n")).toContain("Remote working directory: /\n");
  // The home is the root for this user: the parent folder is the same folder.
  expect(sftp("cd ..\npwd\n")).toContain("Remote working directory: /\n");
  expect(() => sftp("ls /etc\n")).toThrow();
  expect(() => sftp("ls\n", "not the password")).toThrow();

  await page.getByRole("tablist", { name: "SFTP server" }).getByRole("tab", { name: "Log" }).click();
  const log = page.getByRole("region", { name: "Log of the SFTP server" });
  await expect(log).toContainText("Accepted password for lab from 127.0.0.1");
  await expect(log).toContainText("Failed password for lab from 127.0.0.1");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download", exact: true }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("auth.log");
  const file = join(app.dataDir, "auth.log");
  await download.saveAs(file);
  expect(readFileSync(file, "utf8")).toMatch(
    /^\w{3} [ \d]\d [\d:]{8} \S+ sshd\[\d+\]: Accepted password for lab/m,
  );
  rmSync(file);

  await open(page, USERS);
  await page.getByRole("button", { name: "Remove lab" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove user" }).click();
  await expect(page.getByText("No SFTP users yet")).toBeVisible();
  expect(() => sftp("ls\n")).toThrow();
});

test("an operator maps old names, tries one, and allows uploads; a client reads by the old name and writes, without a restart", async ({
  page,
}) => {
  test.skip(!existsSync("/usr/bin/curl"), "needs curl");
  const images = join(app.dataDir, "images");
  mkdirSync(join(images, "EWC_test"), { recursive: true });
  writeFileSync(join(images, "EWC_test", "notes"), "hello");
  await open(page, SERVERS);
  const form = settings(page, "TFTP");
  await form.getByText(/^File names/).click();
  await form.getByLabel("Remap rules").fill("r (");
  await form.getByRole("button", { name: "Save settings" }).click();
  await expect(form.getByText(/^Line 1: The regular expression is not valid/)).toBeVisible();
  const mapFile = join(app.dataDir, "tftpd.map");
  writeFileSync(mapFile, "# old names\nr ^flash: EWC_test/\n");
  await form.getByLabel("Map file").setInputFiles(mapFile);
  await form.getByLabel("Try a name").fill("flash:notes");
  await form.getByRole("button", { name: "Try", exact: true }).click();
  await expect(form.getByText("Found EWC_test/notes")).toBeVisible();
  await form.getByLabel("Try a name").fill("flash:note");
  await form.getByLabel("Try a name").press("Enter");
  await expect(form.getByText("Did you mean EWC_test/notes?")).toBeVisible();
  await form.getByRole("combobox", { name: "Uploads" }).click();
  await page.getByRole("option", { name: "New files only" }).click();
  await form.getByRole("button", { name: "Save settings" }).click();
  await expect(page.getByText("Settings of the TFTP server saved", { exact: true })).toBeVisible();

  const url = `tftp://127.0.0.1:${app.tftpPort}`;
  const curl = (...args: string[]) => execFileSync("curl", ["-sS", "--max-time", "20", ...args]).toString();
  expect(curl(`${url}/flash:notes`)).toBe("hello");
  curl("-T", mapFile, `${url}/flash:uploaded`);
  expect(readFileSync(join(images, "EWC_test", "uploaded"), "utf8")).toContain("old names");
  // It exists now, and only new files are accepted.
  expect(() => curl("-T", mapFile, `${url}/flash:uploaded`)).toThrow();
  expect(() => curl(`${url}/flash:upload_d`)).toThrow();

  await open(page, "/image-servers/transfers");
  await expect(page.getByRole("table", { name: "Finished transfers" })).toContainText("EWC_test/uploaded");
  const missing = page.getByRole("region", { name: "Names not found" });
  await expect(missing).toContainText("flash:upload_d");
  await expect(missing).toContainText("Did you mean EWC_test/uploaded?");
  rmSync(join(images, "EWC_test"), { recursive: true });
});

test("both pages pass the accessibility scan in both color schemes and fit 360 pixels", async ({ page }) => {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const path of [SERVERS, USERS]) {
      await page.setViewportSize({ width: 1280, height: 800 });
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
