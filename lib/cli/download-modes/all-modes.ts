/** The download modes on the command line. A new mode is listed here once. */
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import type { CliMode } from "./cli-mode";
import { sftpCli } from "./sftp";
import { tftpCli } from "./tftp";

const modes: { [M in DownloadMode]: CliMode<M> } = { tftp: tftpCli, sftp: sftpCli };

export const cliMode = <M extends DownloadMode>(mode: M): CliMode<M> => modes[mode];
