/** The modes of a session, how they nest, and their prompts. */
import { type DownloadMode, downloadModes } from "@/lib/contracts/modes/download-mode";
import { printable } from "@/lib/kit/text";
import type { Privilege } from "./ports";

type BaseMode = "exec" | "config" | "profile";
/** Each download mode has a configuration mode of its own. */
export type ProfileModeName = `profile-${DownloadMode}`;
export type ModeName = BaseMode | ProfileModeName;
type Mode = { suffix: string; parent: ModeName | null };

const baseModes: Record<BaseMode, Mode> = {
  exec: { suffix: "", parent: null },
  config: { suffix: "(config)", parent: "exec" },
  profile: { suffix: "(config-wireless-image-download-profile)", parent: "config" },
};

export const profileModeName = (mode: DownloadMode): ProfileModeName => `profile-${mode}`;

/** One entry for the configuration mode of each download mode. */
export const byProfileMode = <T>(make: (mode: DownloadMode) => T): Record<ProfileModeName, T> =>
  Object.fromEntries(downloadModes.map((mode) => [profileModeName(mode), make(mode)])) as Record<
    ProfileModeName,
    T
  >;

export const modes: Record<ModeName, Mode> = {
  ...baseModes,
  ...byProfileMode(
    (mode): Mode => ({ suffix: `(config-wireless-image-download-profile-${mode})`, parent: "profile" }),
  ),
};

/** `9120-EWC>`, `9120-EWC#`, `9120-EWC(config)#`. */
export const promptOf = (hostname: string, mode: ModeName, privilege: Privilege): string =>
  `${printable(hostname)}${modes[mode].suffix}${mode === "exec" && privilege < 15 ? ">" : "#"}`;

/** The mode and those around it that its commands may also come from; exec's only by `do`. */
export function modeChain(mode: ModeName): ModeName[] {
  const chain: ModeName[] = [mode];
  for (let at = modes[mode].parent; at !== null && at !== "exec"; at = modes[at].parent) chain.push(at);
  return chain;
}
