/** What the `show` commands have in common: a handler that prints a renderer's lines, and facts that several need. */
import type { ApRow } from "@/lib/contracts/aps";
import type { CommandHandler } from "../command";
import type { CliPorts } from "../ports";
import type { UptimeState } from "../render/show-ap-lists";
import type { HardwareState } from "../render/show-hardware";

/** The handler that prints the lines of a renderer. */
export const shows =
  (render: (ports: CliPorts) => readonly string[] | Promise<readonly string[]>): CommandHandler =>
  async ({ ports, print }) => {
    for (const line of await render(ports)) print(line);
    return undefined;
  };

/** The access point of this name, in any case; undefined when there is none. */
export const findAp = (ports: CliPorts, name: string | undefined): ApRow | undefined =>
  ports.rows("aps").find((row) => row.name.toLowerCase() === name?.toLowerCase());

/** Name, address and version of the controller. */
export function controllerOf(ports: CliPorts): { name: string; model: string; ip: string; version: string } {
  const [row] = ports.rows("controller");
  return {
    name: row?.name ?? "EWC",
    model: row?.model ?? "unknown",
    ip: row?.ip ?? "0.0.0.0",
    version: row?.version ?? "0.0.0.0",
  };
}

/** What uptimes of access points are counted from. */
export const uptimeState = (ports: CliPorts): UptimeState => ({
  joins: (apId) => ports.joinRecord(apId),
  now: ports.simulatedNow(),
  bootedAt: ports.facts().bootedAt,
});

/** The controller as a device. */
export function hardwareOf(ports: CliPorts): HardwareState {
  const { model, ip, version } = controllerOf(ports);
  const { serial, bootedAt } = ports.facts();
  return {
    model,
    serial,
    version,
    ip,
    mac: ports.rows("aps").find((ap) => ap.isController)?.ethernetMac ?? "0000.0000.0000",
    isUp: ports.rows("controller")[0]?.state !== "reloading",
    bootedAt,
    now: ports.simulatedNow(),
  };
}
