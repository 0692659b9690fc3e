/** Converts profiles of any download mode to drafts of the command line and back. */
import type { Profile, ProfileInput } from "@/lib/contracts/profile";
import { emptyDraft, type ProfileDraft } from "../profile-draft";
import { cliMode } from "./all-modes";

/** The stored profile as a draft. */
export const draftFromProfile = (profile: Profile, savedAt: number | null): ProfileDraft => ({
  ...emptyDraft(profile.mode, savedAt),
  ...cliMode(profile.mode).draftFields(profile),
});

/** The input that the page's form would send. An empty password keeps the stored one. */
export const inputFromDraft = (draft: ProfileDraft): ProfileInput => cliMode(draft.mode).input(draft);

/** The commands of missing settings, in the order in which they are typed. */
export const missingSettings = (draft: ProfileDraft): string[] => cliMode(draft.mode).missing(draft);
