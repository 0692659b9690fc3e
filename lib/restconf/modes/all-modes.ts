/** The registry of download modes over RESTCONF: the cases of the image download profile, which exclude each other. */
import { type DownloadMode, downloadModes } from "@/lib/contracts/modes/download-mode";
import { ccoRestconf } from "./cco";
import { httpRestconf } from "./http";
import type { RestconfMode } from "./restconf-mode";
import { sftpRestconf } from "./sftp";
import { tftpRestconf } from "./tftp";

export const restconfModes: Record<DownloadMode, RestconfMode> = {
  tftp: tftpRestconf,
  sftp: sftpRestconf,
  cco: ccoRestconf,
  http: httpRestconf,
};

/** The mode whose case has this leaf; undefined when none has. */
export const modeOfLeaf = (leaf: string): DownloadMode | undefined =>
  downloadModes.find((mode) => Object.hasOwn(restconfModes[mode].leaves, leaf));
