/** What the probes of all protocols share: where they note, which folder they read, and how much of an image. */
import { foldImagePath } from "@/lib/contracts/profile-fields";
import type { FileFacts, ServerFacts, WireFacts } from "@/lib/contracts/readiness/server-facts";
import { BEGINNING_BYTES, ProbeNotes, type ProbeOrder, type ProbePorts } from "./probe-types";

/** Single requests whose answers are timed. */
export const ROUND_TRIPS = 5;
/** What each of several simultaneous reads brings. */
export const CONCURRENT_BYTES = 65_536;

export abstract class ServerProbe {
  protected readonly order: ProbeOrder;
  protected readonly ports: ProbePorts;
  protected readonly notes: ProbeNotes;
  /** Without slashes at its ends; empty for the root. */
  protected readonly folder: string;

  constructor(order: ProbeOrder, ports: ProbePorts) {
    this.order = order;
    this.ports = ports;
    this.folder = foldImagePath(order.target.path);
    this.notes = new ProbeNotes(order, 5 + order.neededImages.length);
  }

  protected facts(wire: WireFacts, files: FileFacts): ServerFacts {
    return { target: this.order.target, wire, files, cost: this.notes.cost, asked: this.notes.asked };
  }

  /** How much of each image is read at most. */
  protected imageLimits(): { limitBytes: number; limitMs: number } {
    const { wholeImages, secondsPerImage } = this.order.limits;
    const isQuick = !wholeImages && secondsPerImage === 0;
    return {
      limitBytes: isQuick ? BEGINNING_BYTES : Number.POSITIVE_INFINITY,
      limitMs: wholeImages || isQuick ? Number.POSITIVE_INFINITY : secondsPerImage * 1000,
    };
  }
}
