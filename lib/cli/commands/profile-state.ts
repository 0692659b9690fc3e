/** The image download profile of the command line, stored or incomplete, and how a configuration line changes it. */
import type { Answer } from "@/lib/contracts/fault";
import type { Profile, ProfileInput } from "@/lib/contracts/profile";
import { type CommandContext, type CommandResult, faultResult } from "../command";
import { draftFromProfile, inputFromDraft, missingSettings } from "../download-modes/drafts";
import type { CliPorts } from "../ports";
import type { ProfileDraft } from "../profile-draft";

const controllerOf = (ports: CliPorts) => ports.rows("controller")[0];

/** The stored profile; null when none is configured. */
export const storedProfile = (ports: CliPorts): Profile | null => controllerOf(ports)?.profile ?? null;
/** When the stored profile was saved. */
export const profileSavedAt = (ports: CliPorts): number | null => controllerOf(ports)?.profileSavedAt ?? null;

/** The incomplete profile, unless a profile was saved after it was started; else the stored profile; else null. */
export function currentDraft(ports: CliPorts): ProfileDraft | null {
  const savedAt = profileSavedAt(ports);
  const { draft } = ports.shared;
  if (draft !== null && draft.basedOn === savedAt) return draft;
  const stored = storedProfile(ports);
  return stored === null ? null : draftFromProfile(stored, savedAt);
}

/** The input that saves the stored profile unchanged. */
export const inputFromStored = (profile: Profile): ProfileInput =>
  inputFromDraft(draftFromProfile(profile, null));

/** Applies one configuration line. */
export async function applyDraft({ ports }: CommandContext, draft: ProfileDraft): Promise<CommandResult> {
  const answer = await saveDraft(ports, draft);
  return answer.ok ? undefined : faultResult(answer.fault);
}

/** What became of a changed profile: saved, kept because it is incomplete, or the same as before. */
type DraftOutcome = "saved" | "kept" | "unchanged";

/** Saves the profile if it is complete and changed, and keeps it if it is incomplete. */
export async function saveDraft(ports: CliPorts, draft: ProfileDraft): Promise<Answer<DraftOutcome>> {
  if (missingSettings(draft).length > 0) {
    ports.shared.draft = draft;
    return { ok: true, value: "kept" };
  }
  const stored = storedProfile(ports);
  if (stored !== null && draft.password === null && isSame(draft, draftFromProfile(stored, draft.basedOn)))
    return { ok: true, value: "unchanged" };
  const answer = await ports.ask("profile.save", { profile: inputFromDraft(draft) });
  if (!answer.ok) return answer;
  ports.shared.draft = null;
  return { ok: true, value: "saved" };
}

/** Removes the stored profile and the incomplete one. */
export async function removeProfile(ports: CliPorts): Promise<Answer<unknown>> {
  ports.shared.draft = null;
  ports.shared.imagePathAsTyped = null;
  if (storedProfile(ports) === null) return { ok: true, value: null };
  return await ports.order({ type: "clear-profile" });
}

const isSame = (a: ProfileDraft, b: ProfileDraft): boolean =>
  (Object.keys(a) as (keyof ProfileDraft)[]).every((key) => a[key] === b[key]);
