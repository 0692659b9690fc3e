/** One access point as its drawer shows it: partitions, behaviour, history, and *Why?* when it failed. */
import type { ApDetail } from "@/lib/contracts/aps";
import type { RecordedEvent } from "@/lib/contracts/events";
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import { type Fault, fault, faultCodes } from "@/lib/contracts/fault";
import type { Profile } from "@/lib/contracts/profile";
import { explain } from "@/lib/controller/why";
import { apRow } from "./rows";
import type { ApUnit, LastFailure, World } from "./world";

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
          elsewhere: elsewhere(world, unit.failure),
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

/** Why the controller has no image of its own: the URL, what the field calls it, the peer's words, and the cure. */
export function controllerImageFault(world: World, profile: Profile, cause: Fault): Fault {
  const url = world.url(profile, CONTROLLER_IMAGE);
  const path = profile.imagePath === "" ? CONTROLLER_IMAGE : `${profile.imagePath}/${CONTROLLER_IMAGE}`;
  const failure = { image: CONTROLLER_IMAGE, path };
  const { remedy } = explain({
    ...failure,
    fault: cause,
    url,
    server: profile.imageServer,
    port: world.port(profile),
    own: false,
    atJoin: false,
    master: null,
    elsewhere: elsewhere(world, failure),
    nextRetryAt: null,
  });
  const { title } = faultCodes[cause.code];
  const words = cause.message.replace(/\.$/, "");
  const message = `${url}: ${title}${words === title ? "" : ` (${words})`}.`;
  return fault(cause.code, message, remedy ?? undefined);
}

/** Paths in our repository that hold the image of that name, the wanted version first. */
function elsewhere(world: World, failure: Pick<LastFailure, "image" | "path">): string[] {
  const target = world.upgrade.targetVersion;
  return world.ports.images
    .sets()
    .flatMap((set) =>
      set.files
        .filter((f) => f.path.split("/").at(-1) === failure.image && f.intact !== false)
        .map((f) => ({ path: `${set.name}/${f.path}`, version: f.version, at: set.importedAt })),
    )
    .filter((f) => f.path !== failure.path)
    .toSorted((a, b) => Number(b.version === target) - Number(a.version === target) || b.at - a.at)
    .map((f) => f.path);
}

function sentence(event: RecordedEvent): string {
  switch (event.type) {
    case "ap.added":
      return "Added to the lab";
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
