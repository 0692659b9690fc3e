/**
 * Images on their way to access points: fetched by the AP itself over the real wire (TFTP mode), or sent by the
 * controller over CAPWAP in simulated time, once it has them. Counts bytes, lets misbehaving APs misbehave at their
 * percent, tells the AP the outcome.
 */
import { CONTROLLER_IMAGE, imageFamilySchema } from "@/lib/contracts/families";
import { type Fault, fault } from "@/lib/contracts/fault";
import { nextFaultPoint } from "@/lib/fleet/ap-download";
import type { ApEvent, Purpose } from "@/lib/fleet/ap-state";
import { IMAGE_DATA_BYTES } from "@/lib/wire/capwap/image-data";
import { CapwapFlow } from "./capwap-flow";
import type { ControllerFetches } from "./controller-fetches";
import { type ImageFetcher, versionUnknown } from "./image-fetch";
import { imagePathOf } from "./image-source";
import { capwapLink, linkOf, ownFault } from "./own-link";
import { newReceiving } from "./receiving";
import type { Sampler } from "./sampler";
import type { ApUnit, HeldImage, ImageSource, Receiving, World } from "./world";

/** CAPWAP control port, RFC 5415 §3.1; 5248 is the AP's in the article's logs. */
const CAPWAP_PORT = 5246;
const AP_PORT = 5248;

export type DeliveryPorts = {
  tell(unit: ApUnit, event: ApEvent): void;
  /** An image that is good came from the server: the controller can give it to others. */
  onFetched(unit: ApUnit, purpose: Purpose, image: string, held: HeldImage): void;
};

export class Deliveries {
  readonly #world: World;
  readonly #fetcher: ImageFetcher;
  readonly #fetches: ControllerFetches;
  readonly #sampler: Sampler;
  readonly #ports: DeliveryPorts;

  constructor(
    world: World,
    fetcher: ImageFetcher,
    fetches: ControllerFetches,
    sampler: Sampler,
    ports: DeliveryPorts,
  ) {
    this.#world = world;
    this.#fetcher = fetcher;
    this.#fetches = fetches;
    this.#sampler = sampler;
    this.#ports = ports;
  }

  start(unit: ApUnit, purpose: Purpose, image: string, route: "server" | "capwap"): void {
    unit.bytes = 0;
    unit.sizeBytes = null;
    const held = route === "capwap" ? this.#heldFor(purpose, image) : null;
    const source = this.#world.sourceFor(purpose);
    if (route === "server") this.#fetch(unit, purpose, image);
    else if (held !== null) this.#deliver(unit, purpose, image, held);
    else if (source?.profile.mode === "sftp") this.#await(unit, purpose, image, source);
    else {
      const why = fault("not-found", `The controller does not have ${image}.`);
      this.#ports.tell(unit, { type: "image-failed", fault: why, own: false });
    }
  }

