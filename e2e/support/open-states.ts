/** Every menu, panel, dialog and tab that a page can open: the one list for checks that all of them must pass. */
import { expect, type Locator, type Page } from "@playwright/test";
import { UPGRADE_PAGE } from "./operator";

export type OpenState = {
  path: string;
  name: string;
  /** Opens it. @returns what is visible then */
  open: (page: Page) => Promise<Locator>;
  /** Where faults are looked for: an open list hides the rest of the page from screen readers. Default: the page. */
  within?: string;
  /** Exists on screens of this kind only; both by default. */
  on?: "wide" | "narrow";
};

const press =
  (button: string, shown: (page: Page) => Locator) =>
  async (page: Page): Promise<Locator> => {
    await page.getByRole("button", { name: button }).first().click();
    return shown(page);
  };
const dialog = (name: string | RegExp) => (page: Page) => page.getByRole("dialog", { name });
const menuItem = (name: string) => (page: Page) => page.getByRole("menuitem", { name });
const choose =
  (box: string, option: string) =>
  async (page: Page): Promise<Locator> => {
    await page.getByRole("combobox", { name: box }).click();
    return page.getByRole("option", { name: option, exact: true });
  };
const tab =
  (name: RegExp) =>
  async (page: Page): Promise<Locator> => {
    await page.getByRole("tab", { name }).first().click();
    return page.getByRole("tabpanel", { name }).first();
  };
const ofMenu =
  (button: string | RegExp, item: string, shown: (page: Page) => Locator) =>
  async (page: Page): Promise<Locator> => {
    await page.getByRole("button", { name: button }).first().click();
    await page.getByRole("menuitem", { name: item }).click();
    return shown(page);
  };
/** Selects the first access point and opens one of its actions. */
const action =
  (button: string, shown: (page: Page) => Locator) =>
  async (page: Page): Promise<Locator> => {
    await page
      .getByRole("checkbox", { name: /^Select / })
      .first()
      .check();
    await page.getByRole("button", { name: button, exact: true }).click();
    return shown(page);
  };

const LIST = "[role=listbox]";
const ACCESS_POINTS = "/monitoring/access-points";

