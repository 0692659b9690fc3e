/** `show running-config`: typed into an empty controller it makes the same settings; a password appears sealed only. */
import {
  DEFAULT_FORWARDING,
  type ForwardingSettings,
  facilityNames,
  severityNames,
} from "@/lib/contracts/forwarding";
import { printable } from "@/lib/kit/text";
import { cliMode } from "../download-modes/all-modes";
import type { ProfileDraft } from "../profile-draft";

export type RunningConfigState = {
  hostname: string;
  profile: ProfileDraft | null;
  /** The image path in the operator's spelling. */
  imagePath: string | null;
  /** The sealed password; null without one, or when this user may not see it. */
  sealedPassword: string | null;
  forwarding: ForwardingSettings;
};

/** The configuration lines themselves, without the frame. */
export function configurationLines(state: RunningConfigState): string[] {
  const logging = loggingLines(state.forwarding);
  return [
    ...["!", `hostname ${state.hostname}`, "!", ...profileLines(state), "!"],
    ...(logging.length > 0 ? [...logging, "!"] : []),
    "end",
  ].map(printable);
}

/** What differs from the defaults. */
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

function profileLines({ profile, imagePath, sealedPassword }: RunningConfigState): string[] {
  const head = "wireless profile image-download default";
  if (profile === null) return [head];
  const modeLines = cliMode(profile.mode).configLines(profile, imagePath, sealedPassword);
  const lines = [head, ` image-download-mode ${profile.mode}`, ...modeLines.map((text) => `  ${text}`)];
  if (profile.servicePort !== null) lines.push(`  service-port ${profile.servicePort}`);
  if (profile.parallelMode) lines.push("  parallel-mode");
  return lines;
}

export function showRunningConfig(state: RunningConfigState): string[] {
  const lines = configurationLines(state);
  return ["Building configuration...", "", `Current configuration : ${sizeOf(lines)} bytes`, ...lines];
}

export function showStartupConfig(state: RunningConfigState): string[] {
  const lines = configurationLines(state);
  return [`Using ${sizeOf(lines)} bytes`, ...lines];
}

const sizeOf = (lines: readonly string[]): number => new TextEncoder().encode(`${lines.join("\n")}\n`).length;
