/** One access point as its drawer shows it: partitions, behaviour, history, and *Why?* when it failed. */
import type { ApDetail } from "@/lib/contracts/aps";
import type { RecordedEvent } from "@/lib/contracts/events";
import { explain } from "@/lib/controller/why";
import { elsewhere } from "./elsewhere";
import { apRow } from "./rows";
import type { ApUnit, World } from "./world";

const HISTORY = 200;

export async function apDetail(world: World, unit: ApUnit): Promise<ApDetail> {
  const { state } = unit;
  const events = await world.ports.store.events.read({ apId: unit.id, limit: HISTORY });
  const failed = state.predownload.fault !== null || state.joinFault !== null;
  const explanation =
    failed && unit.failure !== null
      ? explain({
          ...unit.failure,
          fault: state.predownload.fault ?? state.joinFault ?? unit.failure.fault,
          nextRetryAt: state.predownload.nextRetryAt,
          elsewhere: elsewhere(world, unit.failure, world.upgrade.targetVersion),
        })
      : { why: [], remedy: state.predownload.fault?.remedy ?? state.joinFault?.remedy ?? null };
  return {
    row: apRow(unit, world),
    partitions: (["part1", "part2"] as const).map((name) => ({
      name,
      version: state[name],
      active: state.active === name,
    })),
    behaviour: unit.behaviour,
    history: events.map((event) => ({ wallAt: event.wallAt, type: event.type, text: sentence(event) })),
    ...explanation,
  };
}

function sentence(event: RecordedEvent): string {
  switch (event.type) {
    case "ap.added":
      return "Added to the lab";
    case "ap.removed":
      return `${event.data.name} was removed from the lab`;
    case "ap.joined":
      return `Joined with ${event.data.version}`;
    case "ap.disjoined":
      return event.data.reason;
    case "ap.rebooted":
      return `Rebooted: ${event.data.reason}`;
    case "ap.image-downloaded":
      return `Downloaded ${event.data.version} to be able to join`;
    case "ap.image-download-failed":
      return `Image download failed: ${event.data.fault.message}`;
    case "ap.predownload.initiated":
      return "Predownload initiated";
    case "ap.predownload.started":
      return `Predownload of ${event.data.image} over ${event.data.method}`;
    case "ap.predownload.completed":
      return `Predownload complete: ${event.data.version}`;
    case "ap.predownload.failed":
      return `Predownload failed: ${event.data.fault.message}`;
    case "ap.predownload.unsupported":
      return `Not supported: ${event.data.fault.message}`;
    case "ap.swapped":
      return `Swapped to ${event.data.version}`;
    case "image-master.elected":
      return `Elected image master of ${event.data.family}`;
    case "install.started":
      return `Started install add ${event.data.url}`;
    case "install.completed":
      return `Completed install add ${event.data.url}`;
    case "install.failed":
      return `Failed install add ${event.data.url}: ${event.data.fault.message}`;
    case "transfer.started":
      return `Transfer of ${event.data.path} started`;
    case "transfer.completed":
      return `Transfer of ${event.data.path} complete`;
    case "transfer.failed":
      return `Transfer of ${event.data.path} failed: ${event.data.fault.message}`;
    case "transfer.aborted":
      return `Transfer of ${event.data.path} aborted`;
    default:
      return event.type;
  }
}
