/** The first step of an upgrade: the controller fetches its own image and asks for the sizes of the others. */
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import type { Fault } from "@/lib/contracts/fault";
import type { RunPrediction } from "@/lib/contracts/prediction";
import { predictRun } from "@/lib/prediction/predict-upgrade";
import { yieldToEventLoop } from "@/lib/store/batch";
import type { ImageFetcher } from "../image-download/image-fetcher";
import { probeSource } from "../image-download/image-source";
import { newReceiving } from "../simulation/receiving";
import type { Sampler } from "../simulation/sampler";
import type { SimulationState } from "../simulation/simulation-state";
import { type AskedImage, askedImage, predictionInputOf } from "./upgrade-prediction";

const PROBES_AT_ONCE = 4;

export type ControllerImagePorts = {
  fetcher: ImageFetcher;
  sampler: Sampler;
  onBegins(): void;
  /** The sizes of all images are known. */
  onPredicted(prediction: RunPrediction): void;
  onArrived(bytes: number, version: string | null): void;
  onFailed(why: Fault): void;
};

/** Starts the fetch. `simulation.images.controllerFetch` is its progress until it ends or is stopped. */
export function fetchControllerImage(simulation: SimulationState, ports: ControllerImagePorts): void {
  const { wall } = simulation.ports;
  const { source } = simulation.upgradeState;
  const { host } = simulation.fleet;
  if (source === null || host === undefined) return;
  const upgradeId = simulation.upgrade.id;
  const receiving = newReceiving(
    "controller",
    CONTROLLER_IMAGE,
    wall.now(),
    simulation.lab.transfer.blockSize,
  );
  const isCurrent = () => simulation.images.controllerFetch === receiving;
  const done = () => {
    ports.sampler.remove(receiving);
    simulation.images.endControllerFetch(receiving);
    simulation.rows.publish(host);
  };
  const stop = ports.fetcher.start({
    image: CONTROLLER_IMAGE,
    source,
    client: { apId: host.id, name: simulation.lab.controller.name, ip: simulation.lab.controller.ip },
    apId: host.id,
    room: () => simulation.flashRoom(receiving),
    wanted: { family: null, version: null },
    onAnnounced: (sizeBytes) => {
      if (!isCurrent()) return;
      receiving.sizeBytes = sizeBytes;
      if (sizeBytes !== null) simulation.images.setSize(CONTROLLER_IMAGE, sizeBytes);
      ports.onBegins();
      learnSizes(simulation, upgradeId, sizeBytes, ports.onPredicted).catch((cause: unknown) =>
        simulation.ports.onFault("asking for image sizes", cause),
      );
    },
    onProgress: (bytes) => {
      if (!isCurrent()) return;
      receiving.bytes = bytes;
      ports.onBegins();
    },
    onEnd: (result) => {
      if (!isCurrent()) return;
      done();
      if (!result.ok) {
        ports.onFailed(result.fault);
        return;
      }
      const version = result.image?.version ?? null;
      simulation.images.hold(CONTROLLER_IMAGE, { sizeBytes: result.bytes, version: version ?? "" });
      simulation.rows.publish(host);
      ports.onArrived(result.bytes, version);
    },
  });
  receiving.stop = (why) => {
    done();
    stop(why);
  };
  simulation.images.beginControllerFetch(receiving);
  // Its own access point shows it as its controller image.
  ports.sampler.add(receiving, host);
  simulation.rows.publish(host);
}

/** Asks the server for the size of each family's image, for the bytes to move, the estimate and the prediction. */
async function learnSizes(
  simulation: SimulationState,
  upgradeId: string,
  controllerSize: number | null,
  onPredicted: ControllerImagePorts["onPredicted"],
): Promise<void> {
  const source = simulation.upgradeState.source;
  if (source === null) return;
  const { lab } = simulation;
  const families = [...new Set(simulation.members().flatMap((ap) => ap.family ?? []))];
  const patience = {
    timeoutMs: lab.transfer.timeoutSeconds * 1000,
    tries: Math.max(1, lab.transfer.retries),
    atOnce: PROBES_AT_ONCE,
  };
  const isCurrent = () => !simulation.isStopped && simulation.upgrade.id === upgradeId;
  const asked: AskedImage[] = [
    { image: CONTROLLER_IMAGE, sizeBytes: controllerSize, version: null, fault: null },
  ];
  await probeSource(simulation.download, source, families, patience, (image, answer) => {
    if (!isCurrent()) return false;
    asked.push(askedImage(simulation, source.profile, image, answer));
    if (answer.found && answer.sizeBytes !== null) simulation.images.setSize(image, answer.sizeBytes);
    simulation.rows.publishSoon();
    return true;
  });
  if (!isCurrent()) return;
  const input = predictionInputOf(simulation, source.profile, simulation.members(), asked);
  if (input === null) return;
  const prediction = await predictRun(input, yieldToEventLoop);
  if (isCurrent()) onPredicted(prediction);
}
