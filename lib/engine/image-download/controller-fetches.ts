/**
 * Images of access points that the controller itself fetches, because only it may log in (SFTP mode): one fetch per
 * image, however many wait for it, and though they give up waiting. What was fetched for those that join is kept; what
 * becomes of an upgrade's image is for those who wait.
 */
import type { ImageFamily } from "@/lib/contracts/families";
import type { Fault } from "@/lib/contracts/fault";
import { imagePathOf } from "@/lib/contracts/profile";
import { newReceiving } from "../simulation/receiving";
import type { Sampler } from "../simulation/sampler";
import type { HeldImage, Receiving, SimulationState } from "../simulation/simulation-state";
import type { ImageSource } from "./context";
import { type ImageFetcher, versionUnknown } from "./image-fetcher";

/** An upgrade's images and those for APs that join are of different versions: they are fetched apart. */
export type FetchScope = "upgrade" | "join";

/** Under which `simulation.familyFetches` has a fetch. */
export const fetchKey = (scope: FetchScope, image: string): string => `${scope} ${image}`;

export type ControllerFetch = {
  scope: FetchScope;
  image: ImageFamily;
  source: ImageSource;
  /** The version it must have; null when none is fixed yet. */
  version: string | null;
  /** The AP that asked first; null when several did. */
  apId: string | null;
};
export type ControllerFetched = { ok: true; image: HeldImage } | { ok: false; fault: Fault };
type Waiting = (result: ControllerFetched) => void;
type Running = { scope: FetchScope; image: ImageFamily; waiting: Set<Waiting>; receiving: Receiving };

export class ControllerFetches {
  readonly #simulation: SimulationState;
  readonly #fetcher: ImageFetcher;
  readonly #sampler: Sampler;
  readonly #running = new Map<string, Running>();

  constructor(simulation: SimulationState, fetcher: ImageFetcher, sampler: Sampler) {
    this.#simulation = simulation;
    this.#fetcher = fetcher;
    this.#sampler = sampler;
  }

  /** Begins, or waits for the one that is under way. The function it returns waits no longer; the fetch goes on. */
  fetch(wanted: ControllerFetch, onEnd: Waiting): () => void {
    const key = fetchKey(wanted.scope, wanted.image);
    const running = this.#running.get(key) ?? this.#start(key, wanted);
    running?.waiting.add(onEnd);
    return () => void running?.waiting.delete(onEnd);
  }

  /** Ends every fetch of a scope; nobody is told. */
  stop(scope: FetchScope, why: Fault): void {
    for (const [key, running] of [...this.#running]) {
      if (running.scope !== scope) continue;
      this.#forget(key, running);
      running.receiving.stop(why);
    }
  }

  #start(key: string, { scope, image, source, version, apId }: ControllerFetch): Running | undefined {
    const simulation = this.#simulation;
    const { own, lab } = simulation;
    if (own === undefined) return undefined;
    const receiving = newReceiving("predownload", image, simulation.ports.wall.now(), 0);
    const running: Running = { scope, image, waiting: new Set(), receiving };
    this.#running.set(key, running);
    simulation.familyFetches.set(key, receiving);
    const mine = () => this.#running.get(key) === running;
    receiving.stop = this.#fetcher.start({
      image,
      source,
      client: { apId: own.id, name: lab.controller.name, ip: lab.controller.ip },
      apId,
      wanted: { family: image, version },
      room: () => simulation.flashRoom(receiving),
      onAnnounced: (sizeBytes) => {
        if (!mine()) return;
        receiving.sizeBytes = sizeBytes;
        if (sizeBytes !== null && scope === "upgrade") simulation.sizes.set(image, sizeBytes);
      },
      onProgress: (bytes) => {
        receiving.bytes = bytes;
      },
      onEnd: (result) => {
        if (!mine()) return;
        this.#forget(key, running);
        const judged = this.#judged(result, source, image);
        // Who joins next gets it at once, though nobody may wait any more: an AP's own time-out is short.
        if (judged.ok && scope === "join") simulation.joinHeld.set(image, judged.image);
        for (const answer of running.waiting) answer(judged);
      },
    });
    this.#sampler.add(receiving, null);
    return running;
  }

  #judged(
    result: { ok: true; image: HeldImage | null } | { ok: false; fault: Fault },
    { profile }: ImageSource,
    image: string,
  ): ControllerFetched {
    if (!result.ok) return result;
    if (result.image === null) return { ok: false, fault: versionUnknown(imagePathOf(profile, image)) };
    return { ok: true, image: result.image };
  }

  #forget(key: string, running: Running): void {
    this.#running.delete(key);
    this.#simulation.familyFetches.delete(key);
    this.#sampler.remove(running.receiving);
  }
}
