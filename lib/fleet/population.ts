/** Fleets: the demo lab, the empty one, and access points made in bulk by model mix, the same for the same seed. */
import { isControllerCapable } from "@/lib/contracts/families";
import { FaultError, fault } from "@/lib/contracts/fault";
import { type Lab, type LabAp, type LabInput, labApSchema, labSchema, type NewAp } from "@/lib/contracts/lab";
import { type Chance, seededChance } from "@/lib/kit/chance";

const RUNNING = "17.9.4.27";
const BACKUP = "17.3.3.26";
/** First three bytes of MACs as they occur on access points of these models; the rest is counted. */
const OUIS = ["6c410e", "2c5a0f", "0cd0f8", "a4b239", "687db4", "70617b"] as const;

/** The demo lab: a controller and twelve access points of seven families, one of which arrives with old software. */
export function demoLab(): Lab {
  const ap = (
    name: string,
    model: string,
    host: number,
    radioMac: string,
    ethernetMac: string,
    running = RUNNING,
    backup = BACKUP,
  ) => ({ name, model, ip: `172.16.4.${host}`, radioMac, ethernetMac, running, backup });
  return labSchema.parse({
    controller: { name: "9120-EWC", ip: "172.16.4.26", running: RUNNING, backup: BACKUP, ap: "9120-core" },
    aps: [
      ap("9120-core", "C9120AXI-E", 27, "6c41.0e22.10a0", "6c41.0e16.d3c4"),
      ap("AP-POD-2-2", "AIR-AP2802I-E-K9", 33, "2c5a.0f40.6920", "2c5a.0f3a.91b8"),
      ap("AP-9117", "C9117AXI-E", 34, "0cd0.f897.ade0", "0cd0.f894.1f3c"),
      ap("AP6C41.0E16.E79C", "C9115AXI-E", 35, "6c41.0e22.4bc0", "6c41.0e16.e79c"),
      ap("9105-lobby", "C9105AXI-E", 36, "4cec.0f10.8a20", "4cec.0f0d.52e4", RUNNING, "0.0.0.0"),
      ap("9105-room-214", "C9105AXW-E", 37, "4cec.0f10.9e60", "4cec.0f0d.5a10", RUNNING, "0.0.0.0"),
      ap("9130-atrium", "C9130AXI-E", 38, "a4b2.3983.7580", "a4b2.3987.937c"),
      ap("9124-yard", "C9124AXI-E", 39, "3c57.31c5.9b40", "3c57.31c5.7b48"),
      ap("9166-hall", "CW9166I-E", 40, "e462.c4a1.0c80", "e462.c49f.7d54", RUNNING, "0.0.0.0"),
      ap("AP-1815-desk", "AIR-AP1815I-E-K9", 41, "7069.5ae0.61a0", "7069.5ad4.2c70"),
      ap("AP7061.7B5F.1136", "AIR-AP3802I-E-K9", 42, "9077.ee00.c7c0", "7061.7b5f.1136"),
      {
        ...ap("9120-spare", "C9120AXI-E", 43, "687d.b475.dba0", "687d.b402.bb44", "17.3.3.26", "8.10.130.0"),
        // It joins while a visitor watches and is waited for when Save & Download comes first.
        behavior: { bootSeconds: 12 },
      },
    ],
  } satisfies LabInput);
}

/** Only the controller and the access point that it runs on. */
export function emptyLab(): Lab {
  return labSchema.parse({
    controller: { name: "9120-EWC", ip: "172.16.4.26", running: RUNNING, backup: BACKUP, ap: "9120-core" },
  } satisfies LabInput);
}

/** Names, addresses and MACs in use, each with its owner. */
type Taken = Map<string, string>;
/** What must differ from access points that exist already. */
export type Present = Pick<LabAp, "name" | "ip" | "radioMac" | "ethernetMac">;

/**
 * Every access point of a lab: the listed ones, the controller's own (added as a C9120AXI when it is not listed), and
 * those of the mixes. Names, addresses and MACs are unique.
 * @throws FaultError `bad-input` when listed names, addresses or MACs repeat, or the controller's own AP cannot host it.
 */
export function expandLab(lab: Lab): LabAp[] {
  const taken: Taken = new Map([[lab.controller.ip, "the controller"]]);
  const aps = [...lab.aps];
  claim(aps, taken);
  const maker = apMaker(taken);
  if (!aps.some((ap) => ap.name === lab.controller.ap)) {
    const { running, backup } = lab.controller;
    aps.unshift({
      ...maker(seededChance(0), "C9120AXI-E", { running, backup, behavior: {} }),
      name: lab.controller.ap,
    });
  }
  const own = aps.find((ap) => ap.name === lab.controller.ap);
  if (own && !isControllerCapable(own.model)) {
    no([`The lab's controller cannot run on ${own.name} because a ${own.model} cannot host it.`]);
  }
  return [...aps, ...mixed(lab.mixes, maker)];
}

