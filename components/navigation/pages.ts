/** The pages of the console: their paths, the navigation, and the breadcrumbs. */
export const DASHBOARD = "/";
export const ACCESS_POINTS = "/monitoring/access-points";
export const SOFTWARE_UPGRADE = "/administration/software-management/software-upgrade";
export const READINESS = "/administration/software-management/readiness";
export const RUNBOOK = "/administration/software-management/runbook";
export const RUNS = "/runs";
export const COMMAND_LINE = "/administration/command-line-interface";
export const USERS = "/administration/users";
export const AUDIT = "/administration/audit";
export const API = "/administration/api";
export const WEBHOOKS = "/administration/webhooks";
export const SERVERS = "/image-servers/servers";
export const SFTP_USERS = "/image-servers/sftp-users";
export const SOFTWARE_DOWNLOAD = "/image-servers/software-download";
export const SERVER_DOCTOR = "/image-servers/doctor";
export const TRANSFERS = "/image-servers/transfers";
export const IMAGE_REPOSITORY = "/image-servers/image-repository";
export const TIMELINE = "/troubleshooting/timeline";
export const LOGS = "/troubleshooting/logs";
export const LAB = "/lab";

/** One entry of the navigation. */
export type NavigationPage = {
  label: string;
  href: string;
  /** Absent for others than administrators. */
  forAdmins?: true;
};
/** Pages below one heading. */
export type NavigationGroup = {
  /** Empty for pages that stand alone: a heading above a single page would help nobody. */
  label: string;
  /** A second heading between the group and its pages. */
  section?: string;
  pages: readonly NavigationPage[];
};

/** In the order of a real controller, then our own. Consecutive groups with the same label share one heading. */
export const navigation: readonly NavigationGroup[] = [
  { label: "", pages: [{ label: "Dashboard", href: DASHBOARD }] },
  {
    label: "Monitoring",
    pages: [{ label: "Access Points", href: ACCESS_POINTS }],
  },
  {
    label: "Administration",
    section: "Software Management",
    pages: [
      { label: "Software Upgrade", href: SOFTWARE_UPGRADE },
      { label: "Readiness", href: READINESS },
      { label: "Runbook", href: RUNBOOK },
      { label: "Runs", href: RUNS },
    ],
  },
  {
    label: "Administration",
    pages: [
      { label: "Command Line Interface", href: COMMAND_LINE },
      { label: "Users", href: USERS },
      { label: "Audit", href: AUDIT, forAdmins: true },
      { label: "API", href: API },
      { label: "Webhooks", href: WEBHOOKS, forAdmins: true },
    ],
  },
  {
    label: "Troubleshooting",
    pages: [
      { label: "Timeline", href: TIMELINE },
      { label: "Logs", href: LOGS },
    ],
  },
  {
    label: "Image Servers",
    pages: [
      { label: "Servers", href: SERVERS },
      { label: "Image Repository", href: IMAGE_REPOSITORY },
      { label: "SFTP users", href: SFTP_USERS },
      { label: "Software download", href: SOFTWARE_DOWNLOAD },
      { label: "Transfers", href: TRANSFERS },
      { label: "Server doctor", href: SERVER_DOCTOR },
    ],
  },
  {
    label: "Simulation",
    pages: [{ label: "Lab", href: LAB }],
  },
];

/** The pages of a group that a user may open. @param isAdmin whether the user is an administrator */
export const pagesFor = ({ pages }: NavigationGroup, isAdmin: boolean): readonly NavigationPage[] =>
  isAdmin ? pages : pages.filter(({ forAdmins }) => forAdmins !== true);

/** Whether the path is this page or a page below it. Every path is below the dashboard, which has no pages below it. */
export const isPage = (href: string, pathname: string): boolean =>
  pathname === href || (href !== DASHBOARD && pathname.startsWith(`${href}/`));

/** `["Administration", "Software Management", "Software Upgrade"]`; empty outside the navigation and on the dashboard. */
export function breadcrumbOf(pathname: string): string[] {
  for (const { label, section, pages } of navigation) {
    const page = pages.find(({ href }) => isPage(href, pathname));
    if (page && label !== "") return [label, ...(section === undefined ? [] : [section]), page.label];
  }
  return [];
}

/** What a link to Software Upgrade asks it to do when it opens. */
export type UpgradeErrand = {
  /** Put this Image Path into the form and check the server for the images. */
  use?: string;
  /** With `use`: of our own server, whatever server the form names. */
  on?: "own-server";
  /** Put the cursor into a field of the form. */
  focus?: "password";
  /** Open the confirmation of an action, or the install log. */
  do?: "cancel" | "activate" | "logs";
};

/** `/administration/.../software-upgrade?use=EWC_17_12_1` */
export const upgradeWith = (errand: UpgradeErrand): string =>
  `${SOFTWARE_UPGRADE}?${new URLSearchParams(errand)}`;

/** The page of one run. */
export const runPath = (number: number): string => `${RUNS}/${number}`;

/** Its change record, to read and to print. */
export const recordPath = (number: number): string => `${runPath(number)}/record`;

/** Two runs side by side; null is chosen on the page. */
export function comparePath(a: number | null, b: number | null): string {
  const query = new URLSearchParams();
  if (a !== null) query.set("a", String(a));
  if (b !== null) query.set("b", String(b));
  return `${RUNS}/compare${query.size === 0 ? "" : `?${query}`}`;
}

/** One report of an earlier readiness check. */
export const readinessPath = (id: string): string => `${READINESS}?${new URLSearchParams({ report: id })}`;

/** The runbook with the profile of a run. */
export const runbookPath = (run: number): string => `${RUNBOOK}?run=${run}`;

/** The runbook with what a readiness report says. */
export const runbookOfReport = (id: string): string => `${RUNBOOK}?${new URLSearchParams({ readiness: id })}`;
