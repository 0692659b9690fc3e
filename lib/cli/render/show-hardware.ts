/** `show inventory`, `chassis`, `platform`, `redundancy`, `boot` and `memory statistics`: one controller, no peer. */
import { timeOfDay, uptime } from "@/lib/kit/time-text";
import { alignCells } from "./layout";
import { CONFIGURATION_REGISTER, PLATFORM_KB } from "./platform";
import { softwareLine } from "./show-version";

/** What the listings show. Times are simulated milliseconds. */
export type HardwareState = {
  model: string;
  serial: string;
  version: string;
  ip: string;
  /** The Ethernet MAC of the access point that hosts the controller. */
  mac: string;
  isUp: boolean;
  bootedAt: number;
  now: number;
};

/** The lines of `show inventory`. */
export const showInventory = ({ model, serial }: HardwareState): string[] => [
  `NAME: "Chassis", DESCR: "Cisco ${model} Embedded Wireless Controller"`,
  `PID: ${model.padEnd(18)}, VID: V01  , SN: ${serial}`,
  "",
];

const CHASSIS_COLUMNS = [0, 9, 18, 37, 44, 52, 73];

/** The lines of `show chassis`. */
export const showChassis = ({ mac, ip, isUp }: HardwareState): string[] => [
  `Chassis/Stack Mac Address : ${mac} - Local Mac Address`,
  "Mac persistency wait time: Indefinite",
  `${" ".repeat(44)}H/W   Current`,
  "Chassis#   Role    Mac Address     Priority Version  State                 IP",
  "-".repeat(85),
  alignCells(CHASSIS_COLUMNS, ["*1", "Active", mac, 1, "V01", isUp ? "Ready" : "Initializing", ip]),
];

/** `01:03:00` within a day, then `2d03h` and `1w2d`. */
function insertTime(milliseconds: number): string {
  const days = Math.floor(milliseconds / 86_400_000);
  if (days === 0) return timeOfDay(milliseconds);
  const hours = String(Math.floor(milliseconds / 3_600_000) % 24).padStart(2, "0");
  return days < 7 ? `${days}d${hours}h` : `${Math.floor(days / 7)}w${days % 7}d`;
}

const PLATFORM_COLUMNS = [0, 10, 30, 52];

/** The lines of `show platform`. */
export const showPlatform = ({ model, bootedAt, now }: HardwareState): string[] => [
  `Chassis type: ${model}`,
  "",
  alignCells(PLATFORM_COLUMNS, ["Slot", "Type", "State", "Insert time (ago)"]),
  "--------- ------------------- --------------------- -----------------",
  alignCells(PLATFORM_COLUMNS, ["R0", model, "ok, active", insertTime(Math.max(0, now - bootedAt))]),
];

/** The lines of `show redundancy`. */
export function showRedundancy({ version, bootedAt, now }: HardwareState): string[] {
  const up = uptime(now - bootedAt);
  return [
    "Redundant System Information :",
    "-".repeat(30),
    `       Available system uptime = ${up}`,
    "Switchovers system experienced = 0",
    "              Standby failures = 0",
    "        Last switchover reason = none",
    "",
    "                 Hardware Mode = Simplex",
    "    Configured Redundancy Mode = Non-redundant",
    "     Operating Redundancy Mode = Non-redundant",
    "              Maintenance Mode = Disabled",
    "                Communications = Down      Reason: Failure",
    "",
    "Current Processor Information :",
    "-".repeat(31),
    "               Active Location = slot 1",
    "        Current Software state = ACTIVE",
    `       Uptime in current state = ${up}`,
    `                 Image Version = ${softwareLine(version)}`,
    "                          BOOT = ",
    "                   CONFIG_FILE = ",
    `        Configuration register = ${CONFIGURATION_REGISTER}`,
    "",
    "Peer (slot: 1) information is not available because it is in 'DISABLED' state",
  ];
}

/** The lines of `show boot`: a controller in bundle mode has no boot variables. */
export const showBoot = (): string[] => [
  "BOOT variable does not exist",
  "CONFIG_FILE variable does not exist",
  "BOOTLDR variable does not exist",
  `Configuration register is ${CONFIGURATION_REGISTER}`,
];

/** The lines of `show memory statistics`. The lab has no processes, so all memory is free. */
export function showMemory(): string[] {
  const total = PLATFORM_KB.processorMemory * 1024;
  const cells = [total, 0, total, total, total].map((bytes) => String(bytes).padStart(12)).join("");
  return [
    "                Head    Total(b)     Used(b)     Free(b)   Lowest(b)  Largest(b)",
    `Processor  7F00000000${cells}`,
  ];
}
