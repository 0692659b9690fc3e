/** The first step of an upgrade: the controller fetches its own image, and learns how large the others are. */
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import type { Fault } from "@/lib/contracts/fault";
import type { ImageFetcher } from "../image-download/image-fetcher";
import { probeSource } from "../image-download/image-source";
import { newReceiving } from "../simulation/receiving";
import type { Sampler } from "../simulation/sampler";
import type { SimulationState } from "../simulation/simulation-state";

const PROBES_AT_ONCE = 4;

export type ControllerImagePorts = {
  fetcher: ImageFetcher;
  sampler: Sampler;
  onBegins(): void;
  onArrived(bytes: number, version: string | null): void;
  onFailed(why: Fault): void;
};

/** Starts the fetch; `simulation.controllerReceiving` stands for it until it ends or is stopped. */
export function fetchControllerImage(simulation: SimulationState, ports: ControllerImagePorts): void {
  const { wall } = simulation.ports;
  const { upgradeSource: source, own } = simulation;
  if (source === null || own === undefined) return;
  const upgradeId = simulation.upgrade.id;
  const receiving = newReceiving(
    "controller",
    CONTROLLER_IMAGE,
    wall.now(),
    simulation.lab.transfer.blockSize,
  );
  const mine = () => simulation.controllerReceiving === receiving;
  const done = () => {
    ports.sampler.remove(receiving);
    if (mine()) simulation.controllerReceiving = null;
  };
  const stop = ports.fetcher.start({
    image: CONTROLLER_IMAGE,
    source,
    client: { apId: own.id, name: simulation.lab.controller.name, ip: simulation.lab.controller.ip },
    apId: own.id,
    room: () => simulation.flashRoom(receiving),
    wanted: { family: null, version: null },
    onAnnounced: (sizeBytes) => {
      if (!mine()) return;
      receiving.sizeBytes = sizeBytes;
      if (sizeBytes !== null) simulation.sizes.set(CONTROLLER_IMAGE, sizeBytes);
      ports.onBegins();
      learnSizes(simulation, upgradeId).catch((cause: unknown) =>
        simulation.ports.onFault("asking for image sizes", cause),
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
      simulation.held.set(CONTROLLER_IMAGE, { sizeBytes: result.bytes, version: version ?? "" });
      simulation.sizes.set(CONTROLLER_IMAGE, result.bytes);
      ports.onArrived(result.bytes, version);
    },
  });
  receiving.stop = (why) => {
    done();
    stop(why);
  };
  simulation.controllerReceiving = receiving;
  ports.sampler.add(receiving, null);
}

/** Asks the server how large each family's image is, so that bytes to move and the estimate rest on figures. */
async function learnSizes(simulation: SimulationState, upgradeId: string): Promise<void> {
  const source = simulation.upgradeSource;
  if (source === null) return;
  const { lab } = simulation;
  const families = [...new Set(simulation.members().flatMap((u) => u.family ?? []))];
  const patience = {
    timeoutMs: lab.transfer.timeoutSeconds * 1000,
    tries: Math.max(1, lab.transfer.retries),
    atOnce: PROBES_AT_ONCE,
  };
  await probeSource(simulation.download, source, families, patience, (image, answer) => {
    if (simulation.stopped || simulation.upgrade.id !== upgradeId) return false;
    if (answer.found && answer.sizeBytes !== null) simulation.sizes.set(image, answer.sizeBytes);
    simulation.publishSoon();
    return true;
  });
}
