/**
 * `show version`: the lines that tools parse (version, uptime, model, memory, image file, license). The text also says
 * that the controller is simulated.
 */
import { longTime, uptime } from "@/lib/kit/time-text";
import { releaseOf } from "./layout";
import { CONFIGURATION_REGISTER, PLATFORM_KB } from "./platform";

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

/** The line that names the software, which other listings repeat. */
export const softwareLine = (version: string): string =>
  `Cisco IOS Software, C9800-AP Software (C9800-AP-K9_IOSXE-UNIVERSALK9-M), Version ${releaseOf(version)}, RELEASE SOFTWARE`;

/** The lines of the listing. */
export function showVersion(state: VersionState): string[] {
  const up = uptime(state.now - state.bootedAt);
  const how = state.reloadReason === "PowerOn" ? "power-on" : "reload";
  return [
    `Cisco IOS XE Software, Version ${releaseOf(state.version)}`,
    softwareLine(state.version),
    "Technical Support: http://www.cisco.com/techsupport",
    "Simulated by EWC Upgrade Console, an independent lab tool. No vendor software runs here.",
    `Image build ${state.version}`,
    "",
    "",
    "ROM: IOS-XE ROMMON",
    "",
    `${state.name} uptime is ${up}`,
    `Uptime for this control processor is ${up}`,
    `System returned to ROM by ${how} at ${longTime(state.bootedAt)}`,
    'System image file is "/tmp/sw/rp/0/0/rp_wlc/mount/usr/binos/bin/linux_iosd-image"',
    `Last reload reason: ${state.reloadReason}`,
    "",
    "",
    "AIR License Level: AIR Network Essentials",
    "Next reload AIR license Level: AIR Network Essentials",
    "",
    `cisco ${state.model} (VXE) processor (revision VXE) with ${PLATFORM_KB.processorMemory}K bytes of memory.`,
    `Processor board ID ${state.serial}`,
    `${PLATFORM_KB.configurationMemory}K bytes of non-volatile configuration memory.`,
    `${PLATFORM_KB.physicalMemory}K bytes of physical memory.`,
    `${PLATFORM_KB.apImages}K bytes of AP Images at ap_images:.`,
    `${PLATFORM_KB.backupImage}K bytes of Backup Controller Image at backup_image:.`,
    `${PLATFORM_KB.bootflash}K bytes of virtual hard disk at bootflash:.`,
    `${PLATFORM_KB.tempTrace}K bytes of Temp trace export at tmp_trace_export:.`,
    "Installation mode is BUNDLE",
    "",
    "",
    `Configuration register is ${CONFIGURATION_REGISTER}`,
  ];
}
