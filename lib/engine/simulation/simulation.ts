/** The simulation as the rest of the engine uses it: the running lab, and what puts another lab in its place. */
import type { Actor } from "@/lib/contracts/actor";
import type { Command, CommandAnswer } from "@/lib/contracts/commands";
import { FaultError, fault } from "@/lib/contracts/fault";
import { expandLab } from "@/lib/fleet/population";
import { passwordIn } from "../image-download/profile-password";
import { controllerFacts } from "./controller-commands";
import { type Replacement, replacement, replaces } from "./lab-replacement";
import type { Simulation, SimulationCommand, SimulationPorts } from "./ports";
import { RunningSimulation } from "./running-simulation";
import type { RunningCommand } from "./simulation-handlers";
import type { SimulationState } from "./simulation-state";
import { orderLab } from "./stored-documents";

export function createSimulation(ports: SimulationPorts): Simulation {
  let present: RunningSimulation | null = null;
  /** Replacements of the lab run one after another; every other command waits for them. */
  let replacing: Promise<unknown> = Promise.resolve();
  const running = (): RunningSimulation => {
    if (present === null) throw new FaultError(fault("engine-unreachable", "The lab is still starting."));
    return present;
  };
  const afterReplacing = async (): Promise<RunningSimulation> => {
    for (let seen: unknown; seen !== replacing; ) {
      seen = replacing;
      await replacing;
    }
    return running();
  };
  const replace = async (next: (simulation: SimulationState) => Promise<Replacement>, actor: Actor) => {
    const before = running();
    const { lab, what, answer } = await next(before.simulation);
    const aps = expandLab(lab).length;
    await orderLab(ports.store, lab);
    await before.close(actor);
    present = await RunningSimulation.open(ports, lab);
    ports.bus.event({ type: "lab.changed", data: { what: `${what}, ${aps} access points`, by: actor.name } });
    return answer(aps);
  };
  const replaceNext = (next: (simulation: SimulationState) => Promise<Replacement>, actor: Actor) => {
    const done = replacing.then(() => replace(next, actor));
    replacing = done.catch(() => undefined);
    return done;
  };
  return {
    async ask<T extends SimulationCommand>(command: Command<T>) {
      const answer = replaces(command)
        ? await replaceNext((simulation) => replacement(command, simulation), command.actor)
        : await (await afterReplacing()).answer(command as Command<RunningCommand>);
      return answer as CommandAnswer<T>;
    },
    async start(first) {
      present = await RunningSimulation.open(ports, first);
    },
    identify: (address, port) => present?.identify(address, port) ?? null,
    clientIds: (address, port) =>
      present?.clientIds(address, port) ?? { apId: null, upgradeId: null, isFinal: false },
    fleet: () => present?.fleet() ?? [],
    order: async (order, actor) => await (await afterReplacing()).order(order, actor),
    facts: () => controllerFacts(running().simulation),
    joinRecord: (apId) => running().joinRecord(apId),
    imageServer: (address) => running().imageServer(address),
    profilePassword: () =>
      present === null ? null : passwordIn(ports.secrets, present.simulation.profile.source),
    refresh: () => present?.simulation.rows.publishSoon(),
    stored: () => present?.stored() ?? Promise.resolve(),
    async stop() {
      await replacing;
      await present?.stop(fault("aborted", "The program stops."));
    },
  };
}
