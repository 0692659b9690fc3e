/** The first step of an upgrade: the controller fetches its own image, and learns how large the others are. */
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import type { Fault } from "@/lib/contracts/fault";
import type { ImageFetcher } from "./image-fetch";
import { probeSource } from "./image-source";
import { newReceiving } from "./receiving";
import type { Sampler } from "./sampler";
import type { World } from "./world";

const PROBES_AT_ONCE = 4;

export type ControllerImagePorts = {
  fetcher: ImageFetcher;
  sampler: Sampler;
  onBegins(): void;
  onArrived(bytes: number, version: string | null): void;
  onFailed(why: Fault): void;
};

/** Starts the fetch; `world.controllerReceiving` stands for it until it ends or is stopped. */
export function fetchControllerImage(world: World, ports: ControllerImagePorts): void {
  const { wall } = world.ports;
  const { upgradeSource: source, own } = world;
  if (source === null || own === undefined) return;
  const upgradeId = world.upgrade.id;
  const receiving = newReceiving("controller", CONTROLLER_IMAGE, wall.now(), world.lab.transfer.blockSize);
  const mine = () => world.controllerReceiving === receiving;
  const done = () => {
    ports.sampler.remove(receiving);
    if (mine()) world.controllerReceiving = null;
  };
  const stop = ports.fetcher.start({
    image: CONTROLLER_IMAGE,
    source,
    client: { apId: own.id, name: world.lab.controller.name, ip: world.lab.controller.ip },
    apId: own.id,
    room: () => world.flashRoom(receiving),
    wanted: { family: null, version: null },
    onAnnounced: (sizeBytes) => {
      if (!mine()) return;
      receiving.sizeBytes = sizeBytes;
      if (sizeBytes !== null) world.sizes.set(CONTROLLER_IMAGE, sizeBytes);
      ports.onBegins();
      learnSizes(world, upgradeId).catch((cause: unknown) =>
        world.ports.onFault("asking for image sizes", cause),
      );
    },
    onProgress: (bytes) => {
      if (!mine()) return;
      receiving.bytes = bytes;
      ports.onBegins();
    },
    onEnd: (result) => {
      if (!mine()) return;
      done();
      if (!result.ok) {
        ports.onFailed(result.fault);
        return;
      }
      const version = result.image?.version ?? null;
      world.held.set(CONTROLLER_IMAGE, { sizeBytes: result.bytes, version: version ?? "" });
      world.sizes.set(CONTROLLER_IMAGE, result.bytes);
      ports.onArrived(result.bytes, version);
    },
  });
  receiving.stop = (why) => {
    done();
    stop(why);
  };
  world.controllerReceiving = receiving;
  ports.sampler.add(receiving, null);
}

/** Asks the server how large each family's image is, so that bytes to move and the estimate rest on figures. */
async function learnSizes(world: World, upgradeId: string): Promise<void> {
  const source = world.upgradeSource;
  if (source === null) return;
  const { lab } = world;
  const families = [...new Set(world.members().flatMap((u) => u.family ?? []))];
  const patience = {
    timeoutMs: lab.transfer.timeoutSeconds * 1000,
    tries: Math.max(1, lab.transfer.retries),
    atOnce: PROBES_AT_ONCE,
  };
  await probeSource(world, source, families, patience, (image, answer) => {
    if (world.stopped || world.upgrade.id !== upgradeId) return false;
    if (answer.found && answer.sizeBytes !== null) world.sizes.set(image, answer.sizeBytes);
    world.publishSoon();
    return true;
  });
}
