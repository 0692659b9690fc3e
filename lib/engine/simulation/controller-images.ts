/** The images in the controller's flash and those on their way to it, for the upgrade and for access points that join. */
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import type { HeldImage } from "../image-download/context";
import type { Receiving } from "./simulated-ap";

export class ControllerImages {
  readonly #held = new Map<string, HeldImage>();
  readonly #heldForJoin = new Map<string, HeldImage>();
  readonly #sizes = new Map<string, number>();
  readonly #familyFetches = new Map<string, Receiving>();
  #controllerFetch: Receiving | null = null;

  /** Images of the current upgrade, by name. */
  get held(): ReadonlyMap<string, HeldImage> {
    return this.#held;
  }
  /** Images of the running version for access points that join, in modes where only the controller fetches. */
  get heldForJoin(): ReadonlyMap<string, HeldImage> {
    return this.#heldForJoin;
  }
  /** Sizes of the upgrade's images as the server announced them. */
  get sizes(): ReadonlyMap<string, number> {
    return this.#sizes;
  }
  /** The controller image on its way from the server. */
  get controllerFetch(): Receiving | null {
    return this.#controllerFetch;
  }
  /** Access point images on their way from the server, by the key of the fetch. */
  get familyFetches(): ReadonlyMap<string, Receiving> {
    return this.#familyFetches;
  }

  restore(held: Readonly<Record<string, HeldImage>>, sizes: Readonly<Record<string, number>>): void {
    for (const [image, facts] of Object.entries(held)) this.#held.set(image, facts);
    for (const [image, size] of Object.entries(sizes)) this.#sizes.set(image, size);
  }

  hold(image: string, held: HeldImage): void {
    this.#held.set(image, held);
    this.#sizes.set(image, held.sizeBytes);
  }
  holdForJoin(image: string, held: HeldImage): void {
    this.#heldForJoin.set(image, held);
  }
  setSize(image: string, sizeBytes: number): void {
    this.#sizes.set(image, sizeBytes);
  }

  /** A new upgrade starts: nothing is known of its images. */
  beginUpgrade(): void {
    this.#held.clear();
    this.#sizes.clear();
  }
  /** The upgrade was canceled: sizes stay for the totals. */
  removeHeld(): void {
    this.#held.clear();
  }
  removeControllerImage(): void {
    this.#held.delete(CONTROLLER_IMAGE);
  }
  removeHeldForJoin(): void {
    this.#heldForJoin.clear();
  }

  beginControllerFetch(receiving: Receiving): void {
    this.#controllerFetch = receiving;
  }
  endControllerFetch(receiving: Receiving): void {
    if (this.#controllerFetch === receiving) this.#controllerFetch = null;
  }
  beginFamilyFetch(key: string, receiving: Receiving): void {
    this.#familyFetches.set(key, receiving);
  }
  endFamilyFetch(key: string): void {
    this.#familyFetches.delete(key);
  }

  /**
   * Bytes of the flash that an image on its way may take.
   * @param flashBytes bytes that are free without any image
   */
  roomFor(receiving: Receiving, flashBytes: number): number {
    let room = flashBytes;
    for (const images of [this.#held, this.#heldForJoin])
      for (const { sizeBytes } of images.values()) room -= sizeBytes;
    for (const other of [this.#controllerFetch, ...this.#familyFetches.values()])
      if (other !== null && other !== receiving) room -= other.sizeBytes ?? other.bytes;
    return room;
  }
}
