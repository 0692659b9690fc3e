/** Fleets read from pasted listings (`fleet/listing`): as access points to add, or as a lab of their own. */
import type { Command } from "@/lib/contracts/commands";
import { isControllerCapable } from "@/lib/contracts/families";
import { FaultError, fault } from "@/lib/contracts/fault";
import type { Lab, NewAp } from "@/lib/contracts/lab";
import type { ListingReading } from "@/lib/contracts/lab-listing";
import { readListing } from "@/lib/fleet/listing/read-listing";
import { newcomers } from "@/lib/fleet/population";
import { exportLab } from "./lab-export";
import type { SimulationState } from "./simulation-state";

type Import = Command<"lab.import">;
type Listed = NewAp & { name: string };

/** @throws FaultError `bad-input` when the text names no access point */
export function readFleet({ text, defaultModel }: Import): ListingReading {
  const reading = readListing({ text, defaultModel });
  if (reading.aps.length === 0) refuseField("text", "No access point was found in this text.");
  return reading;
}

/** @param running the version where the text names none: listed access points are joined, so it is the controller's */
export const listedAps = ({ aps }: ListingReading, running: string): Listed[] =>
  aps.map(({ assumed: _, unknownModel: __, lines: ___, ...ap }) => ({ running, ...ap, behavior: {} }));

/**
 * A lab of the listed access points and their controller, with the settings of the present lab.
 * @throws FaultError `bad-input` when the named host is not among them or cannot host a controller
 */
export function listedLab(simulation: SimulationState, reading: ListingReading, host: string | null): Lab {
  const lab = simulation.lab.settings;
  const present = exportLab(simulation).controller;
  const running = reading.controller.running ?? simulation.controller.version;
  const listed = listedAps(reading, running);
  const ip = freeAddress(present.ip, new Set(listed.map((ap) => ap.ip)));
  const hosting = hostAmong(listed, host);
  const wanted = hosting === undefined ? [presentHost(simulation, listed, running), ...listed] : listed;
  const aps = newcomers({ aps: wanted, mixes: [] }, [], ip);
  return {
    ...lab,
    controller: {
      ...lab.controller,
      ip,
      running,
      name: reading.controller.name ?? present.name,
      backup: hosting?.backup ?? simulation.controller.backupVersion,
      ownImageBytes: simulation.controller.ownImageBytes,
      ap: hosting?.name ?? aps[0]?.name ?? present.ap,
    },
    aps,
    mixes: [],
    clockFactor: simulation.ports.simulated.factor,
  };
}

function hostAmong(listed: readonly Listed[], named: string | null): Listed | undefined {
  if (named === null) return listed.find((ap) => isControllerCapable(ap.model));
  const host = listed.find((ap) => ap.name === named);
  if (host === undefined) return refuseField("host", `The text names no access point ${named}.`);
  return isControllerCapable(host.model)
    ? host
    : refuseField("host", `A ${host.model} cannot host the controller.`);
}

/** The present host, added to a fleet that has none, with a free name and address. */
function presentHost(simulation: SimulationState, listed: readonly Listed[], running: string): NewAp {
  const { fleet, lab, controller } = simulation;
  const { host } = fleet;
  const taken = new Set(listed.flatMap(({ name, ip }) => [name, ip]));
  const free = <K extends "name" | "ip">(key: K, value: string | undefined) =>
    value === undefined || taken.has(value) ? {} : { [key]: value };
  return {
    model: host?.model ?? "C9120AXI-E",
    ...free("name", lab.controller.ap),
    ...free("ip", host?.ip),
    running,
    backup: controller.backupVersion,
    behavior: {},
  };
}

/** The address, or the next free one. */
function freeAddress(ip: string, taken: ReadonlySet<string | undefined>): string {
  const [, net, host] = /^(\d+\.\d+\.\d+)\.(\d+)$/.exec(ip) ?? [];
  if (net === undefined) return ip;
  for (let i = 0; i < 254; i++) {
    const next = `${net}.${((Number(host) - 1 + i) % 254) + 1}`;
    if (!taken.has(next)) return next;
  }
  return ip;
}

function refuseField(field: "text" | "host", sentence: string): never {
  throw new FaultError({ ...fault("bad-input", sentence), fields: { [field]: [sentence] } });
}
