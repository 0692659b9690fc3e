/**
 * The image download profile while it is configured line by line. A complete draft is saved with the same validation as
 * the page's form; an incomplete one is kept, and its missing settings are named.
 */
import { type DownloadMode, foldImagePath, type Profile } from "@/lib/contracts/profile";

/** The download mode of a draft. */
export type DraftMode = DownloadMode;

/** A profile of which settings may be missing. */
export type ProfileDraft = {
  mode: DraftMode;
  imageServer: string | null;
  /** Normalized, as it is stored. */
  imagePath: string | null;
  servicePort: number | null;
  parallelMode: boolean;
  /** SFTP only. */
  userName: string | null;
  /** SFTP only, unencrypted. Null keeps the stored password, if there is one. */
  password: string | null;
  /** Whether a password is stored for this profile. */
  passwordStored: boolean;
  /** `profileSavedAt` when the draft was started. A later save makes the draft obsolete. */
  basedOn: number | null;
};

/** A draft without settings. */
export const emptyDraft = (mode: DraftMode, basedOn: number | null): ProfileDraft => ({
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

/** The stored profile as a draft. */
export function draftFromProfile(profile: Profile, savedAt: number | null): ProfileDraft {
  const { imageServer, imagePath, servicePort, parallelMode } = profile;
  const isSftp = profile.mode === "sftp";
  return {
    ...emptyDraft(profile.mode, savedAt),
    imageServer,
    imagePath,
    servicePort,
    parallelMode,
    userName: isSftp ? profile.userName : null,
    passwordStored: isSftp && profile.passwordStored,
  };
}

/** The commands of missing settings, in the order in which they are typed. */
export function missingSettings(draft: ProfileDraft): string[] {
  const { mode } = draft;
  const missing: string[] = [];
  if (draft.imageServer === null) missing.push(`${mode}-image-server`);
  if (draft.imagePath === null) missing.push(`${mode}-image-path`);
  if (mode === "sftp" && draft.userName === null) missing.push("sftp-username");
  if (mode === "sftp" && draft.password === null && !draft.passwordStored) missing.push("sftp-password");
  return missing;
}

/** The image path as it was typed, if it means the stored path; else the stored path with a slash before it. */
export function displayedImagePath(stored: string | null, typed: string | null): string | null {
  if (stored === null) return null;
  return typed !== null && foldImagePath(typed) === stored ? typed : `/${stored}`;
}
