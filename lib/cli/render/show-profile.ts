/** `show wireless profile image-download default`, in a format of our own: the profile and its missing settings. */
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { cliMode } from "../download-modes/all-modes";
import type { CliPorts } from "../ports";
import type { ProfileDraft } from "../profile-draft";
import { alignCells } from "./layout";

/** What the listing shows. */
export type ProfileState = {
  profile: ProfileDraft | null;
  /** The commands of missing settings. An incomplete profile is not used. */
  missing: readonly string[];
  /** The URL that is used while the profile is incomplete; null when there is none. */
  activeUrl: string | null;
  /** The URL from which images are downloaded; null while the profile is incomplete. */
  exampleUrl: string | null;
  /** The rows that the pages show. */
  rows: CliPorts["rows"];
};

const line = (label: string, value: string): string => `${label.padEnd(26)}: ${value}`;

const SUMMARY_COLUMNS = [0, 34, 48];

/** The lines of `show wireless profile image-download summary`: there is one profile. */
export const showProfileSummary = (profile: ProfileDraft | null, missing: readonly string[]): string[] => [
  "Number of image download profiles: 1",
  "",
  alignCells(SUMMARY_COLUMNS, ["Profile Name", "Mode", "State"]),
  "-".repeat(62),
  alignCells(SUMMARY_COLUMNS, [
    "default",
    profile === null ? "None" : modeContracts[profile.mode].label,
    profile === null ? "Not configured" : missing.length > 0 ? "Incomplete" : "Complete",
  ]),
];

/** The lines of the listing. */
export function showProfile(state: ProfileState): string[] {
  const { profile } = state;
  const lines = [line("Image Download Profile", "default")];
  if (profile === null) return [...lines, line("Image Download Mode", "Not configured")];
  lines.push(line("Image Download Mode", modeContracts[profile.mode].label));
  for (const [label, value] of cliMode(profile.mode).showRows(profile, state)) lines.push(line(label, value));
  if (state.missing.length > 0) {
    lines.push(line("Missing", state.missing.join(", ")));
    lines.push(line("In use meanwhile", state.activeUrl ?? "No images are downloaded"));
  }
  if (state.exampleUrl !== null) lines.push(line("Image URL", state.exampleUrl));
  return lines;
}
