/**
 * Executes what the access points' machines answer: arms timers, answers discovery and join requests, starts and stops
 * transfers, prints consoles. One queue for all of them: each event is handled completely before the next.
 */
import type { Fault } from "@/lib/contracts/fault";
import { fault } from "@/lib/contracts/fault";
import { modeRules } from "@/lib/controller/modes/all-rules";
import { step } from "@/lib/fleet/ap-machine";
import {
  type ApEffect,
  type ApEvent,
  type ApReport,
  type ApState,
  type ApTimer,
  BOOT_JITTER,
  type Purpose,
  type Route,
} from "@/lib/fleet/ap-state";
import type { SimulatedAp } from "./simulated-ap";
import type { SimulationState } from "./simulation-state";

export type ApDriverPorts = {
  /** Starts the transfer; `ap.receiving` is set when this returns. */
  receive(ap: SimulatedAp, purpose: Purpose, image: string, route: "server" | "capwap"): void;
  onReport(ap: SimulatedAp, report: ApReport): void;
};

export class ApDriver {
  readonly #simulation: SimulationState;
  readonly #ports: ApDriverPorts;
  readonly #queue: [SimulatedAp, ApEvent][] = [];
  #draining = false;

  constructor(simulation: SimulationState, ports: ApDriverPorts) {
    this.#simulation = simulation;
    this.#ports = ports;
  }

  /** Hands an event to the access point's machine: now, or right after the event that is being handled. */
  dispatch(ap: SimulatedAp, event: ApEvent): void {
    if (this.#simulation.isStopped) return;
    this.#queue.push([ap, event]);
    if (this.#draining) return;
    this.#draining = true;
    try {
      for (let i = 0; i < this.#queue.length; i++) {
        const next = this.#queue[i];
        if (next) this.#handle(...next);
      }
    } finally {
      this.#queue.length = 0;
      this.#draining = false;
    }
  }

  #handle(ap: SimulatedAp, event: ApEvent): void {
    // It was removed while the event waited.
    if (this.#simulation.fleet.get(ap.id) !== ap) return;
    const before = ap.state;
    const { state, effects } = step(before, event, ap.facts);
    if (state !== before) this.#simulation.fleet.setState(ap, state);
    for (const effect of effects) this.#execute(ap, effect, before);
    if (state === before && effects.length === 0) return;
    this.#simulation.rows.publish(ap);
  }

  #execute(ap: SimulatedAp, effect: ApEffect, before: ApState): void {
    switch (effect.do) {
      case "arm":
        this.#arm(ap, effect.timer, effect.ms);
        break;
      case "disarm":
        ap.timers[effect.timer]?.();
        ap.timers[effect.timer] = undefined;
        break;
      case "send":
        this.#send(ap, effect.message);
        break;
      case "receive":
        this.#ports.receive(ap, effect.purpose, effect.image, effect.route);
        break;
      case "stop-receiving":
        stopReceiving(this.#simulation, ap, effect.fault);
        break;
      case "console":
        this.#simulation.output.console(ap, effect.note, before);
        break;
      case "report":
        this.#ports.onReport(ap, effect.report);
        break;
    }
  }

  #arm(ap: SimulatedAp, timer: ApTimer, ms: number): void {
    ap.timers[timer]?.();
    // The controller's own access point keeps the configured time.
    const jitter =
      timer === "boot" && !ap.isController ? BOOT_JITTER * (this.#simulation.ports.chance.next() - 0.5) : 0;
    ap.timers[timer] = this.#simulation.ports.simulated.after(ms * (1 + jitter), () => {
      ap.timers[timer] = undefined;
      this.dispatch(ap, { type: "timer", timer });
    });
  }

  /** The controller answers after one round trip, if it is up. */
  #send(ap: SimulatedAp, message: "discovery-request" | "join-request"): void {
    const simulation = this.#simulation;
    simulation.ports.simulated.after(ap.behavior.linkRttMs, () => {
      const isUp = simulation.controller.isUp;
      if (message === "discovery-request") {
        if (isUp) this.dispatch(ap, { type: "discovery-response" });
      } else if (isUp) {
        this.dispatch(ap, {
          type: "join-response",
          controllerVersion: simulation.controller.version,
          ...joinSource(ap, simulation),
        });
      } else this.dispatch(ap, { type: "controller-reloads", activate: null });
    });
  }
}

/**
 * Who can provide the image of an access point that joins: the controller for its own family, and for every family in
 * modes where only the controller fetches; else the server of the saved profile.
 */
function joinSource(ap: SimulatedAp, simulation: SimulationState): { source: Route; fault: Fault | null } {
  if (ap.family === null) {
    return {
      source: "none",
      fault: fault(
        "not-found",
        `No image family is known for the model ${ap.model}.`,
        "Check the model's name in Lab.",
      ),
    };
  }
  if (ap.family === simulation.fleet.host?.family) return { source: "capwap", fault: null };
  if (simulation.profile.profile !== null)
    return { source: modeRules[simulation.profile.profile.mode].delivery.route, fault: null };
  return {
    source: "none",
    fault: fault(
      "not-found",
      `The controller has only the image of its own family, not ${ap.family}, and no image download profile is saved.`,
      "Enter the image server and path on the Software Upgrade page and choose Save.",
    ),
  };
}

/** The bytes that have arrived stay visible in the row. */
export function stopReceiving(simulation: SimulationState, ap: SimulatedAp, why: Fault): void {
  const { receiving } = ap;
  if (receiving === null) return;
  receiving.read();
  simulation.fleet.endReceiving(ap, receiving, receiving.bytes, receiving.sizeBytes);
  receiving.stop(why);
}
