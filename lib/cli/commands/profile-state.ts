/** The profile as the command line sees it (stored, or in the making), and the one way a line changes it. */
import type { Profile, ProfileInput } from "@/lib/contracts/profile";
import { type CommandContext, type Outcome, refuseFault } from "../command";
import { draftOf, inputOf, missingIn } from "../download-modes/drafts";
import type { CliPorts } from "../ports";
import type { ProfileDraft } from "../profile-draft";

const controllerOf = (ports: CliPorts) => ports.rows("controller")[0];

export const storedProfile = (ports: CliPorts): Profile | null => controllerOf(ports)?.profile ?? null;
export const profileSavedAt = (ports: CliPorts): number | null => controllerOf(ports)?.profileSavedAt ?? null;

/** The draft that is being typed, unless somebody saved a profile since; else the stored profile; else null. */
export function currentDraft(ports: CliPorts): ProfileDraft | null {
  const savedAt = profileSavedAt(ports);
  const { draft } = ports.shared;
  if (draft !== null && draft.basedOn === savedAt) return draft;
  const stored = storedProfile(ports);
  return stored === null ? null : draftOf(stored, savedAt);
}

/** The stored profile as an input that keeps it as it is. */
export const inputOfStored = (profile: Profile): ProfileInput => inputOf(draftOf(profile, null));

/** One configuration line: an unfinished profile waits, a finished one is saved at once, one that did not change rests. */
export async function changeProfile(context: CommandContext, draft: ProfileDraft): Promise<Outcome> {
  const { ports } = context;
  if (missingIn(draft).length > 0) {
    ports.shared.draft = draft;
    return undefined;
  }
  const stored = storedProfile(ports);
  if (stored !== null && draft.password === null && isSame(draft, draftOf(stored, draft.basedOn)))
    return undefined;
  const answer = await ports.ask("profile.save", { profile: inputOf(draft) });
  if (!answer.ok) return refuseFault(answer.fault);
  ports.shared.draft = null;
  return undefined;
}

const isSame = (a: ProfileDraft, b: ProfileDraft): boolean =>
  (Object.keys(a) as (keyof ProfileDraft)[]).every((key) => a[key] === b[key]);
