/**
 * What an operator changes in Lab while it lives: who exists, what is in a flash, how access points behave, the start
 * policy. Each is said as an event and is stored when its answer is given.
 */
import { differsOf } from "@/lib/contracts/behaviour-words";
import type { ApTarget, Command, CommandAnswers } from "@/lib/contracts/commands";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import {
  type Behaviour,
  type BehaviourChange,
  type LabAp,
  type MisbehavingAp,
  WELL_BEHAVED,
} from "@/lib/contracts/lab";
import { disjoined } from "@/lib/controller/syslog-lines";
import { type ApEvent, newAp } from "@/lib/fleet/ap-state";
import { changed, isWellBehaved, NOT_FOR_HOSTS } from "@/lib/fleet/behaviours";
import { readListing } from "@/lib/fleet/listing/read-listing";
import { newcomers } from "@/lib/fleet/population";
import { scatter } from "@/lib/fleet/scatter";
import { stopReceiving } from "./ap-driver";
import { exportLab } from "./lab-export";
import { listedAps, readFleet } from "./lab-import";
import type { SimulationCommand } from "./ports";
import { syslogAp } from "./reports";
import type { ApUnit, World } from "./world";

/** What Lab orders of the lab that is here; another clock or another lab is the simulation's business. */
type LabOrder = Exclude<Extract<SimulationCommand, `lab.${string}`>, "lab.clock" | "lab.load" | "lab.reset">;
export type LabHandlers = {
  [T in LabOrder]: (command: Command<T>) => CommandAnswers[T] | Promise<CommandAnswers[T]>;
};

export type LabPorts = {
  tell(unit: ApUnit, event: ApEvent): void;
  /** A new access point can be told apart by its address from now on. */
  onAdded(unit: ApUnit): void;
  /** They are gone from the world: the upgrade and the store are to forget them. */
  onRemoved(units: readonly ApUnit[]): void;
  saveLab(): void;
  /** Resolves when everything is written. */
  flushed(): Promise<void>;
};

type Bulk = CommandAnswers["lab.remove-aps"];

export function labHandlers(world: World, ports: LabPorts): LabHandlers {
  /** What was done is said, shown and stored before it is answered. */
  const done = async <A>(answer: A, what: string, by: { name: string }): Promise<A> => {
    world.event({ type: "lab.changed", data: { what, by: by.name } });
    world.publishNow();
    await ports.flushed();
    return answer;
  };
  const doneToSome = async (answer: Bulk, what: (count: number) => string, by: { name: string }) =>
    answer.done.length === 0 ? answer : await done(answer, what(answer.done.length), by);

  return {
    "lab.add-aps": async ({ aps, mixes, actor }) => {
      if (aps.length + mixes.length === 0) no(fault("bad-input", "Say which access points to add."));
      const apIds = addAps(world, beside(world, { aps, mixes }), ports);
      return await done({ apIds }, `${counted(apIds.length)} added`, actor);
    },
    "lab.remove-aps": async ({ apIds, actor }) =>
      await doneToSome(removeAps(world, apIds, ports), (count) => `${counted(count)} removed`, actor),
    "lab.set-version": async ({ apIds, running, backup, actor }) =>
      await doneToSome(
        each(world, apIds, hostsController, (unit) =>
          ports.tell(unit, { type: "flashed", running, backup: backup ?? null }),
        ),
        (count) => `${running} written into the flash of ${counted(count)}`,
        actor,
      ),
    "lab.set-behaviour": async ({ target, change, mode, actor }) => {
      const units = targeted(world, target);
      refuseForHost(units, change);
      for (const unit of units) {
        const rearms = (field: keyof Behaviour) => mode === "replace" || change[field] !== undefined;
        behave(world, unit, changed(unit.behaviour, change, mode), ports, {
          reboots: rearms("rebootsAtPercent"),
          loses: rearms("losesCapwapAtPercent") || rearms("rejoinAfterSeconds"),
        });
      }
      return await done({ changed: units.length }, `behaviour of ${counted(units.length)} changed`, actor);
    },
    "lab.scatter-faults": async ({ seed, count, actor }) => {
      scatterFaults(world, seed, count, ports);
      const aps = misbehaving(world);
      return await done({ aps }, `faults scattered over ${counted(aps.length)} by seed ${seed}`, actor);
    },
    "lab.behaviours": () => ({ aps: misbehaving(world) }),
    "lab.set-policy": async ({ startPolicy, transfer, actor }) => {
      world.lab = { ...world.lab, startPolicy, transfer };
      ports.saveLab();
      return await done({ startPolicy, transfer }, "start policy and transfer settings changed", actor);
    },
    "lab.set-server-faults": async ({ faults, actor }) => {
      world.lab = { ...world.lab, serverFaults: faults };
      world.ports.setServerFaults(faults);
      ports.saveLab();
      return await done({ faults }, "faults of the image servers changed", actor);
    },
    "lab.read-listing": (command) => readListing(command),
    // Into a lab of its own: lab-replacement.ts.
    "lab.import": async (command) => {
      const reading = readFleet(command);
      const aps = listedAps(reading, world.controller.version);
      const added = addAps(world, beside(world, { aps, mixes: [] }), ports).length;
      return await done({ added, reading }, `${counted(added)} added from a listing`, command.actor);
    },
    "lab.export": () => ({ lab: exportLab(world) }),
  };
}

