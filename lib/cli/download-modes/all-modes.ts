/** The registry of download modes on the command line. */
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import { ccoCli } from "./cco";
import type { CliMode } from "./cli-mode";
import { httpCli } from "./http";
import { sftpCli } from "./sftp";
import { tftpCli } from "./tftp";

const modes: { [M in DownloadMode]: CliMode<M> } = {
  tftp: tftpCli,
  sftp: sftpCli,
  cco: ccoCli,
  http: httpCli,
};

/** The definition of this mode. */
export const cliMode = <M extends DownloadMode>(mode: M): CliMode<M> => modes[mode];
