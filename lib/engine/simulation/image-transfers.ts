/**
 * Transfers of images to access points: over the real wire when the access point fetches it itself, or over CAPWAP in
 * simulated time when the controller sends it. Counts bytes, triggers injected faults at their percent, and reports the
 * outcome to the access point's machine.
 */
import { imageFamilySchema } from "@/lib/contracts/families";
import { type Fault, fault } from "@/lib/contracts/fault";
import { imagePathOf } from "@/lib/contracts/profile";
import { isFetchedByController } from "@/lib/controller/modes/all-rules";
import { nextFaultPoint } from "@/lib/fleet/ap-interruptions";
import type { ApEvent, Purpose } from "@/lib/fleet/ap-state";
import { ConsoleDots } from "@/lib/fleet/console-dots";
import { receivedText } from "@/lib/fleet/console-lines";
import { IMAGE_DATA_BYTES } from "@/lib/wire/capwap/image-data";
import type { HeldImage, ImageSource } from "../image-download/context";
import type { ControllerFetches } from "../image-download/controller-fetches";
import { type ImageFetcher, versionUnknown } from "../image-download/image-fetcher";
import { apFaultOf, capwapLink, linkOf } from "./ap-link";
import { CapwapFlow } from "./capwap-flow";
import { newReceiving } from "./receiving";
import type { Sampler } from "./sampler";
import type { Receiving, SimulatedAp } from "./simulated-ap";
import type { SimulationState } from "./simulation-state";

/** CAPWAP control port of the controller (RFC 5415 §3.1), and the access point's port in field captures. */
const CAPWAP_PORT = 5246;
const AP_PORT = 5248;

export type ImageTransferPorts = {
  dispatch(ap: SimulatedAp, event: ApEvent): void;
  /** An access point fetched a good image from the server, so the controller can send it to others. */
  onFetched(ap: SimulatedAp, purpose: Purpose, image: string, held: HeldImage): void;
};

export class ImageTransfers {
  readonly #simulation: SimulationState;
  readonly #fetcher: ImageFetcher;
  readonly #fetches: ControllerFetches;
  readonly #sampler: Sampler;
  readonly #ports: ImageTransferPorts;

  constructor(
    simulation: SimulationState,
    fetcher: ImageFetcher,
    fetches: ControllerFetches,
    sampler: Sampler,
    ports: ImageTransferPorts,
  ) {
    this.#simulation = simulation;
    this.#fetcher = fetcher;
    this.#fetches = fetches;
    this.#sampler = sampler;
    this.#ports = ports;
  }

  start(ap: SimulatedAp, purpose: Purpose, image: string, route: "server" | "capwap"): void {
    this.#simulation.fleet.resetBytes(ap, purpose);
    const held = route === "capwap" ? this.#heldFor(purpose, image) : null;
    const source = this.#simulation.sourceFor(purpose);
    if (route === "server") this.#fetch(ap, purpose, image);
    else if (held !== null) this.#deliver(ap, purpose, image, held);
    else if (source !== null && isFetchedByController(source.profile))
      this.#await(ap, purpose, image, source);
    else {
      const why = fault("not-found", `The controller does not have ${image}.`);
      this.#ports.dispatch(ap, { type: "image-failed", fault: why, isApFault: false });
    }
  }

