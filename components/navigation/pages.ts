/** The pages of the console: their paths, the navigation, and the breadcrumbs. */
export const ACCESS_POINTS = "/monitoring/access-points";
export const SOFTWARE_UPGRADE = "/administration/software-management/software-upgrade";
export const RUNS = "/runs";
export const COMMAND_LINE = "/administration/command-line-interface";
export const SERVERS = "/image-servers/servers";
export const SFTP_USERS = "/image-servers/sftp-users";
export const SOFTWARE_DOWNLOAD = "/image-servers/software-download";
export const TRANSFERS = "/image-servers/transfers";
export const IMAGE_REPOSITORY = "/image-servers/image-repository";
export const TIMELINE = "/troubleshooting/timeline";
export const LOGS = "/troubleshooting/logs";
export const LAB = "/lab";

/** One entry of the navigation. */
export type NavigationPage = { label: string; href: string };
/** Pages below one heading. */
export type NavigationGroup = {
  label: string;
  /** A second heading between the group and its pages. */
  section?: string;
  pages: readonly NavigationPage[];
};

/** Consecutive groups with the same label share one heading. */
export const navigation: readonly NavigationGroup[] = [
  {
    label: "Monitoring",
    pages: [{ label: "Access Points", href: ACCESS_POINTS }],
  },
  {
    label: "Administration",
    pages: [{ label: "Command Line Interface", href: COMMAND_LINE }],
  },
  {
    label: "Administration",
    section: "Software Management",
    pages: [
      { label: "Software Upgrade", href: SOFTWARE_UPGRADE },
      { label: "Runs", href: RUNS },
    ],
  },
  {
    label: "Image Servers",
    pages: [
      { label: "Servers", href: SERVERS },
      { label: "SFTP users", href: SFTP_USERS },
      { label: "Software download", href: SOFTWARE_DOWNLOAD },
      { label: "Transfers", href: TRANSFERS },
      { label: "Image Repository", href: IMAGE_REPOSITORY },
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
    label: "Simulation",
    pages: [{ label: "Lab", href: LAB }],
  },
];

/** `["Administration", "Software Management", "Software Upgrade"]`; empty for a path outside the navigation. */
export function breadcrumbOf(pathname: string): string[] {
  for (const { label, section, pages } of navigation) {
    const page = pages.find((p) => pathname === p.href || pathname.startsWith(`${p.href}/`));
    if (page) return [label, ...(section === undefined ? [] : [section]), page.label];
  }
  return [];
}

/** The page of one run. */
export const runPath = (number: number): string => `${RUNS}/${number}`;