  #heldFor(purpose: Purpose, image: string): HeldImage | null {
    const { controller, held, joinHeld, own, saved } = this.#world;
    if (purpose !== "join") return held.get(image) ?? null;
    const { version } = controller;
    // Images of other families it has only where it fetches them itself.
    if (image === own?.family || saved?.profile.mode !== "sftp")
      return { sizeBytes: controller.ownImageBytes, version };
    const ofUpgrade = held.get(image);
    return joinHeld.get(image) ?? (ofUpgrade?.version === version ? ofUpgrade : null);
  }

  /** The controller has to fetch the image first; then it gives it, to everybody who waits. */
  #await(unit: ApUnit, purpose: Purpose, image: string, source: ImageSource): void {
    const world = this.#world;
    const family = imageFamilySchema.safeParse(image);
    if (!family.success) return;
    const isJoin = purpose === "join";
    const receiving = newReceiving(purpose, image, world.ports.wall.now(), IMAGE_DATA_BYTES);
    receiving.awaits = `The controller fetches ${image} first`;
    unit.receiving = receiving;
    receiving.stop = this.#fetches.fetch(
      {
        scope: isJoin ? "join" : "upgrade",
        image: family.data,
        source,
        version: isJoin ? world.controller.version : world.upgrade.targetVersion,
        apId: unit.id,
      },
      (result) => {
        if (unit.receiving !== receiving) return;
        unit.receiving = null;
        if (result.ok) this.#deliver(unit, purpose, image, result.image);
        else this.#ports.tell(unit, { type: "image-failed", fault: result.fault, own: false });
      },
    );
  }

  #fetch(unit: ApUnit, purpose: Purpose, image: string): void {
    const world = this.#world;
    const source = world.sourceFor(purpose);
    if (source === null || unit.family === null) return;
    const receiving = newReceiving(purpose, image, world.ports.wall.now(), world.lab.transfer.blockSize);
    const mine = () => unit.receiving === receiving;
    let begun = false;
    const begin = () => {
      if (begun) return;
      begun = true;
      this.#ports.tell(unit, { type: "image-started", sizeBytes: receiving.sizeBytes });
    };
    const upgrading = world.upgrade.running || world.upgrade.targetVersion !== null;
    const target = upgrading ? world.upgrade.targetVersion : null;
    const link = linkOf(unit);
    const stop = this.#fetcher.start({
      image,
      source,
      client: { apId: unit.id, name: unit.name, ip: unit.ip },
      apId: unit.id,
      link,
      alters: unit.behaviour.corruptsImage,
      wanted: {
        family: unit.family,
        version: purpose === "join" ? world.controller.version : target,
      },
      onAnnounced: (sizeBytes) => {
        if (!mine()) return;
        receiving.sizeBytes = sizeBytes;
        if (sizeBytes !== null && purpose === "predownload") world.sizes.set(image, sizeBytes);
        begin();
      },
      onProgress: (bytes) => {
        if (!mine()) return;
        receiving.bytes = bytes;
        begin();
        const { sizeBytes } = receiving;
        const point = nextFaultPoint(unit.state, unit.facts);
        if (point !== null && sizeBytes !== null && bytes * 100 >= point * sizeBytes) {
          this.#ports.tell(unit, { type: "image-progress", percent: (bytes * 100) / sizeBytes });
        }
      },
      onEnd: (result) => {
        if (!mine()) return;
        const own = ownFault(unit, link, result);
        if (own !== null) {
          if (receiving.bytes === receiving.sizeBytes) this.#printReceived(unit, receiving, receiving.bytes);
          return this.#failed(unit, receiving, own, true);
        }
        if (!result.ok) return this.#failed(unit, receiving, result.fault);
        if (result.image === null) {
          return this.#failed(unit, receiving, versionUnknown(imagePathOf(source.profile, image)));
        }
        this.#ports.onFetched(unit, purpose, image, result.image);
        if (mine()) this.#arrived(unit, receiving, result.image);
      },
    });
    receiving.stop = (why) => {
      this.#sampler.remove(receiving);
      stop(why);
    };
    this.#begin(unit, receiving);
  }

  #deliver(unit: ApUnit, purpose: Purpose, image: string, held: HeldImage): void {
    const { simulated, wall, transfers } = this.#world.ports;
    const { sizeBytes } = held;
    const receiving = newReceiving(purpose, image, wall.now(), IMAGE_DATA_BYTES);
    receiving.sizeBytes = sizeBytes;
    const row = transfers.open({
      protocol: "capwap",
      direction: "send",
      client: { address: unit.ip, port: AP_PORT },
      server: { address: this.#world.lab.controller.ip, port: CAPWAP_PORT },
      path: image,
      size: sizeBytes,
      abort: () => {
        const why = fault("aborted", "The operator aborted the transfer.");
        if (unit.receiving === receiving) this.#failed(unit, receiving, why);
      },
    });
    const flow = new CapwapFlow({
      clock: simulated,
      sizeBytes,
      link: () => capwapLink(unit.behaviour),
      faultPoint: () => nextFaultPoint(unit.state, unit.facts),
      onFaultPoint: (percent) => this.#ports.tell(unit, { type: "image-progress", percent }),
      onDone: () => {
        receiving.bytes = sizeBytes;
        row.bytes = sizeBytes;
        row.end("complete");
        this.#arrived(unit, receiving, held);
      },
    });
    receiving.read = () => {
      receiving.bytes = flow.bytes;
      row.bytes = receiving.bytes;
    };
    receiving.relink = () => flow.relink();
    receiving.stop = (why) => {
      flow.stop();
      this.#sampler.remove(receiving);
      row.end(why.code === "aborted" ? "aborted" : "failed", why);
    };
    this.#begin(unit, receiving);
    this.#ports.tell(unit, { type: "image-started", sizeBytes });
  }

  #begin(unit: ApUnit, receiving: Receiving): void {
    unit.receiving = receiving;
    this.#sampler.add(receiving, unit);
  }

  #arrived(unit: ApUnit, receiving: Receiving, held: HeldImage): void {
    this.#finish(unit, receiving, held.sizeBytes);
    unit.sizeBytes = held.sizeBytes;
    if (receiving.image !== CONTROLLER_IMAGE) this.#printReceived(unit, receiving, held.sizeBytes);
    this.#ports.tell(unit, { type: "image-arrived", version: held.version, sizeBytes: held.sizeBytes });
  }

  #printReceived(unit: ApUnit, receiving: Receiving, bytes: number): void {
    const { purpose, image, perMessage, printedDots } = receiving;
    const pre = purpose === "predownload";
    this.#world.console(unit, { note: "received", image, bytes, perMessage, printedDots, pre });
  }

  #failed(unit: ApUnit, receiving: Receiving, why: Fault, own = false): void {
    receiving.read();
    this.#finish(unit, receiving, receiving.bytes);
    receiving.stop(why);
    this.#ports.tell(unit, { type: "image-failed", fault: why, own });
  }

  #finish(unit: ApUnit, receiving: Receiving, bytes: number): void {
    this.#sampler.remove(receiving);
    unit.receiving = null;
    unit.bytes = bytes;
    unit.sizeBytes = receiving.sizeBytes;
  }
}
