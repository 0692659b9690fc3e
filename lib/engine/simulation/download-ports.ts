/** What the simulation hands to image downloads: who is told about a fetch, and where it is recorded. */
import { installCompleted, installFailed, installStarted } from "@/lib/controller/syslog-lines";
import type { FetcherPorts, FetchIds } from "../image-download/context";
import type { ControllerFetchPorts } from "../image-download/controller-fetches";
import { newReceiving } from "./receiving";
import type { Sampler } from "./sampler";
import type { SimulationState } from "./simulation-state";

/** Fetches are reported as the controller's install lines and as events. */
export function fetcherPorts(simulation: SimulationState): FetcherPorts {
  const { simulated, wall, createReader, sha512, transfers, onFault } = simulation.ports;
  const lineIds = ({ apId, transferId }: FetchIds) => ({
    ...(apId !== null && { apId }),
    ...(transferId !== null && { transferId }),
  });
  return {
    clock: simulated,
    wall,
    onMeasured: (profile, bytes, ms) => simulation.wireRates.record(profile, bytes, ms),
    createReader,
    sha512,
    transfers,
    onFault,
    targetVersion: () => simulation.upgrade.targetVersion,
    report: {
      started(url, ids) {
        simulation.output.syslog(installStarted(url), lineIds(ids));
        simulation.event({ type: "install.started", data: { url, apId: ids.apId } });
      },
      completed(url, ids, image) {
        simulation.output.syslog(installCompleted(url), lineIds(ids));
        simulation.event({ type: "install.completed", data: { url, apId: ids.apId, image } });
      },
      failed(url, why, ids) {
        simulation.output.syslog(installFailed(url, why), lineIds(ids));
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
    const { host } = simulation.fleet;
    const { name, ip } = simulation.lab.controller;
    return host === undefined ? null : { apId: host.id, name, ip };
  },
  record(key, scope, image) {
    const receiving = newReceiving("predownload", image, simulation.ports.wall.elapsed(), 0);
    simulation.images.beginFamilyFetch(key, receiving);
    sampler.add(receiving, null);
    return {
      room: () => simulation.flashRoom(receiving),
      announced(sizeBytes) {
        receiving.sizeBytes = sizeBytes;
        if (sizeBytes !== null && scope === "upgrade") simulation.images.setSize(image, sizeBytes);
      },
      progressed(bytes) {
        receiving.bytes = bytes;
      },
      close() {
        simulation.images.endFamilyFetch(key);
        sampler.remove(receiving);
      },
    };
  },
  keepForJoin: (image, held) => simulation.images.holdForJoin(image, held),
});
