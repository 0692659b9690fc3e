/**
 * The image download profile while it is configured line by line. A complete draft is saved with the same validation as
 * the page's form; an incomplete one is kept.
 */
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import { foldImagePath } from "@/lib/contracts/profile-fields";

/** A profile of which settings may be missing. */
export type ProfileDraft = {
  mode: DownloadMode;
  imageServer: string | null;
  /** Normalized, as it is stored. */
  imagePath: string | null;
  servicePort: number | null;
  parallelMode: boolean;
  /** Null in modes without a login. */
  userName: string | null;
  /** Unencrypted. Null keeps the stored password, if there is one. */
  password: string | null;
  /** Whether a password is stored for this profile. */
  passwordStored: boolean;
  /** `profileSavedAt` when the draft was started. A later save makes the draft obsolete. */
  basedOn: number | null;
};

/** A draft without settings. */
export const emptyDraft = (mode: DownloadMode, basedOn: number | null): ProfileDraft => ({
  mode,
  imageServer: null,
  imagePath: null,
  servicePort: null,
  parallelMode: false,
  userName: null,
  password: null,
  passwordStored: false,
  basedOn,
});

/** The image path as it was typed, if it means the stored path; else the stored path with a slash before it. */
export function displayedImagePath(stored: string | null, typed: string | null): string | null {
  if (stored === null) return null;
  return typed !== null && foldImagePath(typed) === stored ? typed : `/${stored}`;
}
