/** The command modes of a session, their nesting and their prompts. */
import { printable } from "@/lib/kit/text";
import type { Privilege } from "./ports";

export type ModeName = "exec" | "config" | "profile" | "profile-tftp" | "profile-sftp";

/** Each mode with the suffix of its prompt and the mode to which `exit` leads; null: `exit` ends the session. */
export const modes: Record<ModeName, { suffix: string; parent: ModeName | null }> = {
  exec: { suffix: "", parent: null },
  config: { suffix: "(config)", parent: "exec" },
  profile: { suffix: "(config-wireless-image-download-profile)", parent: "config" },
  "profile-tftp": { suffix: "(config-wireless-image-download-profile-tftp)", parent: "profile" },
  "profile-sftp": { suffix: "(config-wireless-image-download-profile-sftp)", parent: "profile" },
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
