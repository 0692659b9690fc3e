/** Profiles as drafts of the command line and back, in any download mode. */
import type { Profile, ProfileInput } from "@/lib/contracts/profile";
import { emptyDraft, type ProfileDraft } from "../profile-draft";
import { cliMode } from "./all-modes";

/** The stored profile as a draft to continue from. */
export const draftOf = (profile: Profile, savedAt: number | null): ProfileDraft => ({
  ...emptyDraft(profile.mode, savedAt),
  ...cliMode(profile.mode).draftFields(profile),
});

/** What the page's form would send for the draft. An empty password keeps the stored one. */
export const inputOf = (draft: ProfileDraft): ProfileInput => cliMode(draft.mode).input(draft);

/** The lines that are missing, in the order in which they are typed. */
export const missingIn = (draft: ProfileDraft): string[] => cliMode(draft.mode).missing(draft);
