/** What the simulation hands to image downloads: who is told about a fetch, and where it is recorded. */
import { installCompleted, installFailed, installStarted } from "@/lib/controller/syslog-lines";
import type { FetcherPorts, FetchIds } from "../image-download/context";
import type { ControllerFetchPorts } from "../image-download/controller-fetches";
import { newReceiving } from "./receiving";
import type { Sampler } from "./sampler";
import type { SimulationState } from "./simulation-state";

/** Fetches are reported as the controller's install lines and as events. */
export function fetcherPorts(simulation: SimulationState): FetcherPorts {
  const { simulated, createReader, sha512, transfers, onFault } = simulation.ports;
  const lineIds = ({ apId, transferId }: FetchIds) => ({
    ...(apId !== null && { apId }),
    ...(transferId !== null && { transferId }),
  });
  return {
    clock: simulated,
    createReader,
    sha512,
    transfers,
    onFault,
    targetVersion: () => simulation.upgrade.targetVersion,
    report: {
      started(url, ids) {
        simulation.syslog(installStarted(url), lineIds(ids));
        simulation.event({ type: "install.started", data: { url, apId: ids.apId } });
      },
      completed(url, ids) {
        simulation.syslog(installCompleted(url), lineIds(ids));
        simulation.event({ type: "install.completed", data: { url, apId: ids.apId } });
      },
      failed(url, why, ids) {
        simulation.syslog(installFailed(url, why), lineIds(ids));
        simulation.event({ type: "install.failed", data: { url, apId: ids.apId, fault: why } });
      },
    },
  };
}

/** The controller's fetches take space in its flash and are sampled for their rate. */
export const controllerFetchPorts = (
  simulation: SimulationState,
  sampler: Sampler,
): ControllerFetchPorts => ({
  client() {
    const { own, lab } = simulation;
    return own === undefined ? null : { apId: own.id, name: lab.controller.name, ip: lab.controller.ip };
  },
  record(key, scope, image) {
    const receiving = newReceiving("predownload", image, simulation.ports.wall.now(), 0);
    simulation.familyFetches.set(key, receiving);
    sampler.add(receiving, null);
    return {
      room: () => simulation.flashRoom(receiving),
      announced(sizeBytes) {
        receiving.sizeBytes = sizeBytes;
        if (sizeBytes !== null && scope === "upgrade") simulation.sizes.set(image, sizeBytes);
      },
      progressed(bytes) {
        receiving.bytes = bytes;
      },
      close() {
        simulation.familyFetches.delete(key);
        sampler.remove(receiving);
      },
    };
  },
  keepForJoin: (image, held) => void simulation.joinHeld.set(image, held),
});
