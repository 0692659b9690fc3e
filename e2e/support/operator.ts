/** What an operator does on the Software Upgrade page, by role and label, and what the page then shows. */
import { expect, type Locator, type Page } from "@playwright/test";

export const UPGRADE_PAGE = "/administration/software-management/software-upgrade";

/** Drives the Software Upgrade page of one console. */
export class Operator {
  readonly page: Page;
  readonly #url: string;

  constructor(page: Page, url: string) {
    this.page = page;
    this.#url = url;
  }

  async open(path: string = UPGRADE_PAGE): Promise<void> {
    await this.page.goto(`${this.#url}${path}`);
  }

  /** Adds a user of the console's own SFTP server. */
  async addSftpUser(name: string, password: string): Promise<void> {
    await this.open("/image-servers/sftp-users");
    await this.page.getByRole("button", { name: "Add user" }).first().click();
    const dialog = this.page.getByRole("dialog", { name: "Add SFTP user" });
    await dialog.getByLabel("Name", { exact: true }).fill(name);
    await dialog.getByLabel("Generate a password").uncheck();
    await dialog.getByLabel("Password", { exact: true }).fill(password);
    await dialog.getByRole("button", { name: "Add user" }).click();
    await expect(dialog).toBeHidden();
  }

  /** Fills in the given fields; the others stay unchanged. */
  async typeProfile(profile: {
    mode?: "TFTP" | "SFTP" | "CCO" | "Desktop (HTTP)";
    server?: string;
    path?: string;
    port?: number | "";
    user?: string;
    password?: string;
  }): Promise<void> {
    const form = this.page.getByRole("form", { name: "Image download profile" });
    if (profile.mode !== undefined) {
      await form.getByRole("combobox", { name: "Mode" }).click();
      await this.page.getByRole("option", { name: profile.mode, exact: true }).click();
    }
    if (profile.server !== undefined) await form.getByLabel("Image Server (IPv4/IPv6)").fill(profile.server);
    if (profile.path !== undefined) await form.getByLabel("Image Path").fill(profile.path);
    if (profile.port !== undefined) await this.#typePort(form, String(profile.port));
    if (profile.user !== undefined) await form.getByLabel("User Name").fill(profile.user);
    if (profile.password !== undefined) await form.getByLabel("Password").fill(profile.password);
  }

  /** The port stands beside the server in SFTP mode, and among the advanced fields in TFTP mode. */
  async #typePort(form: Locator, port: string): Promise<void> {
    const field = form.getByRole("textbox", { name: /^(Port Number|Service port)$/ });
    if (!(await field.isVisible())) await form.getByText("Advanced", { exact: true }).click();
    await field.fill(port);
  }

  /** Save & Download, confirmed in its preview. Resolves with the text of the preview. */
  async saveAndDownload(): Promise<string> {
    await this.page.getByRole("button", { name: "Save & Download", exact: true }).click();
    const dialog = this.page.getByRole("dialog", { name: "Save & Download" });
    const start = dialog.getByRole("button", { name: /^(Save & Download|Start anyway)$/ });
    await expect(start).toBeEnabled({ timeout: 60_000 });
    const text = (await dialog.textContent()) ?? "";
    await start.click();
    await expect(dialog).toBeHidden({ timeout: 30_000 });
    return text;
  }

  /** Activate, confirmed in its dialog. */
  async activate(): Promise<void> {
    await this.page.getByRole("button", { name: "Activate", exact: true }).click();
    const dialog = this.page.getByRole("dialog", { name: "Activate the new version?" });
    await dialog.getByRole("button", { name: "Activate", exact: true }).click();
    // The dialog closes once every access point has its command and the store is written, which takes a moment for thousands.
    await expect(dialog).toBeHidden({ timeout: 30_000 });
  }

  /** One stage of the bar; its text includes its state (`done`, `in progress`). */
  stage(name: string): Locator {
    return this.page
      .getByRole("list", { name: "Stages of the upgrade" })
      .getByRole("listitem")
      .filter({ hasText: name });
  }

  /** The Status line. */
  get status(): Locator {
    return this.page.locator("p").filter({ hasText: /^Status: / });
  }

  /** The row of one access point in the table. */
  row(name: string): Locator {
    return this.page
      .getByRole("table", { name: "Access points", exact: true })
      .getByRole("row")
      .filter({ has: this.page.getByText(name, { exact: true }) });
  }
}
