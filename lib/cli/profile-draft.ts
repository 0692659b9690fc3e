/**
 * The image download profile while it is typed line by line. Each line changes the draft. A complete draft is saved under
 * the same rules as the page's form; an incomplete one waits here.
 */
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import { foldImagePath } from "@/lib/contracts/profile-fields";

export type ProfileDraft = {
  mode: DownloadMode;
  imageServer: string | null;
  /** Normalized, as it is stored. */
  imagePath: string | null;
  servicePort: number | null;
  parallelMode: boolean;
  /** Null in modes without a login. */
  userName: string | null;
  /** In plain text; null keeps the stored one. */
  password: string | null;
  /** Whether a password of this profile is stored. */
  passwordStored: boolean;
  /** `profileSavedAt` when the draft was started. A save by anyone else makes the draft obsolete. */
  basedOn: number | null;
};

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

/** The path as the operator typed it while that still means the stored one; otherwise with a leading slash. */
export function spelledPath(folded: string | null, typed: string | null): string | null {
  if (folded === null) return null;
  return typed !== null && foldImagePath(typed) === folded ? typed : `/${folded}`;
}
