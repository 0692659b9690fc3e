/** One access point as its drawer shows it: partitions, behavior, history, and *Why?* when it failed. */
import type { ApDetail } from "@/lib/contracts/ap-detail";
import type { RecordedEvent } from "@/lib/contracts/events";
import type { Fault } from "@/lib/contracts/fault";
import { explain } from "@/lib/controller/why";
import { alternativePaths, labFaults, stoppedServer } from "../image-download/image-request";
import { eventText } from "../logs/event-text";
import { apRow } from "./rows";
import type { SimulatedAp } from "./simulated-ap";
import type { SimulationState } from "./simulation-state";

const HISTORY = 200;

export async function apDetail(simulation: SimulationState, ap: SimulatedAp): Promise<ApDetail> {
  const { state } = ap;
  const events = await simulation.ports.store.events.read({ apId: ap.id, limit: HISTORY });
  const { apImage } = state.predownload;
  const { simulated } = simulation.ports;
  const failed = apImage.fault !== null || state.joinFault !== null;
  const explanation =
    failed && ap.failure !== null
      ? explain({
          ...ap.failure,
          fault: state.joinFault ?? apImage.fault ?? ap.failure.fault,
          nextRetryAt: apImage.nextRetryAt,
          clockFactor: simulated.factor,
          away: state.connectionLoss !== "none",
          alternativePaths: alternativePaths(
            simulation.download,
            ap.failure,
            simulation.upgrade.targetVersion,
          ),
          labFaults: labFaults(simulation.download, ap.failure),
          stoppedServer: stoppedServer(simulation.download, {
            mode: ap.failure.mode,
            imageServer: ap.failure.server,
            servicePort: null,
          }),
          refusedKey: simulation.knownHosts.refused(ap.failure.server, ap.failure.port),
        })
      : unexplained(state.joinFault ?? apImage.fault);
  return {
    row: apRow(ap, simulation),
    partitions: (["part1", "part2"] as const).map((name) => ({
      name,
      version: state[name],
      active: state.active === name,
      bootsNext: (state.nextBoot ?? state.active) === name,
      writtenAt: writtenAt(events, state[name]),
    })),
    behavior: ap.behavior,
    history: events.map((event) => ({ wallAt: event.wallAt, type: event.type, text: eventText(event) })),
    ...explanation,
  };
}

/** When a download last wrote this version. What was there before Lab wrote other software is not counted. */
function writtenAt(events: readonly RecordedEvent[], version: string): number | null {
  for (const event of events) {
    if (event.type === "ap.flashed") return null;
    const isWrite = event.type === "ap.predownload.completed" || event.type === "ap.image-downloaded";
    if (isWrite && event.data.version === version) return event.wallAt;
  }
  return null;
}

/** A failure before any transfer: the fault itself is the explanation. */
const unexplained = (why: Fault | null): Pick<ApDetail, "why" | "remedy" | "cure"> => ({
  why: why === null ? [] : [{ source: "controller", text: why.message }],
  remedy: why?.remedy ?? null,
  cure: why?.cure ?? null,
});
