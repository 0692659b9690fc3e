/** The names of the download modes, and the protocols of image transfers. */
import { z } from "zod";

/** The download modes in the order in which the page offers them. The first is the default. */
export const downloadModes = ["tftp", "sftp", "cco", "http"] as const;

export const downloadModeSchema = z.enum(downloadModes);
/** How an image download profile gets its images: the Mode field of the Software Upgrade page. */
export type DownloadMode = z.infer<typeof downloadModeSchema>;

/** The mode of a new profile. */
export const DEFAULT_MODE: DownloadMode = downloadModes[0];
