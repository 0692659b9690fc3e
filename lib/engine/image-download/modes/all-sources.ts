/** How images are fetched in each download mode. A new mode is listed here once. */
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import { ccoSource } from "./cco";
import { httpSource } from "./http";
import type { ModeSource } from "./mode-source";
import { sftpSource } from "./sftp";
import { tftpSource } from "./tftp";

const sources: { [M in DownloadMode]: ModeSource<M> } = {
  tftp: tftpSource,
  sftp: sftpSource,
  cco: ccoSource,
  http: httpSource,
};

export const modeSource = <M extends DownloadMode>(mode: M): ModeSource<M> => sources[mode];