const counted = (count: number): string => `${count} ${count === 1 ? "access point" : "access points"}`;

function beside(world: World, wanted: Parameters<typeof newcomers>[0]): LabAp[] {
  const { units, lab } = world;
  const present = [...units.values()].map(({ id, name, ip, ethernetMac }) => ({
    ...{ radioMac: id, name, ip, ethernetMac },
  }));
  return newcomers(wanted, present, lab.controller.ip);
}

function addAps(world: World, aps: readonly LabAp[], ports: LabPorts): string[] {
  return aps.map((ap) => {
    const { radioMac: id, name, model, ip, ethernetMac, running, backup } = ap;
    const behaviour = changed(WELL_BEHAVED, ap.behaviour, "replace");
    const unit = world.makeUnit({ id, name, model, ip, ethernetMac, behaviour }, newAp(running, backup));
    ports.onAdded(unit);
    world.event({ type: "ap.added", data: { apId: id } });
    ports.tell(unit, { type: "switched-on" });
    return id;
  });
}

function removeAps(world: World, apIds: readonly string[], ports: LabPorts): Bulk {
  const removed: ApUnit[] = [];
  const answer = each(world, apIds, hostsController, (unit) => {
    leave(world, unit);
    removed.push(unit);
  });
  ports.onRemoved(removed);
  return answer;
}

/** Its cable is pulled: whatever it was doing ends, and the controller has lost it. */
function leave(world: World, unit: ApUnit): void {
  const { state } = unit;
  stopReceiving(unit, fault("aborted", `${unit.name} was removed from the lab.`));
  world.remove(unit);
  const apId = unit.id;
  if (state.capwap === "Run" && state.away === "no")
    world.event({ type: "ap.disjoined", data: { apId, reason: "It was removed from the lab." } });
  if (state.download?.purpose === "join")
    world.syslog(disjoined(syslogAp(unit), world.lab.controller.ip, "Failed"), { apId });
  world.event({ type: "ap.removed", data: { apId, name: unit.name } });
}

const gone = fault("not-found", "There is no such access point.");

/** Does it to each that may, and says of every other why not. */
function each(
  world: World,
  apIds: readonly string[],
  why: (unit: ApUnit) => Fault | null,
  act: (unit: ApUnit) => void,
): Bulk {
  const answer: Bulk = { done: [], refused: [] };
  for (const apId of new Set(apIds)) {
    const unit = world.units.get(apId);
    const refused = unit === undefined ? gone : why(unit);
    if (unit === undefined || refused !== null) answer.refused.push({ apId, fault: refused ?? gone });
    else {
      act(unit);
      answer.done.push(apId);
    }
  }
  return answer;
}

const hostsController = (unit: ApUnit): Fault | null =>
  unit.isController
    ? fault(
        "conflict",
        `${unit.name} hosts the controller: without it, or with other software, there is none.`,
        "Load another lab to have another controller.",
      )
    : null;

/** @throws FaultError when nobody is meant. */
function targeted(world: World, target: ApTarget): ApUnit[] {
  const fleet = [...world.units.values()];
  const units =
    target.of === "fleet"
      ? fleet
      : target.of === "family"
        ? fleet.filter((unit) => unit.family === target.family)
        : [...new Set(target.apIds)].flatMap((id) => world.units.get(id) ?? []);
  if (units.length === 0)
    no(target.of === "family" ? fault("not-found", `No access point needs ${target.family}.`) : gone);
  return units;
}

/** @throws FaultError when the only one that is meant cannot do the only thing that is ordered. */
function refuseForHost(units: readonly ApUnit[], change: BehaviourChange): void {
  const [unit] = units;
  const named = Object.entries(change).filter(([, value]) => value !== undefined && value !== null);
  const isImpossible = named.some(([field]) => (NOT_FOR_HOSTS as readonly string[]).includes(field));
  if (units.length !== 1 || !unit?.isController || !isImpossible) return;
  no(
    fault(
      "conflict",
      `${unit.name} hosts the controller: it neither reboots nor loses CAPWAP without it.`,
      "Choose another access point, or reload the controller.",
    ),
  );
}

function scatterFaults(world: World, seed: number, count: number, ports: LabPorts): void {
  // Without the image of the controller's own AP nothing could be activated, whatever became of the others.
  const others = [...world.units.values()].filter((unit) => !unit.isController);
  const faults = scatter(
    seed,
    count,
    others.map((unit) => unit.id),
  );
  for (const unit of world.units.values()) {
    const wanted = faults.get(unit.id);
    if (wanted === undefined && isWellBehaved(unit.behaviour)) continue;
    const behaviour = changed(WELL_BEHAVED, wanted ?? {}, "replace");
    behave(world, unit, behaviour, ports, { reboots: true, loses: true });
  }
}

function behave(
  world: World,
  unit: ApUnit,
  behaviour: Behaviour,
  ports: LabPorts,
  again: { reboots: boolean; loses: boolean },
): void {
  world.setBehaviour(unit, behaviour);
  ports.tell(unit, { type: "behaviour-set", ...again });
  unit.receiving?.relink();
}

const misbehaving = (world: World): MisbehavingAp[] =>
  [...world.units.values()]
    .filter((unit) => !isWellBehaved(unit.behaviour))
    .map(({ id, name, model, behaviour }) => ({ apId: id, name, model, differs: differsOf(behaviour) }));

function no(why: Fault): never {
  throw new FaultError(why);
}
