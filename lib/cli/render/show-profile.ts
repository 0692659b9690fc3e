/** `show wireless profile image-download default` (a format of our own): the profile, and what it still lacks. */
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { cliMode } from "../download-modes/all-modes";
import type { ProfileDraft } from "../profile-draft";

export type ProfileState = {
  profile: ProfileDraft | null;
  /** Words for the settings that are missing; a profile that lacks something is not in force yet. */
  missing: readonly string[];
  /** What is in force meanwhile; null when nothing is. */
  inForce: string | null;
  /** URL of one family's image, as the controller will ask for it; null while something is missing. */
  exampleUrl: string | null;
};

const line = (label: string, value: string): string => `${label.padEnd(26)}: ${value}`;

export function showProfile(state: ProfileState): string[] {
  const { profile } = state;
  const lines = [line("Image Download Profile", "default")];
  if (profile === null) return [...lines, line("Image Download Mode", "Not configured")];
  lines.push(line("Image Download Mode", modeContracts[profile.mode].label));
  for (const [label, value] of cliMode(profile.mode).showRows(profile)) lines.push(line(label, value));
  lines.push(line("Service Port", profile.servicePort === null ? "Automatic" : String(profile.servicePort)));
  lines.push(line("Parallel Mode", profile.parallelMode ? "Enabled" : "Disabled"));
  if (state.missing.length > 0) {
    lines.push(line("Missing", state.missing.join(", ")));
    lines.push(line("In force until then", state.inForce ?? "Nothing: no image is downloaded"));
  }
  if (state.exampleUrl !== null) lines.push(line("Images come from", state.exampleUrl));
  return lines;
}
