/** Administration > Webhooks: add one, see what it is told of an upgrade, send a delivery again. */
import { createHmac } from "node:crypto";
import { respondWith, type WebhookReceiver, webhookReceiver } from "../lib/testing/webhook-receiver";
import { accessibilityFaults } from "./support/accessibility";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { Operator } from "./support/operator";
import { sampleSet } from "./support/samples";
import { expect, type Page, test } from "./support/test";

test.describe.configure({ mode: "serial" });

const WEBHOOKS = "/administration/webhooks";

let app: RunningConsole;
let receiver: WebhookReceiver;
let secret = "";
test.beforeAll(async () => {
  receiver = await webhookReceiver();
  app = await startConsole({ lab: labFile(smallLab()) });
  sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
});
test.afterAll(async () => {
  await app.close();
  await receiver.close();
});

const row = (page: Page, table: string, text: string | RegExp) =>
  page.getByRole("table", { name: table }).getByRole("row").filter({ hasText: text }).first();
const delivery = (page: Page, text: string) => row(page, "Deliveries", text);
const actions = async (page: Page, item: string) => {
  await page.getByRole("button", { name: "Actions for ops" }).click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
};
const typesOf = () => receiver.received.map(({ body }) => (JSON.parse(body) as { type: string }).type);

/** Whether the newest message was signed with this secret. */
function isSignedWith(given: string): boolean {
  const got = receiver.received.at(-1);
  const headers = got?.headers ?? {};
  const key = Buffer.from(given.replace("whsec_", ""), "base64");
  const signed = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${got?.body}`;
  const signature = createHmac("sha256", key).update(signed).digest("base64");
  return headers["webhook-signature"] === `v1,${signature}`;
}

test("a webhook is added by keyboard, and its secret is shown once", async ({ page }) => {
  await new Operator(page, app.url).open(WEBHOOKS);
  await expect(page.getByText("No webhooks yet")).toBeVisible();
  await page.getByRole("button", { name: "Add webhook" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Add webhook" });
  await dialog.getByLabel("Name", { exact: true }).fill("ops");
  await dialog.getByLabel("URL").fill("https://user:secret@hooks.example.com/");
  await dialog.getByRole("button", { name: "Add webhook" }).click();
  await expect(dialog.getByText(/Enter the URL without a user name and password/)).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
  await dialog.getByLabel("URL").fill(receiver.url);
  await dialog.getByLabel("URL").press("Enter");
  const once = page.getByRole("dialog", { name: "Secret of ops" });
  secret = (await once.getByText(/^whsec_/).textContent()) ?? "";
  expect(await accessibilityFaults(page)).toEqual([]);
  await once.getByRole("button", { name: "Done" }).click();
  await expect(row(page, "Webhooks", "ops")).toContainText("None yet");
  expect(await page.content()).not.toContain(secret);
});

test("a test message arrives, signed, and the table says so", async ({ page }) => {
  await new Operator(page, app.url).open(WEBHOOKS);
  await actions(page, "Send test message");
  await expect(delivery(page, "Test message")).toContainText("Delivered");
  await expect(row(page, "Webhooks", "ops")).toContainText("Delivered, 204");
  expect(typesOf()).toEqual(["test"]);
  expect(isSignedWith(secret)).toBe(true);
});

test("an upgrade is told of as it happens; a failed delivery says why and can be sent again", async ({
  page,
  context,
}) => {
  await new Operator(page, app.url).open(WEBHOOKS);
  const other = new Operator(await context.newPage(), app.url);
  await other.open();
  await other.typeProfile({ server: "127.0.0.1", path: "EWC_17_12_1" });
  // Other messages of this run are accepted.
  receiver.respond = [
    (response, got) =>
      respondWith(got.body.includes("run.started") ? 500 : 200, "queue is full")(response, got),
  ];
  await other.saveAndDownload();
  await expect(delivery(page, "Run started")).toContainText("Waiting");
  await delivery(page, "Run started").getByRole("button", { name: "Run started", exact: true }).click();
  const drawer = page.getByRole("dialog", { name: "Run started" });
  await expect(drawer.getByText("The receiver answered with status 500.").first()).toBeVisible();
  await expect(drawer.getByText("queue is full").first()).toBeVisible();
  await expect(drawer.getByText('"type": "run.started"')).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
  receiver.respond = [respondWith(200, "thanks")];
  await drawer.getByRole("button", { name: "Send again" }).click();
  await expect(drawer.getByText("Delivered", { exact: true })).toBeVisible();
  await expect(drawer.getByText("thanks").first()).toBeVisible();
  await drawer.getByRole("button", { name: "Close" }).click();
  await expect(drawer).toBeHidden();

  await expect(delivery(page, "Run ready to activate")).toContainText("Delivered", { timeout: 90_000 });
  await other.activate();
  await expect(delivery(page, "Run finished")).toContainText("Delivered", { timeout: 90_000 });
  await expect(delivery(page, "Run finished")).toContainText("Run 1");
});

test("webhooks and deliveries are there after a restart, and nothing is sent a second time", async ({
  page,
}) => {
  const before = receiver.received.length;
  await app.restart();
  await new Operator(page, app.url).open(WEBHOOKS);
  await expect(delivery(page, "Run finished")).toContainText("Delivered");
  await expect(row(page, "Webhooks", "ops")).toContainText("Enabled");
  await actions(page, "Send test message");
  await expect.poll(() => receiver.received.length).toBeGreaterThan(before);
  expect(typesOf().slice(before)).toEqual(["test"]);
  expect(isSignedWith(secret)).toBe(true);
});

test("a changed secret signs the next message, and a removed webhook takes its deliveries with it", async ({
  page,
}) => {
  await new Operator(page, app.url).open(WEBHOOKS);
  await actions(page, "Change secret");
  await page
    .getByRole("dialog", { name: "Change the secret of ops" })
    .getByRole("button", { name: "Change secret" })
    .click();
  const once = page.getByRole("dialog", { name: "Secret of ops" });
  const changed = (await once.getByText(/^whsec_/).textContent()) ?? "";
  await once.getByRole("button", { name: "Done" }).click();
  const before = receiver.received.length;
  await actions(page, "Send test message");
  await expect.poll(() => receiver.received.length).toBeGreaterThan(before);
  expect([isSignedWith(secret), isSignedWith(changed)]).toEqual([false, true]);
  await actions(page, "Remove");
  await page
    .getByRole("dialog", { name: "Remove ops" })
    .getByRole("button", { name: "Remove webhook" })
    .click();
  await expect(page.getByText("No webhooks yet")).toBeVisible();
  await expect(page.getByRole("table", { name: "Deliveries" })).toBeHidden();
});
