/**
 * The image download profile while it is configured line by line. A complete draft is validated like the form on the page
 * and saved; an incomplete draft waits for more lines.
 */
import type { SoftwareVersion } from "@/lib/contracts/modes/cco";
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import { foldImagePath } from "@/lib/contracts/profile-fields";

export type ProfileDraft = {
  mode: DownloadMode;
  imageServer: string | null;
  /** Normalized, as it is stored. */
  imagePath: string | null;
  servicePort: number | null;
  parallelMode: boolean;
  /** The name of the uploaded image; null without one, and in modes that need none. */
  upload: string | null;
  /** Null in modes without a login. */
  userName: string | null;
  /** Unencrypted. Null keeps the stored password, if there is one. */
  password: string | null;
  /** Whether a password is stored for this profile. */
  passwordStored: boolean;
  /** CCO mode. */
  checksAutomatically: boolean;
  softwareVersion: SoftwareVersion;
  serviceUrl: string | null;
  /** `profileSavedAt` when the draft was started. A later save makes the draft obsolete. */
  basedOn: number | null;
};

export const emptyDraft = (mode: DownloadMode, basedOn: number | null): ProfileDraft => ({
  mode,
  imageServer: null,
  imagePath: null,
  servicePort: null,
  parallelMode: false,
  upload: null,
  userName: null,
  password: null,
  passwordStored: false,
  checksAutomatically: true,
  softwareVersion: "suggested",
  serviceUrl: null,
  basedOn,
});

/** The image path as it was typed, if it normalizes to the stored path; otherwise the stored path with a leading slash. */
export function displayedImagePath(stored: string | null, typed: string | null): string | null {
  if (stored === null) return null;
  return typed !== null && foldImagePath(typed) === stored ? typed : `/${stored}`;
}
