/** What the answers are made of: the rows that the pages show, and what the command line knows beside them. */
import type { ApRow } from "@/lib/contracts/aps";
import type { ControllerRow } from "@/lib/contracts/controller";
import type { JoinRecord } from "@/lib/contracts/joins";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import type { InstallOperation } from "./install-operation";
import type { ProfileSettings } from "./modes/restconf-mode";

/** When an access point last received an image. Simulated milliseconds; null while it has not begun or not ended. */
export type ImageTimes = { startedAt: number | null; endedAt: number | null; tries: number };
export const NO_TIMES: ImageTimes = { startedAt: null, endedAt: null, tries: 0 };

/** The state of the controller at one moment. */
export type Facts = {
  controller: ControllerRow;
  upgrade: UpgradeRow | undefined;
  aps: readonly ApRow[];
  joinRecord(apId: string): JoinRecord;
  imageTimes(apId: string): { apImage: ImageTimes; controllerImage: ImageTimes };
  /** The running version, and whether it is committed. */
  version: string;
  committed: boolean;
  committedVersion: string;
  inactiveVersion: string | null;
  rollbackInMs: number | null;
  /** Simulated milliseconds. */
  now: number;
  joinDownloads: number;
  /** Retries that each access point has. */
  maxRetries: number;
  /** The images of the current upgrade in the flash. */
  files: readonly { name: string; sizeBytes: number }[];
  /** The image download profile, stored or incomplete; null when none is configured. */
  profile: ProfileSettings | null;
  description: string | null;
  /** The password of the profile, encrypted; null without one, or when the user may not see it. */
  sealedPassword: string | null;
  /** Newest last. */
  operations: readonly InstallOperation[];
};
