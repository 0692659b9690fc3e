/**
 * Obeys the AP machines: arms their timers, answers their discoveries and joins, starts and stops what they receive,
 * prints their consoles. One queue for all, so that an event is finished before the next begins.
 */
import type { Fault } from "@/lib/contracts/fault";
import { fault } from "@/lib/contracts/fault";
import { step } from "@/lib/fleet/ap-machine";
import type { ApEffect, ApEvent, ApReport, ApState, ApTimer, Purpose, Route } from "@/lib/fleet/ap-state";
import type { ApUnit, World } from "./world";

/** Boot times differ by this share. */
const BOOT_JITTER = 0.1;

export type ApDriverPorts = {
  /** Begins to bring the image; `unit.receiving` is set when it returns. */
  receive(unit: ApUnit, purpose: Purpose, image: string, route: "server" | "capwap"): void;
  onReport(unit: ApUnit, report: ApReport): void;
};

export class ApDriver {
  readonly #world: World;
  readonly #ports: ApDriverPorts;
  readonly #queue: [ApUnit, ApEvent][] = [];
  #draining = false;

  constructor(world: World, ports: ApDriverPorts) {
    this.#world = world;
    this.#ports = ports;
  }

  /** Something happened to this AP. Handled now, or as soon as what is being handled is done. */
  tell(unit: ApUnit, event: ApEvent): void {
    if (this.#world.stopped) return;
    this.#queue.push([unit, event]);
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

  #handle(unit: ApUnit, event: ApEvent): void {
    // Removed meanwhile.
    if (this.#world.units.get(unit.id) !== unit) return;
    const before = unit.state;
    const { state, effects } = step(before, event, unit.facts);
    unit.state = state;
    for (const effect of effects) this.#obey(unit, effect, before);
    if (state === before && effects.length === 0) return;
    this.#world.markDirty(unit);
    this.#world.publish(unit);
  }

  #obey(unit: ApUnit, effect: ApEffect, before: ApState): void {
    switch (effect.do) {
      case "arm":
        this.#arm(unit, effect.timer, effect.ms);
        break;
      case "disarm":
        unit.timers[effect.timer]?.();
        unit.timers[effect.timer] = undefined;
        break;
      case "send":
        this.#send(unit, effect.message);
        break;
      case "receive":
        this.#ports.receive(unit, effect.purpose, effect.image, effect.route);
        break;
      case "stop-receiving":
        stopReceiving(unit, effect.fault);
        break;
      case "console":
        this.#world.console(unit, effect.note, before);
        break;
      case "report":
        this.#ports.onReport(unit, effect.report);
        break;
    }
  }

  #arm(unit: ApUnit, timer: ApTimer, ms: number): void {
    unit.timers[timer]?.();
    // A fleet that reloads together does not boot in the same millisecond; the controller's own AP sets the time.
    const jitter =
      timer === "boot" && !unit.isController ? BOOT_JITTER * (this.#world.ports.chance.next() - 0.5) : 0;
    unit.timers[timer] = this.#world.ports.simulated.after(ms * (1 + jitter), () => {
      unit.timers[timer] = undefined;
      this.tell(unit, { type: "timer", timer });
    });
  }

  /** The controller answers one round trip later, if it is up. */
  #send(unit: ApUnit, message: "discovery-request" | "join-request"): void {
    const world = this.#world;
    world.ports.simulated.after(unit.behaviour.linkRttMs, () => {
      const isUp = world.controller.state === "up";
      if (message === "discovery-request") {
        if (isUp) this.tell(unit, { type: "discovery-response" });
      } else if (isUp) {
        this.tell(unit, {
          type: "join-response",
          controllerVersion: world.controller.version,
          ...joinSource(unit, world),
        });
      } else this.tell(unit, { type: "controller-reloads", activate: null });
    });
  }
}

/**
 * Who can give a joining AP its image: the controller its own family, and with an SFTP profile every other, since only
 * it may ask the server; else the server of the saved profile.
 */
function joinSource(unit: ApUnit, world: World): { source: Route; fault: Fault | null } {
  if (unit.family === null) {
    return {
      source: "none",
      fault: fault(
        "not-found",
        `No image family is known for the model ${unit.model}.`,
        "Check the model's name in the lab.",
      ),
    };
  }
  if (unit.family === world.own?.family) return { source: "capwap", fault: null };
  if (world.profile !== null)
    return { source: world.profile.mode === "sftp" ? "capwap" : "server", fault: null };
  return {
    source: "none",
    fault: fault(
      "not-found",
      `The controller has only the image of its own family, not ${unit.family}, and no image download profile is saved.`,
      "Enter the image server and path on the Software Upgrade page and choose Save.",
    ),
  };
}

/** What arrived so far stays visible in the row. */
export function stopReceiving(unit: ApUnit, why: Fault): void {
  const { receiving } = unit;
  if (receiving === null) return;
  receiving.read();
  unit.bytes = receiving.bytes;
  unit.sizeBytes = receiving.sizeBytes;
  unit.receiving = null;
  receiving.stop(why);
}
