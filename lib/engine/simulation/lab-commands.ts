/**
 * What an operator changes in Lab while it runs: access points, their software and behavior, start policy, faults of the
 * image servers. Each change is an event and is stored before it is answered.
 */

import { differsOf } from "@/lib/contracts/behavior-words";
import type { Command, CommandAnswer } from "@/lib/contracts/commands";
import type { ApTarget } from "@/lib/contracts/commands/ap-target";
import { fault } from "@/lib/contracts/fault";
import {
  type Behavior,
  type BehaviorChange,
  type LabAp,
  type MisbehavingAp,
  WELL_BEHAVED,
} from "@/lib/contracts/lab";
import { disjoined } from "@/lib/controller/syslog-lines";
import { type ApEvent, newAp } from "@/lib/fleet/ap-state";
import { changed, isWellBehaved, NOT_FOR_HOSTS } from "@/lib/fleet/behaviors";
import { newJoins } from "@/lib/fleet/join-record";
import { readListing } from "@/lib/fleet/listing/read-listing";
import { newcomers } from "@/lib/fleet/population";
import { scatter } from "@/lib/fleet/scatter";
import { refuse } from "../refuse";
import { refusalFor } from "./ap-actions";
import { stopReceiving } from "./ap-driver";
import { type BulkAnswer, changeEach, NO_SUCH_AP } from "./bulk";
import { exportLab } from "./lab-export";
import { listedAps, readFleet } from "./lab-import";
import type { SimulationCommand } from "./ports";
import { syslogAp } from "./reports";
import type { SimulatedAp } from "./simulated-ap";
import type { SimulationState } from "./simulation-state";

/** Commands that change the running lab; its clock and its replacement are handled elsewhere. */
type LabCommand = Exclude<
  Extract<SimulationCommand, `lab.${string}`>,
  "lab.clock" | "lab.load" | "lab.reset"
>;
export type LabHandlers = {
  [T in LabCommand]: (command: Command<T>) => CommandAnswer<T> | Promise<CommandAnswer<T>>;
};

export type LabPorts = {
  dispatch(ap: SimulatedAp, event: ApEvent): void;
  /** A new access point: requests from its address are its own from now on. */
  onAdded(ap: SimulatedAp): void;
  /** These left the simulation; upgrade and store are to forget them. */
  onRemoved(aps: readonly SimulatedAp[]): void;
  saveLab(): void;
  /** Resolves when everything is written. */
  flushed(): Promise<void>;
};

export function labHandlers(simulation: SimulationState, ports: LabPorts): LabHandlers {
  /** Announces, publishes and stores a change before it is answered. */
  const done = async <A>(answer: A, what: string, by: { name: string }): Promise<A> => {
    simulation.event({ type: "lab.changed", data: { what, by: by.name } });
    simulation.rows.publishNow();
    await ports.flushed();
    return answer;
  };
  const doneToSome = async (answer: BulkAnswer, what: (count: number) => string, by: { name: string }) =>
    answer.done.length === 0 ? answer : await done(answer, what(answer.done.length), by);

  return {
    "lab.add-aps": async ({ aps, mixes, actor }) => {
      if (aps.length + mixes.length === 0) refuse(fault("bad-input", "Enter the access points to add."));
      const apIds = addAps(simulation, beside(simulation, { aps, mixes }), ports);
      return await done({ apIds }, `${counted(apIds.length)} added`, actor);
    },
    "lab.remove-aps": async ({ apIds, actor }) =>
      await doneToSome(removeAps(simulation, apIds, ports), (count) => `${counted(count)} removed`, actor),
    "lab.set-version": async ({ apIds, running, backup, actor }) =>
      await doneToSome(
        changeEach(simulation, apIds, refusalFor("version", simulation), (ap) => {
          simulation.event({ type: "ap.flashed", data: { apId: ap.id, running, backup: backup ?? null } });
          ports.dispatch(ap, { type: "flashed", running, backup: backup ?? null });
        }),
        (count) => `${running} written into the flash of ${counted(count)}`,
        actor,
      ),
    "lab.set-behavior": async ({ target, change, mode, actor }) => {
      const aps = targeted(simulation, target);
      refuseForHost(aps, change);
      for (const ap of aps) {
        const rearms = (field: keyof Behavior) => mode === "replace" || change[field] !== undefined;
        behave(simulation, ap, changed(ap.behavior, change, mode), ports, {
          reboots: rearms("rebootsAtPercent"),
          losesCapwap: rearms("losesCapwapAtPercent") || rearms("rejoinAfterSeconds"),
        });
      }
      return await done({ changed: aps.length }, `behavior of ${counted(aps.length)} changed`, actor);
    },
    "lab.scatter-faults": async ({ seed, count, actor }) => {
      scatterFaults(simulation, seed, count, ports);
      const aps = misbehaving(simulation);
      return await done({ aps }, `faults scattered over ${counted(aps.length)} by seed ${seed}`, actor);
    },
    "lab.behaviors": () => ({ aps: misbehaving(simulation) }),
    "lab.set-policy": async ({ startPolicy, transfer, keepsSessions, actor }) => {
      const { lab } = simulation;
      lab.setPolicy(startPolicy, transfer);
      if (keepsSessions !== undefined) lab.setKeepsSessions(keepsSessions);
      ports.saveLab();
      const answer = { startPolicy, transfer, keepsSessions: lab.controller.keepsSessions };
      return await done(answer, "start policy and transfer settings changed", actor);
    },
    "lab.set-server-faults": async ({ faults, actor }) => {
      simulation.lab.setServerFaults(faults);
      await simulation.ports.setServerFaults(faults);
      ports.saveLab();
      return await done({ faults }, "faults of the image servers changed", actor);
    },
    "lab.read-listing": (command) => readListing(command),
    // An import that replaces the lab is in lab-replacement.ts.
    "lab.import": async (command) => {
      const reading = readFleet(command);
      const aps = listedAps(reading, simulation.controller.version);
      const added = addAps(simulation, beside(simulation, { aps, mixes: [] }), ports).length;
      return await done({ added, reading }, `${counted(added)} added from a listing`, command.actor);
    },
    "lab.export": () => ({ lab: exportLab(simulation) }),
  };
}

