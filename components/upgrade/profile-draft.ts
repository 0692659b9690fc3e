/** Turns stored profiles into drafts and checks drafts by the rules of the contract. */
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { type Profile, type ProfileOrder, profileInputSchema } from "@/lib/contracts/profile";
import { type DraftField, EMPTY_DRAFT, type ProfileDraft, rootAsSlash } from "./draft-fields";
import { modeForm } from "./modes/all-forms";

/** The stored profile as it stands in the fields. Passwords are never sent to the browser. */
export const draftOf = (profile: Profile): ProfileDraft => ({
  ...EMPTY_DRAFT,
  mode: profile.mode,
  ...modeForm(profile.mode).draftFields(profile),
});

/**
 * The draft in another mode. Fields that all modes have keep what was typed. Port and login come from the first of the
 * known profiles that has this mode.
 */
export function inMode(
  draft: ProfileDraft,
  mode: DownloadMode,
  known: readonly (Profile | null)[],
): ProfileDraft {
  const before = known.find((profile) => profile?.mode === mode);
  const fields = before ? draftOf(before) : { ...EMPTY_DRAFT, mode };
  return {
    ...fields,
    imageServer: draft.imageServer || fields.imageServer,
    imagePath: draft.imagePath || fields.imagePath,
    parallelMode: draft.parallelMode,
  };
}

export const isSameDraft = (a: ProfileDraft, b: ProfileDraft): boolean =>
  (Object.keys(a) as DraftField[]).every((field) => a[field] === b[field]);

export type CheckedDraft = {
  /** Undefined while a field has an error. */
  profile: ProfileOrder | undefined;
  errors: Partial<Record<DraftField, readonly string[]>>;
};

/** @param isPasswordKnown whether there is a password already, so that none need be typed */
export function checkDraft(draft: ProfileDraft, isPasswordKnown = false): CheckedDraft {
  const parsed = profileInputSchema.safeParse({ ...draft, servicePort: draft.servicePort.trim() });
  const errors: Partial<Record<DraftField, string[]>> = {};
  for (const issue of parsed.error?.issues ?? []) {
    const field = issue.path[0] as DraftField;
    errors[field] = [...(errors[field] ?? []), issue.message];
  }
  if (modeContracts[draft.mode].requiresLogin && draft.password === "" && !isPasswordKnown)
    errors.password = ["Enter the password of the user on the server."];
  const isValid = parsed.success && Object.keys(errors).length === 0;
  return { profile: isValid ? parsed.data : undefined, errors };
}

/** The profile as it is sent: it is checked again by the same rules, which want the root as a slash. */
export const orderOf = (profile: ProfileOrder): ProfileOrder => ({
  ...profile,
  imagePath: rootAsSlash(profile.imagePath),
});
