/** The profile as it is being typed: the text of each field. */
import type { SoftwareVersion } from "@/lib/contracts/modes/cco";
import { DEFAULT_MODE, type DownloadMode } from "@/lib/contracts/modes/download-mode";

export type ProfileDraft = {
  mode: DownloadMode;
  imageServer: string;
  imagePath: string;
  /** Empty means automatic. */
  servicePort: string;
  parallelMode: boolean;
  /** Empty in modes without a login. */
  userName: string;
  /** Empty keeps the stored password. */
  password: string;
  /** CCO mode. */
  checksAutomatically: boolean;
  softwareVersion: SoftwareVersion;
  /** Empty means this console's own service. */
  serviceUrl: string;
  /** The name of the uploaded image. Empty while there is none, and in modes that need none. */
  upload: string;
};

export type DraftField = keyof ProfileDraft;

export const EMPTY_DRAFT: ProfileDraft = {
  mode: DEFAULT_MODE,
  imageServer: "",
  imagePath: "",
  servicePort: "",
  parallelMode: false,
  userName: "",
  password: "",
  checksAutomatically: true,
  softwareVersion: "suggested",
  serviceUrl: "",
  upload: "",
};
