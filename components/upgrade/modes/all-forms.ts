/** The download modes on the Software Upgrade page. A new mode is listed here once. */
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import { ccoForm } from "./cco";
import { httpForm } from "./http";
import type { ModeForm } from "./mode-form";
import { sftpForm } from "./sftp";
import { tftpForm } from "./tftp";

const forms: { [M in DownloadMode]: ModeForm<M> } = {
  tftp: tftpForm,
  sftp: sftpForm,
  cco: ccoForm,
  http: httpForm,
};

export const modeForm = <M extends DownloadMode>(mode: M): ModeForm<M> => forms[mode];
