/** The command modes of a session, their nesting and their prompts. */
import { type DownloadMode, downloadModes } from "@/lib/contracts/modes/download-mode";
import { printable } from "@/lib/kit/text";
import type { Privilege } from "./ports";

type BaseMode = "exec" | "config" | "line" | "profile";
/** The configuration mode of a download mode. */
export type ProfileModeName = `profile-${DownloadMode}`;
/** The name of a command mode. */
export type ModeName = BaseMode | ProfileModeName;
/** The suffix of the prompt, and the mode to which `exit` leads; null: `exit` ends the session. */
type Mode = { suffix: string; parent: ModeName | null };

const baseModes: Record<BaseMode, Mode> = {
  exec: { suffix: "", parent: null },
  config: { suffix: "(config)", parent: "exec" },
  line: { suffix: "(config-line)", parent: "config" },
  profile: { suffix: "(config-wireless-image-download-profile)", parent: "config" },
};

/** The configuration mode for this download mode. */
export const profileModeName = (mode: DownloadMode): ProfileModeName => `profile-${mode}`;

/** A record with one entry for the configuration mode of each download mode. */
export const byProfileMode = <T>(create: (mode: DownloadMode) => T): Record<ProfileModeName, T> =>
  Object.fromEntries(downloadModes.map((mode) => [profileModeName(mode), create(mode)])) as Record<
    ProfileModeName,
    T
  >;

/** All command modes. */
export const modes: Record<ModeName, Mode> = {
  ...baseModes,
  ...byProfileMode(
    (mode): Mode => ({ suffix: `(config-wireless-image-download-profile-${mode})`, parent: "profile" }),
  ),
};

/** `9120-EWC>`, `9120-EWC#`, `9120-EWC(config)#`. */
export const promptOf = (hostname: string, mode: ModeName, privilege: Privilege): string =>
  `${printable(hostname)}${modes[mode].suffix}${mode === "exec" && privilege < 15 ? ">" : "#"}`;

/** The modes whose commands can be typed in this mode, innermost first. Exec commands need `do` in other modes. */
export function modeChain(mode: ModeName): ModeName[] {
  const chain: ModeName[] = [mode];
  for (let at = modes[mode].parent; at !== null && at !== "exec"; at = modes[at].parent) chain.push(at);
  return chain;
}
