/** Forwarding of the controller's syslog to a collector: settings, test message, delivery, and a collector that is down. */

import { type SyslogCollector, syslogCollector } from "../lib/testing/syslog-collector";
import { accessibilityFaults } from "./support/accessibility";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { Operator } from "./support/operator";
import { expect, type Page, test } from "./support/test";

const LOGS_PAGE = "/troubleshooting/logs";

let app: RunningConsole;
const collectors: SyslogCollector[] = [];
test.beforeEach(async ({ page }) => {
  app = await startConsole({
    lab: labFile(
      smallLab({ transfer: { timeoutSeconds: 0.5, retries: 3 }, startPolicy: { retryDelaysSeconds: [] } }),
    ),
  });
  await new Operator(page, app.url).open(LOGS_PAGE);
});
test.afterEach(async () => {
  await Promise.all(collectors.splice(0).map((collector) => collector.close()));
  await app.close();
});

async function collector(...args: Parameters<typeof syslogCollector>): Promise<SyslogCollector> {
  const made = await syslogCollector(...args);
  collectors.push(made);
  return made;
}

const status = (page: Page) => page.getByRole("button", { name: /^Forwarding/ });
const dialog = (page: Page) => page.getByRole("dialog", { name: "Forwarding" });

async function choose(page: Page, field: string, option: string): Promise<void> {
  await dialog(page).getByRole("combobox", { name: field }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

test("the line of a failed download arrives at the collector with its priority", async ({
  page,
  context,
}) => {
  const there = await collector("udp");
  await expect(status(page)).toHaveText("Forwarding: off");
  await status(page).click();
  await dialog(page).getByRole("switch", { name: "Forward syslog" }).click();
  await dialog(page).getByLabel("Collector (IPv4/IPv6)").fill("127.0.0.1");
  await dialog(page).getByLabel("Port", { exact: true }).fill(String(there.port));
  await choose(page, "Facility", "local0 (16)");
  await choose(page, "Severity", "Errors and worse (0–3)");
  await dialog(page).getByRole("button", { name: "Send test message" }).click();
  await there.until(/^<131>1 .*FORWARDING_TEST/);
  await expect(dialog(page).getByText(`Test message sent to 127.0.0.1:${there.port} over UDP`)).toBeVisible();
  await dialog(page).getByRole("button", { name: "Save", exact: true }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(status(page)).toHaveText(`Forwarding to 127.0.0.1:${there.port} over UDP, 0 sent`);

  const other = new Operator(await context.newPage(), app.url);
  await other.open();
  await other.typeProfile({ server: "127.0.0.1", path: "Wrong-Path" });
  await other.saveAndDownload();
  const messages = await there.until(/OPERATION_ERROR_MESSAGE/);
  // local0 times 8, plus 3: an error.
  expect(messages.find((message) => message.includes("OPERATION_ERROR_MESSAGE"))).toMatch(
    /^<131>1 \S+Z lab-EWC INSTALL install_engine OPERATION_ERROR_MESSAGE \[timeQuality .*\ufeff%INSTALL-3-OPERATION_ERROR_MESSAGE: Chassis 1 R0\/0: install_engine: Failed to install_add package .*Wrong-Path/,
  );
  expect(messages.some((message) => message.includes("%SYS-5-CONFIG_I"))).toBe(false);
  await expect(status(page)).toHaveText(/over UDP, [1-9]\d* sent$/);
});

test("the page says that the collector is down; waiting lines arrive once when it is back", async ({
  page,
}) => {
  const first = await collector("tcp");
  await status(page).click();
  await dialog(page).getByRole("switch", { name: "Forward syslog" }).click();
  await dialog(page).getByLabel("Port", { exact: true }).fill(String(first.port));
  await choose(page, "Transport", "TCP");
  await dialog(page).getByRole("button", { name: "Save", exact: true }).click();
  await first.until(/%SYS-5-CONFIG_I/);
  await expect(status(page)).toHaveText(/over TCP, 1 sent$/);

  await first.close();
  await expect(status(page)).toHaveText(
    `Forwarding failed: Nothing listens on TCP port ${first.port} of 127.0.0.1.`,
  );
  await status(page).click();
  await dialog(page).getByRole("button", { name: "Send test message" }).click();
  await expect(dialog(page).getByRole("alert")).toContainText("Nothing listens on TCP port");
  // Changing the settings writes a log line, which waits for the collector.
  await choose(page, "Facility", "local5 (21)");
  await dialog(page).getByRole("button", { name: "Save", exact: true }).click();

  const second = await collector("tcp", first.port);
  await second.until(/%SYS-5-CONFIG_I/);
  await expect(status(page)).toHaveText(/over TCP, 2 sent$/);
  expect(second.messages).toHaveLength(1);
  expect(first.messages).toHaveLength(1);

  await app.restart();
  await page.reload();
  await expect(status(page)).toHaveText(/^Forwarding to 127.0.0.1:\d+ over TCP/);
});

test("errors are beside their fields, and typed values are kept when the dialog is closed", async ({
  page,
}) => {
  await expect(status(page)).toBeEnabled();
  await status(page).focus();
  await page.keyboard.press("Enter");
  await dialog(page).getByLabel("Collector (IPv4/IPv6)").fill("collector.example");
  await dialog(page).getByLabel("Port", { exact: true }).fill("99999");
  await dialog(page).getByRole("button", { name: "Save", exact: true }).click();
  await expect(dialog(page).getByText("Enter the IPv4 or IPv6 address of the collector.")).toBeVisible();
  await expect(dialog(page).getByText("Enter a port from 1 to 65535.")).toBeVisible();
  for (const [width, colorScheme] of [
    [1280, "light"],
    [390, "dark"],
  ] as const) {
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme });
    expect(await accessibilityFaults(page)).toEqual([]);
  }
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();
  await expect(status(page)).toBeFocused();
  await status(page).click();
  await expect(dialog(page).getByLabel("Collector (IPv4/IPv6)")).toHaveValue("collector.example");
  await expect(dialog(page).getByLabel("Port", { exact: true })).toHaveValue("99999");
  await dialog(page).getByRole("button", { name: "Discard changes" }).click();
  await expect(dialog(page).getByLabel("Port", { exact: true })).toHaveValue("514");
});
