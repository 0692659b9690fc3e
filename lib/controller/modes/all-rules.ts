/** The controller's rules of each download mode. A new mode is listed here once. */
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import { ccoRules } from "./cco";
import { httpRules } from "./http";
import type { ModeRules } from "./mode-rules";
import { sftpRules } from "./sftp";
import { tftpRules } from "./tftp";

export const modeRules: Record<DownloadMode, ModeRules> = {
  tftp: tftpRules,
  sftp: sftpRules,
  cco: ccoRules,
  http: httpRules,
};

/** Whether only the controller connects to the profile's server. False without a profile. */
export const isFetchedByController = (profile: { mode: DownloadMode } | null | undefined): boolean =>
  profile != null && modeRules[profile.mode].fetcher === "controller";
