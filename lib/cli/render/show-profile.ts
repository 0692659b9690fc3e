/** `show wireless profile image-download default` (a format of our own): the profile, and what it still lacks. */
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
  const name = profile.mode.toUpperCase();
  lines.push(line("Image Download Mode", name));
  lines.push(line(`${name} Image Server`, profile.imageServer ?? "Not configured"));
  lines.push(
    line(`${name} Image Path`, profile.imagePath === null ? "Not configured" : `/${profile.imagePath}`),
  );
  if (profile.mode === "sftp") {
    lines.push(line("SFTP User Name", profile.userName ?? "Not configured"));
    const known = profile.password !== null || profile.passwordStored;
    lines.push(line("SFTP Password", known ? "Configured" : "Not configured"));
  }
  lines.push(line("Service Port", profile.servicePort === null ? "Automatic" : String(profile.servicePort)));
  lines.push(line("Parallel Mode", profile.parallelMode ? "Enabled" : "Disabled"));
  if (state.missing.length > 0) {
    lines.push(line("Missing", state.missing.join(", ")));
    lines.push(line("In force until then", state.inForce ?? "Nothing: no image is downloaded"));
  }
  if (state.exampleUrl !== null) lines.push(line("Images come from", state.exampleUrl));
  return lines;
}
