/** A runbook (method of procedure): the steps of one upgrade, for somebody who does them with the paper beside the screen. */

/** Pages that steps name, as the navigation shows them. */
export const runbookPages = {
  "access-points": "Monitoring > Access Points",
  "software-upgrade": "Administration > Software Management > Software Upgrade",
  runs: "Administration > Software Management > Runs",
  "command-line": "Administration > Command Line Interface",
  "image-repository": "Image Servers > Image Repository",
  servers: "Image Servers > Servers",
} as const;
export type RunbookPage = keyof typeof runbookPages;

export type RunbookStep = {
  title: string;
  /** What to do, one sentence each. */
  actions: string[];
  page: RunbookPage | null;
  /** Lines of the command line that do or show the same. */
  lines: string[];
  /** Lines that the command line prints when all is well. */
  output: string[];
  /** What must be true afterwards, one sentence each. */
  expected: string[];
  /** A point at which somebody decides; null without one. */
  decision: { question: string; otherwise: string } | null;
};

export type RunbookSection = { title: string; steps: RunbookStep[] };

export type Runbook = {
  /** `17.9.4.27 to 17.12.1.5`; the new version is null when only the image server knows it. */
  fromVersion: string;
  targetVersion: string | null;
  controller: string;
  /** Names and values of the profile, without secrets. */
  profile: { name: string; value: string }[];
  /** Access points by image family. */
  fleet: { family: string; aps: number; models: string[] }[];
  joined: number;
  /** What the reader must know before, one sentence each. */
  notes: string[];
  /** Steps are numbered through all sections. */
  sections: RunbookSection[];
};
