/** Turns stored profiles into drafts and checks drafts by the rules of the contract. */
import { checkWith, type FormCheck } from "@/components/forms/draft";
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import {
  type Profile,
  type ProfileInput,
  type ProfileOrder,
  profileInputSchema,
} from "@/lib/contracts/profile";
import { type DraftField, EMPTY_DRAFT, type ProfileDraft } from "./draft-fields";
import { modeForm } from "./modes/all-forms";

/** The stored profile as it stands in the fields. Passwords are never sent to the browser. */
export const draftOf = (profile: Profile): ProfileDraft => ({
  ...EMPTY_DRAFT,
  mode: profile.mode,
  ...modeForm(profile.mode).draftFields(profile),
});

/** The order of that draft, without a check. Undefined when something is missing that must be typed. */
export const orderOf = (profile: Profile): ProfileOrder | undefined =>
  modeForm(profile.mode).orderOf(profile);

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

/** The fields in which a draft differs from another one. */
export const changedFields = (draft: ProfileDraft, base: ProfileDraft): Partial<ProfileDraft> =>
  Object.fromEntries(Object.entries(draft).filter(([field, value]) => value !== base[field as DraftField]));

/** @param isPasswordKnown whether there is a password already, so that none need be typed */
export function checkDraft(draft: ProfileDraft, isPasswordKnown = false): FormCheck<ProfileOrder> {
  const { input, errors } = checkWith(profileInputSchema, {
    ...draft,
    servicePort: draft.servicePort.trim(),
  });
  if (!modeContracts[draft.mode].requiresLogin || draft.password !== "" || isPasswordKnown)
    return { input, errors };
  const password = ["Enter the password of the user on the server."];
  return { input: undefined, errors: { ...errors, password } };
}

/** The profile as it is sent: it is checked again by the same rules. */
export const inputOf = (profile: ProfileOrder): ProfileInput => modeContracts[profile.mode].toInput(profile);
