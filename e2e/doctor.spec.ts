/** Image Servers > Server doctor: files are pasted or chosen, findings appear beside their lines, and the corrected file passes. */
import { readFileSync } from "node:fs";
import { accessibilityFaults } from "./support/accessibility";
import { type RunningConsole, startConsole } from "./support/console";
import { expect, type Page, test } from "./support/test";

const PAGE = "/image-servers/doctor";
const FAULTY = `TFTP_USERNAME="tftp"
TFTP_DIRECTORY="/srv/tftp"
TFTP_ADDRESS=":69"
TFTP_OPTIONS="--secure --create --verbose"
`;

let app: RunningConsole;
test.beforeAll(async () => {
  app = await startConsole({ lab: "demo" });
});
test.afterAll(() => app?.close());
test.beforeEach(async ({ page }) => {
  await page.goto(`${app.url}${PAGE}`);
});

const examine = (page: Page) => page.getByRole("button", { name: "Examine" }).click();
const findings = (page: Page) => page.getByRole("region", { name: "Findings" });

test("a pasted file gets its findings beside the lines, and the corrected file passes the doctor", async ({
  page,
}) => {
  await expect(page.getByLabel("Image Path")).toHaveValue("EWC_17_12_1");
  await page.getByLabel("Server", { exact: true }).fill("192.0.2.10");
  await page.getByLabel("Port", { exact: true }).fill("");
  await page.getByLabel("Text of file 1").fill(FAULTY);
  await examine(page);
  const result = findings(page);
  await expect(result.getByText("Images can be served, with warnings")).toBeVisible();
  const line = result
    .getByRole("region", { name: "Lines of File 1" })
    .getByRole("listitem")
    .filter({ hasText: "--create" });
  await expect(line).toContainText("4");
  await expect(line).toContainText("Warning: --create: Anyone on the network can upload files.");
  await expect(result.getByText("sudo systemctl restart tftpd-hpa")).toBeVisible();
  await expect(result.getByText("/var/log/syslog", { exact: true })).toBeVisible();

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    result.getByRole("button", { name: "Download" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("tftpd-hpa");
  const corrected = readFileSync(await download.path(), "utf8");
  expect(corrected).toBe(FAULTY.replace("--create ", ""));
  await page.getByLabel("Text of file 1").fill(corrected);
  await examine(page);
  await expect(result.getByText("No problems found")).toBeVisible();
  await expect(result.getByText("No changes needed.")).toBeVisible();
});

test("the example shows the client's file, a path that repeats the root, and images that others can't read", async ({
  page,
}) => {
  await page.getByRole("button", { name: "Show an example" }).click();
  await expect(page.getByLabel("Name of file 2")).toHaveValue("ssh_config");
  await examine(page);
  const result = findings(page);
  await expect(result.getByText("The server can't serve images")).toBeVisible();
  await expect(
    result.getByText("This is ssh_config, the client's file. The server reads sshd_config."),
  ).toBeVisible();
  await expect(result.getByText("There is no log in /var/lib/syslog.")).toBeVisible();
  await expect(result.getByText("Image Path in the profile: EWC_17_12_1")).toBeVisible();
  await expect(result.getByText("ap1g8 has mode -rw-r-----.")).toBeVisible();
  await expect(result.getByRole("heading", { name: "Corrected file" })).toHaveCount(2);
  expect(await accessibilityFaults(page)).toEqual([]);
});

test("files are chosen and removed, a rejected form keeps what was typed, and the kind can be set", async ({
  page,
}) => {
  await examine(page);
  await expect(page.getByRole("form", { name: "Server doctor" }).getByRole("alert")).toContainText(
    "Paste or choose a file.",
  );
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose files" }).click();
  await (await chooser).setFiles([
    { name: "vsftpd.conf", mimeType: "text/plain", buffer: Buffer.from("local_enable=YES\n") },
    { name: "notes", mimeType: "text/plain", buffer: Buffer.from("tftp-secure\n") },
  ]);
  await expect(page.getByLabel("Name of file 1")).toHaveValue("vsftpd.conf");
  await page.getByRole("combobox", { name: "Kind of file 2" }).click();
  await page.getByRole("option", { name: "dnsmasq.conf" }).click();
  await page.getByLabel("Port", { exact: true }).fill("99999");
  await examine(page);
  await expect(page.getByLabel("Port", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Text of file 2")).toHaveValue("tftp-secure\n");
  await page.getByLabel("Port", { exact: true }).fill("");
  await examine(page);
  await expect(
    findings(page).getByText("vsftpd serves FTP, which the controller does not support."),
  ).toBeVisible();
  await expect(findings(page).getByText("enable-tftp is missing.").first()).toBeVisible();
  await page.getByRole("button", { name: "Remove file 1" }).click();
  await expect(page.getByLabel("Name of file 1")).toHaveValue("notes");
});