const counted = (count: number): string => `${count} ${count === 1 ? "access point" : "access points"}`;

function beside(simulation: SimulationState, wanted: Parameters<typeof newcomers>[0]): LabAp[] {
  const { fleet, lab } = simulation;
  const present = [...fleet.all()].map(({ id, name, ip, ethernetMac }) => ({
    radioMac: id,
    name,
    ip,
    ethernetMac,
  }));
  return newcomers(wanted, present, lab.controller.ip);
}

function addAps(simulation: SimulationState, aps: readonly LabAp[], ports: LabPorts): string[] {
  return aps.map((newcomer) => {
    const { radioMac: id, name, model, ip, ethernetMac, running, backup } = newcomer;
    const behavior = changed(WELL_BEHAVED, newcomer.behavior, "replace");
    const dialect = newcomer.consoleDialect ?? null;
    const ap = simulation.fleet.add(
      { id, name, model, ip, ethernetMac, behavior, dialect },
      newAp(running, backup),
      newJoins(simulation.ports.simulated.now(), false),
    );
    ports.onAdded(ap);
    simulation.event({ type: "ap.added", data: { apId: id } });
    ports.dispatch(ap, { type: "switched-on" });
    return id;
  });
}

function removeAps(simulation: SimulationState, apIds: readonly string[], ports: LabPorts): BulkAnswer {
  const removed: SimulatedAp[] = [];
  const answer = changeEach(simulation, apIds, refusalFor("remove", simulation), (ap) => {
    leave(simulation, ap);
    removed.push(ap);
  });
  ports.onRemoved(removed);
  return answer;
}

/** As if its cable were pulled: its transfer ends, and the controller loses it. */
function leave(simulation: SimulationState, ap: SimulatedAp): void {
  const { state } = ap;
  stopReceiving(simulation, ap, fault("aborted", `${ap.name} was removed from the lab.`));
  simulation.removeAp(ap);
  const apId = ap.id;
  if (state.capwap === "Run")
    simulation.event({ type: "ap.disjoined", data: { apId, reason: "It was removed from the lab." } });
  if (state.join !== null)
    simulation.output.syslog(disjoined(syslogAp(ap), simulation.lab.controller.ip, "downloadFailed"), {
      apId,
    });
  simulation.event({ type: "ap.removed", data: { apId, name: ap.name } });
}

/** @throws FaultError when the target has no access point */
function targeted(simulation: SimulationState, target: ApTarget): SimulatedAp[] {
  const fleet = [...simulation.fleet.all()];
  const aps =
    target.of === "fleet"
      ? fleet
      : target.of === "family"
        ? fleet.filter((ap) => ap.family === target.family)
        : [...new Set(target.apIds)].flatMap((id) => simulation.fleet.get(id) ?? []);
  if (aps.length === 0)
    refuse(
      target.of === "family" ? fault("not-found", `No access point needs ${target.family}.`) : NO_SUCH_AP,
    );
  return aps;
}

/** @throws FaultError when the only access point of the target hosts the controller and cannot do this */
function refuseForHost(aps: readonly SimulatedAp[], change: BehaviorChange): void {
  const [ap] = aps;
  const named = Object.entries(change).filter(([, value]) => value !== undefined && value !== null);
  const isImpossible = named.some(([field]) => (NOT_FOR_HOSTS as readonly string[]).includes(field));
  if (aps.length !== 1 || !ap?.isController || !isImpossible) return;
  refuse(
    fault(
      "conflict",
      `${ap.name} hosts the controller, so it can neither reboot nor lose its CAPWAP connection alone.`,
      "Choose another access point, or reload the controller.",
    ),
  );
}

function scatterFaults(simulation: SimulationState, seed: number, count: number, ports: LabPorts): void {
  // Without the image of the controller's own access point nothing could be activated.
  const others = [...simulation.fleet.all()].filter((ap) => !ap.isController);
  const faults = scatter(
    seed,
    count,
    others.map((ap) => ap.id),
  );
  for (const ap of simulation.fleet.all()) {
    const wanted = faults.get(ap.id);
    if (wanted === undefined && isWellBehaved(ap.behavior)) continue;
    const behavior = changed(WELL_BEHAVED, wanted ?? {}, "replace");
    behave(simulation, ap, behavior, ports, { reboots: true, losesCapwap: true });
  }
}

function behave(
  simulation: SimulationState,
  ap: SimulatedAp,
  behavior: Behavior,
  ports: LabPorts,
  again: { reboots: boolean; losesCapwap: boolean },
): void {
  simulation.fleet.setBehavior(ap, behavior);
  ports.dispatch(ap, { type: "behavior-set", ...again });
  ap.receiving?.relink();
}

const misbehaving = (simulation: SimulationState): MisbehavingAp[] =>
  [...simulation.fleet.all()]
    .filter((ap) => !isWellBehaved(ap.behavior))
    .map(({ id, name, model, behavior }) => ({ apId: id, name, model, differs: differsOf(behavior) }));