/**
 * Access points to add to a lab. Values that are not given are generated and unique.
 * @throws FaultError `bad-input` that names every clash.
 */
export function newcomers(
  wanted: { aps: readonly NewAp[]; mixes: Lab["mixes"] },
  present: readonly Present[],
  controllerIp: string,
): LabAp[] {
  const taken: Taken = new Map([[controllerIp, "the controller"]]);
  for (const ap of present) for (const value of identity(ap)) taken.set(value, ap.name);
  claim(wanted.aps, taken);
  const maker = apMaker(taken);
  const chance = seededChance(present.length);
  const given = wanted.aps.map((ap) => {
    const { name, ip, radioMac, ethernetMac } = ap;
    const made = maker(chance, ap.model, ap);
    return {
      ...made,
      name: name ?? (ethernetMac === undefined ? made.name : nameAfter(ethernetMac)),
      ip: ip ?? made.ip,
      radioMac: radioMac ?? made.radioMac,
      ethernetMac: ethernetMac ?? made.ethernetMac,
    };
  });
  return [...given, ...mixed(wanted.mixes, maker)];
}

type Identity = { [K in keyof Present]?: string | undefined };
const identity = (ap: Identity): string[] =>
  [ap.name, ap.ip, ap.radioMac, ap.ethernetMac].filter((value) => value !== undefined);

/** @throws FaultError when two have the same name, address or MAC. */
function claim(aps: readonly Identity[], taken: Taken): void {
  const clashes: string[] = [];
  for (const ap of aps) {
    // The MAC of a radio may be the one of its own Ethernet port.
    for (const value of new Set(identity(ap))) {
      const whose = taken.get(value);
      if (whose !== undefined) clashes.push(`${value} is taken: ${whose} has it.`);
      taken.set(value, ap.name ?? value);
    }
  }
  if (clashes.length > 0) no(clashes);
}

const MOST_CLASHES_SAID = 5;

function no(reasons: readonly string[]): never {
  const said = reasons.slice(0, MOST_CLASHES_SAID).join(" ");
  const more = reasons.length > MOST_CLASHES_SAID ? ` And ${reasons.length - MOST_CLASHES_SAID} more.` : "";
  throw new FaultError({ ...fault("bad-input", `${said}${more}`), fields: { aps: [...reasons] } });
}

function mixed(mixes: Lab["mixes"], maker: ReturnType<typeof apMaker>): LabAp[] {
  return mixes.flatMap((mix) => {
    const chance = seededChance(mix.seed);
    const models = Object.entries(mix.models);
    return Array.from({ length: mix.count }, () => maker(chance, weighted(chance, models), mix));
  });
}

/** Generates access points that differ in name, address and MACs. */
function apMaker(taken: Taken) {
  let host = 0;
  let mac = 0;
  return (chance: Chance, model: string, like: Pick<LabAp, "running" | "backup" | "behavior">): LabAp => {
    let ip: string;
    do {
      host++;
      // .0 and .255 are left out; 172.16/12 holds far more than a lab can have.
      ip = `172.${17 + Math.floor(host / (254 * 256))}.${Math.floor(host / 254) % 256}.${(host % 254) + 1}`;
    } while (taken.has(ip));
    let radioMac: string;
    let ethernetMac: string;
    do {
      mac++;
      const oui = chance.pick(OUIS);
      // A radio's MAC ends in 0: sixteen BSSIDs follow it.
      radioMac = dotted(oui, (0x400000 + mac * 16) & 0xfffff0);
      ethernetMac = dotted(oui, (0x100000 + mac * 4) & 0xffffff);
    } while (taken.has(radioMac) || taken.has(ethernetMac) || taken.has(nameAfter(ethernetMac)));
    const name = nameAfter(ethernetMac);
    const { running, backup, behavior } = like;
    const made = labApSchema.parse({ name, model, ip, radioMac, ethernetMac, running, backup, behavior });
    for (const value of identity(made)) taken.set(value, name);
    return made;
  };
}

/** The factory name of an access point. */
const nameAfter = (ethernetMac: string): string => `AP${ethernetMac.toUpperCase()}`;

const dotted = (oui: string, rest: number): string => {
  const hex = oui + rest.toString(16).padStart(6, "0");
  return `${hex.slice(0, 4)}.${hex.slice(4, 8)}.${hex.slice(8)}`;
};

function weighted(chance: Chance, models: readonly (readonly [string, number])[]): string {
  const total = models.reduce((sum, [, weight]) => sum + weight, 0);
  let at = chance.next() * total;
  for (const [model, weight] of models) {
    at -= weight;
    if (at < 0) return model;
  }
  const last = models.at(-1);
  if (last === undefined) throw new Error("A mix of the lab names no model.");
  return last[0];
}
