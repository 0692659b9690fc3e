/** `show wireless profile image-download default`, in a format of our own: the profile and its missing settings. */
import type { ProfileDraft } from "../profile-draft";

/** What the listing shows. */
export type ProfileState = {
  profile: ProfileDraft | null;
  /** The commands of missing settings. An incomplete profile is not used. */
  missing: readonly string[];
  /** The URL that is used while the profile is incomplete; null when there is none. */
  activeUrl: string | null;
  /** The URL from which images are downloaded; null while the profile is incomplete. */
  exampleUrl: string | null;
};

const line = (label: string, value: string): string => `${label.padEnd(26)}: ${value}`;

/** The lines of the listing. */
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
    lines.push(line("In use meanwhile", state.activeUrl ?? "No images are downloaded"));
  }
  if (state.exampleUrl !== null) lines.push(line("Image URL", state.exampleUrl));
  return lines;
}
