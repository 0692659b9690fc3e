/** What to type on the command line for what Save & Download does on the page. */
import { loginOf, type Profile, type ProfileOrder, shownProfile } from "@/lib/contracts/profile";
import { cliMode } from "../download-modes/all-modes";
import { displayedImagePath, emptyDraft } from "../profile-draft";
import { profileLines } from "./running-config";

/** From `configure terminal` to the start of the download; the profile's lines are those of the running configuration. */
export const profileCommands = (order: ProfileOrder): string[] =>
  storedProfileCommands(shownProfile(order, false));

/** The same for a profile that is stored; its password is a placeholder. */
export function storedProfileCommands(profile: Profile): string[] {
  const draft = { ...emptyDraft(profile.mode, null), ...cliMode(profile.mode).draftFields(profile) };
  const imagePath = displayedImagePath(draft.imagePath, null);
  const lines = profileLines({ profile: draft, imagePath, sealedPassword: null });
  const password = loginOf(profile) === null ? [] : [`  ${profile.mode}-password 0 <password>`];
  return ["configure terminal", ...lines, ...password, "end", "install add profile default"];
}