export const openStates: readonly OpenState[] = [
  {
    path: "/",
    name: "theme menu",
    open: press("Theme", (page) => page.getByRole("menuitemradio", { name: "Dark" })),
  },
  { path: "/", name: "help menu", open: press("Help", menuItem("Help and shortcuts")) },
  { path: "/", name: "account menu", open: press("Account", menuItem("Sign out")) },
  { path: "/", name: "help", open: ofMenu("Help", "Help and shortcuts", dialog("Help and shortcuts")) },
  { path: "/", name: "palette", open: press("Find anything", dialog("Find anything")) },
  { path: "/", name: "navigation", on: "narrow", open: press("Menu", dialog("EWC Upgrade Console")) },
  { path: ACCESS_POINTS, name: "columns", on: "wide", open: press("Columns", dialog("Columns")) },
  {
    path: ACCESS_POINTS,
    name: "actions menu",
    on: "narrow",
    open: action("Actions", menuItem("Change version")),
  },
  { path: ACCESS_POINTS, name: "sort list", on: "narrow", within: LIST, open: choose("Sort by", "AP Name") },
  {
    path: ACCESS_POINTS,
    name: "change version",
    on: "wide",
    open: action("Change version", dialog(/^Change version of/)),
  },
  {
    path: ACCESS_POINTS,
    name: "set behavior",
    on: "wide",
    open: action("Set behavior", dialog(/^Set behavior of/)),
  },
  { path: ACCESS_POINTS, name: "reboot", on: "wide", open: action("Reboot", dialog(/^Reboot/)) },
  { path: ACCESS_POINTS, name: "remove", on: "wide", open: action("Remove", dialog(/^Remove/)) },
  { path: UPGRADE_PAGE, name: "modes", within: LIST, open: choose("Mode", "SFTP") },
  { path: UPGRADE_PAGE, name: "install log", open: press("Show Install Logs", dialog("Install log")) },
  {
    path: UPGRADE_PAGE,
    name: "command lines",
    open: press("Show the CLI", dialog("The same on the command line")),
  },
  { path: UPGRADE_PAGE, name: "preview", open: press("Save & Download", dialog("Save & Download")) },
  {
    path: `${UPGRADE_PAGE}?ap=6c41.0e22.10a0`,
    name: "access point",
    open: async (page) => page.getByRole("dialog").getByRole("tab", { name: /^Overview/ }),
  },
  { path: `${UPGRADE_PAGE}?ap=6c41.0e22.10a0`, name: "console of an access point", open: tab(/^Console$/) },
  { path: `${UPGRADE_PAGE}?ap=6c41.0e22.10a0`, name: "history of an access point", open: tab(/^History$/) },
  {
    path: "/administration/audit",
    name: "record of the audit log",
    open: press("Sign in", (page) => page.getByRole("dialog", { name: "Sign in" })),
  },
  { path: "/administration/audit", name: "actions", within: LIST, open: choose("Action", "Sign in") },
  {
    path: "/administration/audit",
    name: "retention of the audit log",
    open: press("Retention", dialog("Retention of the audit log")),
  },
  { path: "/administration/api", name: "roles", within: LIST, open: choose("Role", "Administrator") },
  {
    path: "/administration/api",
    name: "an operation that starts something",
    open: press("Start the upgrade", (page) => page.getByRole("form", { name: "Try it" })),
  },
  {
    path: "/administration/webhooks",
    name: "new webhook",
    open: press("Add webhook", dialog("Add webhook")),
  },
  {
    path: "/administration/software-management/readiness",
    name: "pasted listing",
    open: async (page) => {
      await page.getByRole("button", { name: "Pasted listing" }).click();
      await page.getByText("Version and network").click();
      await page.getByText("Amount of data to read").click();
      return page.getByLabel("Command output or CSV");
    },
  },
  {
    path: "/administration/software-management/readiness",
    name: "report of a check",
    open: async (page) => {
      await page.getByRole("button", { name: "No server", exact: true }).click();
      await page.getByRole("button", { name: "Run check" }).click();
      const report = page.getByRole("region", { name: "Report" });
      await report.getByText("The fleet is known").first().click();
      return report;
    },
  },
  { path: "/runs", name: "outcomes", within: LIST, open: choose("Outcome", "Failed") },
  { path: "/runs", name: "retention", open: press("Retention", dialog("Retention of runs")) },
  { path: "/image-servers/servers", name: "log of a server", open: tab(/^Log$/) },
  { path: "/image-servers/servers", name: "host keys", open: tab(/^Host keys$/) },
  { path: "/image-servers/sftp-users", name: "new user", open: press("Add user", dialog("Add SFTP user")) },
  {
    path: "/image-servers/software-download",
    name: "new account",
    open: press("Add account", dialog(/^Add/)),
  },
  {
    path: "/image-servers/image-repository",
    name: "menu of a set",
    open: press("More for", menuItem("Rename")),
  },
  {
    path: "/image-servers/image-repository",
    name: "rename a set",
    open: ofMenu(/^More for /, "Rename", dialog("Rename image set")),
  },
  {
    path: "/image-servers/image-repository",
    name: "remove a set",
    open: ofMenu(/^More for /, "Remove", dialog("Remove image set")),
  },
  {
    path: "/image-servers/doctor",
    name: "kinds of files",
    within: LIST,
    open: choose("Kind of file 1", "sshd_config"),
  },
  {
    path: "/image-servers/doctor",
    name: "findings",
    open: async (page) => {
      await page.getByRole("button", { name: "Show an example" }).click();
      await expect(page.getByLabel("Text of file 1")).not.toHaveValue("");
      await page.getByRole("button", { name: "Examine" }).click();
      return page.getByRole("region", { name: "Findings" });
    },
  },
  { path: "/image-servers/transfers", name: "protocols", within: LIST, open: choose("Protocol", "CAPWAP") },
  {
    path: "/troubleshooting/logs",
    name: "severities",
    within: LIST,
    open: choose("Severity", "All severities"),
  },
  {
    path: "/troubleshooting/logs",
    name: "access points of the log",
    open: press("Access point", dialog("Access point")),
  },
  {
    path: "/troubleshooting/timeline",
    name: "access points of the timeline",
    open: press("Access point", dialog("Access point")),
  },
  { path: "/lab", name: "access point faults", open: tab(/^AP faults/) },
  { path: "/lab", name: "server faults", open: tab(/^Server faults/) },
  { path: "/lab", name: "transfer settings", open: tab(/^Transfer settings$/) },
  { path: "/lab", name: "import and export", open: tab(/^Import and export$/) },
  {
    path: "/lab?section=import",
    name: "replace the lab",
    open: press("Demo lab", (page) => page.getByRole("dialog")),
  },
];

/** Opens the state on the page that is shown, and waits until all of it is there. */
export async function openState(page: Page, state: OpenState): Promise<void> {
  await expect(await state.open(page)).toBeVisible();
  await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
}
