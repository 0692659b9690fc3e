/** Monitoring > Access Points, as an operator who watches the fleet and reboots a part of it. */

import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { Operator } from "./support/operator";
import { rememberTexts } from "./support/remember";
import { expect, test } from "./support/test";

const ACCESS_POINTS = "/monitoring/access-points";

let app: RunningConsole;
test.beforeEach(async () => {
  const { aps, ...lab } = smallLab();
  const [host] = aps ?? [];
  if (host === undefined) throw new Error("the small lab has no access point");
  // Same image family as the host, but older software: it downloads its image from the controller when it joins.
  const late = {
    ...host,
    name: "ap-5",
    ip: "172.16.9.5",
    running: "17.3.3.26",
    radioMac: "0000.0000.0050",
    ethernetMac: "0000.0000.0051",
  };
  // Stays in Reset long enough for a slow browser to show it.
  const slow = (aps ?? []).map((ap) => (ap.name === "ap-2" ? { ...ap, behavior: { bootSeconds: 200 } } : ap));
  app = await startConsole({ lab: labFile({ ...lab, aps: [...slow, late] }) });
});
test.afterEach(() => app.close());

test("Reboot of all selected access points says before it that the host of the controller is left out, and each of the others returns to Run", async ({
  page,
}) => {
  const operator = new Operator(page, app.url);
  await operator.open(ACCESS_POINTS);
  for (const name of ["ap-2", "ap-5"])
    await expect(operator.row(name)).toContainText("Run", { timeout: 60_000 });
  await page.getByRole("button", { name: "Select all 5 shown" }).click();
  await expect(page.getByRole("list", { name: "Limits of the actions" })).toContainText(
    "applies to 4 of 5: 1 hosts the controller.",
  );
  await page.getByRole("button", { name: "Reboot", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Reboot 4 access points?" });
  await expect(dialog).toContainText("Applies to 4 of 5: 1 hosts the controller.");
  const hasShown = await rememberTexts(page, "tr, [role=row], [role=img]");
  await dialog.getByRole("button", { name: "Reboot", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Rebooting 4 access points", { exact: true })).toBeVisible();
  await expect.poll(() => hasShown(/ap-2.*Reset/s)).toBe(true);
  await expect(operator.row("ap-1")).toContainText("Run");
  for (const name of ["ap-2", "ap-3", "ap-4", "ap-5"])
    await expect(operator.row(name)).toContainText("Run", { timeout: 60_000 });
});

test("the page of an access point shows its changing state and its console, and names who rebooted it", async ({
  page,
}) => {
  const operator = new Operator(page, app.url);
  await operator.open(ACCESS_POINTS);
  await page.getByRole("checkbox", { name: "Select ap-5" }).click();
  await expect(page).toHaveURL(/access-points$/);
  await operator.row("ap-5").getByRole("button", { name: "ap-5" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "ap-5" })).toBeVisible();
  const machine = (state: string) =>
    page.getByRole("img", { name: `CAPWAP state machine: ap-5 is in ${state}` });
  await expect(page.getByRole("region", { name: "Console of ap-5" })).toContainText(
    "Image Data Request sent to 172.16.9.9",
  );
  await expect(machine("Run")).toBeVisible({ timeout: 60_000 });
  const hasShown = await rememberTexts(page, "[role=img], main section");
  await page.getByRole("button", { name: "Reboot", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Reboot", exact: true }).click();
  await expect.poll(() => hasShown(/^CAPWAP state machine: ap-5 is in Reset /)).toBe(true);
  await expect.poll(() => hasShown(/^Now .*Rebooted by operator/s)).toBe(true);
  await expect(page.getByRole("list", { name: "History by run" })).toContainText("Rebooted by operator");
  await expect(machine("Run")).toBeVisible({ timeout: 60_000 });
});
