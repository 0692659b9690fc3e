/**
 * `show version`: the facts that tools parse (version, uptime, model, memory, image file). The text also says that the
 * controller is simulated.
 */
import { longTime, packageVersion, uptime } from "./layout";

/** What the listing shows. Times are simulated milliseconds. */
export type VersionState = {
  name: string;
  model: string;
  version: string;
  bootedAt: number;
  reloadReason: string;
  serial: string;
  now: number;
};

/** The lines of the listing. */
export function showVersion(state: VersionState): string[] {
  const up = uptime(state.now - state.bootedAt);
  return [
    `Cisco IOS XE Software, Version ${packageVersion(state.version)}`,
    `Cisco IOS Software, C9800-AP Software (C9800-AP-K9_IOSXE-UNIVERSALK9-M), Version ${state.version}, simulated`,
    "Simulated by EWC Upgrade Console, an independent lab tool. No vendor software runs here.",
    "",
    `${state.name} uptime is ${up}`,
    `Uptime for this control processor is ${up}`,
    `System returned to ROM by reload at ${longTime(state.bootedAt)}`,
    'System image file is "bootflash:C9800-AP-iosxe-wlc.bin"',
    `Last reload reason: ${state.reloadReason}`,
    "",
    `cisco ${state.model} (VXE) processor (revision VXE) with 167216K bytes of memory.`,
    `Processor board ID ${state.serial}`,
    "Installation mode is INSTALL",
    "",
    "Configuration register is 0x2102",
  ];
}
