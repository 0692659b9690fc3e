/** SFTP mode as an operator sees it: only the controller logs in, and failures are shown where they can be fixed. */
import { join } from "node:path";
import { noPasswordSshd, startPasswordSshd } from "../lib/testing/password-sshd";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { Operator } from "./support/operator";
import { sampleBundle, sampleSet } from "./support/samples";
import { expect, type Page, test } from "./support/test";

const PASSWORD = "Zq7-correct-horse";
const COMPLETE_MS = 90_000;

let app: RunningConsole;
test.beforeEach(async () => {
  app = await startConsole({
    lab: labFile(smallLab({ clockFactor: 60, startPolicy: { retryDelaysSeconds: [] } })),
  });
});
test.afterEach(() => app.close());

/** Opens Software Upgrade and fills in a profile of the console's own SFTP server. */
async function openWithProfile(page: Page, password = PASSWORD): Promise<Operator> {
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.typeProfile({
    mode: "SFTP",
    server: "127.0.0.1",
    path: "EWC_17_12_1",
    user: "ewc",
    password,
  });
  return operator;
}
const activate = (page: Page) => page.getByRole("button", { name: "Activate", exact: true });
const form = (page: Page) => page.getByRole("form", { name: "Image download profile" });

test("an upgrade from the console's own SFTP server completes, Transfers shows both legs (SFTP and CAPWAP), and the password never reaches the browser", async ({
  page,
}) => {
  sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
  await new Operator(page, app.url).addSftpUser("ewc", PASSWORD);
  const received: string[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() !== "eventsource")
      void response.text().then(
        (text) => received.push(text),
        () => undefined,
      );
  });
  const operator = await openWithProfile(page);
  await expect(page.getByRole("region", { name: "Effective URL" })).toContainText(
    `sftp://******@127.0.0.1:${app.sftpPort}/EWC_17_12_1/`,
  );
  expect(await operator.saveAndDownload()).toContain("ap1g8");
  await expect(activate(page)).toBeVisible({ timeout: COMPLETE_MS });
  for (const name of ["ap-1", "ap-2", "ap-3", "ap-4"]) {
    await expect(operator.row(name)).toContainText("Complete");
    await expect(operator.row(name)).toContainText("CAPWAP");
  }
  await expect(page.getByRole("region", { name: "Host key of the server" })).toContainText("SHA256:");

  await page.reload();
  const field = form(page).getByLabel("Password");
  await expect(field).toHaveValue("");
  await expect(field).toHaveAttribute("placeholder", "stored");
  expect(await page.content()).not.toContain(PASSWORD);
  expect(received.join("\n")).not.toContain(PASSWORD);

  await operator.activate();
  await expect(page.getByText("4 of 4 access points run the new version (read back at join)")).toBeVisible({
    timeout: COMPLETE_MS,
  });
  await operator.open("/image-servers/transfers");
  await expect(page.getByText("EWC_17_12_1/ap1g8").first()).toBeVisible();
  await expect(page.getByText("SFTP", { exact: true }).first()).toBeVisible();
  await expect(page.getByText("CAPWAP", { exact: true }).first()).toBeVisible();
});

test("with a wrong password, the preview and the status name the cause and the remedy, and the upgrade completes once only the password is corrected", async ({
  page,
}) => {
  sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
  await new Operator(page, app.url).addSftpUser("ewc", PASSWORD);
  const operator = await openWithProfile(page, "wrong");
  expect(await operator.saveAndDownload()).toMatch(/cannot ask the server: .*Authentication failed/);
  await expect(operator.stage("Controller Image Download")).toContainText("failed", { timeout: 60_000 });
  await expect(operator.status).toContainText("Authentication failed");
  await expect(operator.status).toContainText("Check User Name and Password");
  await page.getByRole("button", { name: "Show Install Logs" }).click();
  await expect(page.getByRole("dialog")).toContainText(
    /sftp:\/\/\*{6}@127\.0\.0\.1:\d+\/.*: Authentication failed/,
  );
  await page.keyboard.press("Escape");
  await operator.typeProfile({ password: PASSWORD });
  await operator.saveAndDownload();
  await expect(activate(page)).toBeVisible({ timeout: COMPLETE_MS });
});

test("a missing user, a missing password, and a user name that is too long are each reported next to their field", async ({
  page,
}) => {
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.typeProfile({ mode: "SFTP", server: "192.0.2.1", path: "EWC" });
  await form(page).getByRole("button", { name: "Save", exact: true }).click();
  await expect(form(page).getByLabel("User Name")).toHaveAccessibleDescription(/Enter the name of the user/);
  await expect(form(page).getByLabel("Password")).toHaveAccessibleDescription(/Enter the password/);
  await operator.typeProfile({ user: "u".repeat(33) });
  await expect(form(page).getByLabel("User Name")).toHaveAccessibleDescription(/1 to 32 characters/);
  await operator.typeProfile({ mode: "TFTP" });
  await expect(form(page).getByLabel("User Name")).toHaveCount(0);
});

test("after the console's own host keys are replaced, the controller knows the new ones, and the download completes", async ({
  page,
}) => {
  sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
  await new Operator(page, app.url).addSftpUser("ewc", PASSWORD);
  const operator = await openWithProfile(page);
  await page.getByRole("button", { name: "Save & Download", exact: true }).click();
  const preview = page.getByRole("dialog", { name: "Save & Download" });
  await expect(preview.getByText("5 of 5")).toBeVisible({ timeout: 60_000 });
  await preview.getByRole("button", { name: "Cancel" }).click();
  const hostKeyNote = page.getByRole("region", { name: "Host key of the server" });
  await expect(hostKeyNote).toContainText(/SHA256:/);
  const pinned = /SHA256:[A-Za-z0-9+/]{43}/.exec((await hostKeyNote.textContent()) ?? "")?.[0] ?? "none";

  await operator.open("/image-servers/servers");
  await page.getByRole("tab", { name: "Host keys" }).click();
  await page.getByRole("button", { name: "Replace host keys" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Replace host keys" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();

  await openWithProfile(page);
  await expect(hostKeyNote).toContainText(/SHA256:/);
  await operator.saveAndDownload();
  await expect(activate(page)).toBeVisible({ timeout: COMPLETE_MS });
  await expect(hostKeyNote).not.toContainText(pinned);
});

test("an upgrade from a real sshd with an absolute path completes, and Transfers names the user", async ({
  page,
}) => {
  test.skip(noPasswordSshd !== undefined, `No sshd with a password user here: ${noPasswordSshd ?? ""}`);
  const peer = await startPasswordSshd();
  try {
    const folder = join(peer.home, "EWC");
    sampleBundle(folder, "17.12.1");
    const operator = new Operator(page, app.url);
    await operator.open();
    await operator.typeProfile({ mode: "SFTP", server: "127.0.0.1", path: folder, port: peer.port });
    await operator.typeProfile({ user: peer.user, password: peer.password });
    await operator.saveAndDownload();
    await expect(activate(page)).toBeVisible({ timeout: COMPLETE_MS });
    await operator.open("/image-servers/transfers");
    await expect(page.getByText(`from 127.0.0.1:${peer.port} as ${peer.user}`).first()).toBeVisible();
  } finally {
    await peer.stop();
  }
});
