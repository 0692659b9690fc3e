/** `show running-config`, whose lines give the same settings when they are typed. Passwords are encrypted. */
import {
  DEFAULT_FORWARDING,
  type ForwardingSettings,
  facilityNames,
  severityNames,
} from "@/lib/contracts/forwarding";
import { printable } from "@/lib/kit/text";
import { cliMode } from "../download-modes/all-modes";
import { lineConfigLines, type ManagementSettings, managementConfigLines } from "../management-settings";
import type { ProfileDraft } from "../profile-draft";
import { PLATFORM_KB } from "./platform";

/** The settings of the controller. */
export type RunningConfigState = {
  hostname: string;
  profile: ProfileDraft | null;
  /** The image path as it was typed. */
  imagePath: string | null;
  /** The encrypted password; null without one, or when the user may not see it. */
  sealedPassword: string | null;
  forwarding: ForwardingSettings;
  management: ManagementSettings;
};

/** The configuration lines without the lines around them. */
export function configurationLines(state: RunningConfigState): string[] {
  const logging = loggingLines(state.forwarding);
  const sections = [
    [`hostname ${state.hostname}`],
    managementConfigLines(state.management),
    profileLines(state, state.management.profileDescription),
    logging,
    lineConfigLines(state.management),
  ];
  const lines = sections.filter((section) => section.length > 0).flatMap((section) => [...section, "!"]);
  return ["!", ...lines, "end"].map(printable);
}

/** Only settings that differ from the defaults. */
function loggingLines({
  enabled,
  address,
  port,
  transport,
  facility,
  severity,
}: ForwardingSettings): string[] {
  const isPlain = transport === DEFAULT_FORWARDING.transport && port === DEFAULT_FORWARDING.port;
  return [
    severity !== DEFAULT_FORWARDING.severity && `logging trap ${severityNames[severity]}`,
    facility !== DEFAULT_FORWARDING.facility && `logging facility ${facilityNames[facility]}`,
    enabled && `logging host ${address}${isPlain ? "" : ` transport ${transport} port ${port}`}`,
  ].filter((line) => line !== false);
}

/** The lines of the image download profile. @param description null without one */
export function profileLines(
  {
    profile,
    imagePath,
    sealedPassword,
  }: Pick<RunningConfigState, "profile" | "imagePath" | "sealedPassword">,
  description: string | null = null,
): string[] {
  const head = [
    "wireless profile image-download default",
    ...(description === null ? [] : [` description ${description}`]),
  ];
  if (profile === null) return head;
  const modeLines = cliMode(profile.mode).configLines(profile, imagePath, sealedPassword);
  return [...head, ` image-download-mode ${profile.mode}`, ...modeLines.map((text) => `  ${text}`)];
}

/** The lines of `show running-config`. */
export function showRunningConfig(state: RunningConfigState): string[] {
  const lines = configurationLines(state);
  return ["Building configuration...", "", `Current configuration : ${sizeOf(lines)} bytes`, ...lines];
}

/** The lines of `show startup-config`. */
export function showStartupConfig(state: RunningConfigState): string[] {
  const lines = configurationLines(state);
  const total = PLATFORM_KB.configurationMemory * 1024;
  return [`Using ${sizeOf(lines)} out of ${total} bytes`, ...lines];
}

const sizeOf = (lines: readonly string[]): number => new TextEncoder().encode(`${lines.join("\n")}\n`).length;
