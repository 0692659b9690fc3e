/**
 * The image download profile while it is typed line by line. A line changes the draft; a draft that is complete is
 * saved through the same rules as the page's form, an incomplete one waits here and names what is missing.
 */
import { type DownloadMode, foldImagePath, type Profile } from "@/lib/contracts/profile";

export type DraftMode = DownloadMode;

export type ProfileDraft = {
  mode: DraftMode;
  imageServer: string | null;
  /** Folded, as it is stored. */
  imagePath: string | null;
  servicePort: number | null;
  parallelMode: boolean;
  /** SFTP only. */
  userName: string | null;
  /** SFTP only, in clear; null: the stored one is kept, if there is one. */
  password: string | null;
  /** Whether the store has a password for this profile. */
  passwordStored: boolean;
  /** `profileSavedAt` when the draft was begun: a save by somebody else makes the draft obsolete. */
  basedOn: number | null;
};

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

/** The stored profile as a draft to go on from. */
export function draftOf(profile: Profile, savedAt: number | null): ProfileDraft {
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

/** Words for what is missing, in the order in which one types it. */
export function missingIn(draft: ProfileDraft): string[] {
  const { mode } = draft;
  const missing: string[] = [];
  if (draft.imageServer === null) missing.push(`${mode}-image-server`);
  if (draft.imagePath === null) missing.push(`${mode}-image-path`);
  if (mode === "sftp" && draft.userName === null) missing.push("sftp-username");
  if (mode === "sftp" && draft.password === null && !draft.passwordStored) missing.push("sftp-password");
  return missing;
}

/** The operator's spelling of the path, as long as it still means the stored one; else with a slash before it. */
export function spelledPath(folded: string | null, typed: string | null): string | null {
  if (folded === null) return null;
  return typed !== null && foldImagePath(typed) === folded ? typed : `/${folded}`;
}