  #heldFor(purpose: Purpose, image: string): HeldImage | null {
    const { controller, fleet, profile } = this.#simulation;
    const { held, heldForJoin } = this.#simulation.images;
    if (purpose !== "join") return held.get(image) ?? null;
    const { version } = controller;
    // It has images of other families only in modes where it fetches them itself.
    if (image === fleet.host?.family || !isFetchedByController(profile.profile))
      return { sizeBytes: controller.ownImageBytes, version };
    const ofUpgrade = held.get(image);
    return heldForJoin.get(image) ?? (ofUpgrade?.version === version ? ofUpgrade : null);
  }

  /** The controller has to fetch the image first; then it sends it to everybody who waits. */
  #await(ap: SimulatedAp, purpose: Purpose, image: string, source: ImageSource): void {
    const simulation = this.#simulation;
    const family = imageFamilySchema.safeParse(image);
    if (!family.success) return;
    const isJoin = purpose === "join";
    const receiving = newReceiving(purpose, image, simulation.ports.wall.elapsed(), IMAGE_DATA_BYTES);
    receiving.awaits = `The controller fetches ${image} first`;
    simulation.fleet.startReceiving(ap, receiving);
    receiving.stop = this.#fetches.fetch(
      {
        scope: isJoin ? "join" : "upgrade",
        image: family.data,
        source,
        version: isJoin ? simulation.controller.version : simulation.upgrade.targetVersion,
        apId: ap.id,
      },
      (result) => {
        if (ap.receiving !== receiving) return;
        simulation.fleet.endReceiving(ap, receiving, 0, null);
        if (result.ok) this.#deliver(ap, purpose, image, result.image);
        else this.#ports.dispatch(ap, { type: "image-failed", fault: result.fault, isApFault: false });
      },
    );
  }

  #fetch(ap: SimulatedAp, purpose: Purpose, image: string): void {
    const simulation = this.#simulation;
    const source = simulation.sourceFor(purpose);
    if (source === null || ap.family === null) return;
    const receiving = newReceiving(
      purpose,
      image,
      simulation.ports.wall.elapsed(),
      simulation.lab.transfer.blockSize,
    );
    const isCurrent = () => ap.receiving === receiving;
    let begun = false;
    const begin = () => {
      if (begun) return;
      begun = true;
      this.#ports.dispatch(ap, { type: "image-started", sizeBytes: receiving.sizeBytes });
    };
    const upgrading = simulation.upgrade.running || simulation.upgrade.targetVersion !== null;
    const target = upgrading ? simulation.upgrade.targetVersion : null;
    const link = linkOf(ap);
    const stop = this.#fetcher.start({
      image,
      source,
      client: { apId: ap.id, name: ap.name, ip: ap.ip },
      apId: ap.id,
      link,
      alters: ap.behavior.corruptsImage,
      wanted: {
        family: ap.family,
        version: purpose === "join" ? simulation.controller.version : target,
      },
      onAnnounced: (sizeBytes) => {
        if (!isCurrent()) return;
        receiving.sizeBytes = sizeBytes;
        if (sizeBytes !== null && purpose === "predownload") simulation.images.setSize(image, sizeBytes);
        begin();
      },
      onProgress: (bytes) => {
        if (!isCurrent()) return;
        receiving.bytes = bytes;
        begin();
        const { sizeBytes } = receiving;
        const point = nextFaultPoint(ap.state, ap.facts);
        if (point !== null && sizeBytes !== null && bytes * 100 >= point * sizeBytes) {
          this.#ports.dispatch(ap, { type: "image-progress", percent: (bytes * 100) / sizeBytes });
        }
      },
      onEnd: (result) => {
        if (!isCurrent()) return;
        const own = apFaultOf(ap, link, result);
        if (own !== null) {
          if (receiving.bytes === receiving.sizeBytes) this.#printReceived(ap, receiving, receiving.bytes);
          return this.#failed(ap, receiving, own, true);
        }
        if (!result.ok) return this.#failed(ap, receiving, result.fault);
        if (result.image === null) {
          return this.#failed(ap, receiving, versionUnknown(imagePathOf(source.profile, image)));
        }
        this.#ports.onFetched(ap, purpose, image, result.image);
        if (isCurrent()) this.#arrived(ap, receiving, result.image);
      },
    });
    receiving.stop = (why) => {
      this.#sampler.remove(receiving);
      stop(why);
    };
    this.#begin(ap, receiving);
  }

  #deliver(ap: SimulatedAp, purpose: Purpose, image: string, held: HeldImage): void {
    const { simulated, wall, transfers } = this.#simulation.ports;
    const { sizeBytes } = held;
    const receiving = newReceiving(purpose, image, wall.elapsed(), IMAGE_DATA_BYTES);
    receiving.sizeBytes = sizeBytes;
    const row = transfers.open({
      protocol: "capwap",
      direction: "send",
      client: { address: ap.ip, port: AP_PORT },
      server: { address: this.#simulation.lab.controller.ip, port: CAPWAP_PORT },
      path: image,
      size: sizeBytes,
      abort: () => {
        const why = fault("aborted", "The operator aborted the transfer.");
        if (ap.receiving === receiving) this.#failed(ap, receiving, why);
      },
    });
    const flow = new CapwapFlow({
      clock: simulated,
      sizeBytes,
      link: () => capwapLink(ap.behavior),
      faultPoint: () => nextFaultPoint(ap.state, ap.facts),
      onFaultPoint: (percent) => this.#ports.dispatch(ap, { type: "image-progress", percent }),
      onDone: () => {
        receiving.bytes = sizeBytes;
        row.bytes = sizeBytes;
        row.end("complete");
        this.#arrived(ap, receiving, held);
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
    this.#begin(ap, receiving);
    this.#ports.dispatch(ap, { type: "image-started", sizeBytes });
  }

  #begin(ap: SimulatedAp, receiving: Receiving): void {
    const { purpose, perMessage } = receiving;
    const kind = purpose === "join" ? "joining" : "in-run";
    if (purpose !== "controller")
      receiving.dots = new ConsoleDots(kind, perMessage, this.#simulation.output.consoleFreeAt(ap));
    this.#simulation.fleet.startReceiving(ap, receiving);
    this.#sampler.add(receiving, ap);
  }

  #arrived(ap: SimulatedAp, receiving: Receiving, held: HeldImage): void {
    this.#finish(ap, receiving, held.sizeBytes, held.sizeBytes);
    this.#printReceived(ap, receiving, held.sizeBytes);
    this.#ports.dispatch(ap, { type: "image-arrived", version: held.version, sizeBytes: held.sizeBytes });
  }

  #printReceived(ap: SimulatedAp, receiving: Receiving, bytes: number): void {
    const { purpose, image, perMessage, dots } = receiving;
    if (dots === null) return;
    const { output, ports } = this.#simulation;
    output.consoleStamped(ap, dots.advance(bytes, ports.simulated.now()));
    const { text, startedAt } = dots.rest(bytes);
    output.consoleStamped(ap, [{ text: `${text}${receivedText(bytes, perMessage)}`, startedAt }]);
    output.console(ap, { note: "received", image, pre: purpose === "predownload" });
  }

  #failed(ap: SimulatedAp, receiving: Receiving, why: Fault, isApFault = false): void {
    receiving.read();
    this.#finish(ap, receiving, receiving.bytes, receiving.sizeBytes);
    receiving.stop(why);
    this.#ports.dispatch(ap, { type: "image-failed", fault: why, isApFault });
  }

  #finish(ap: SimulatedAp, receiving: Receiving, bytes: number, sizeBytes: number | null): void {
    this.#sampler.remove(receiving);
    this.#simulation.fleet.endReceiving(ap, receiving, bytes, sizeBytes);
  }
}
