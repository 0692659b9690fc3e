/** The sentence and the severity of each event, for the timeline and the history of an access point. */
import type { EventType, RecordedEvent } from "@/lib/contracts/events";
import type { ServerId } from "@/lib/contracts/server-ids";
import { serverTitles } from "@/lib/contracts/server-names";
import { hostAndPort } from "@/lib/kit/host-and-port";

/** One sentence without a period at its end. */
export function eventText(event: RecordedEvent): string {
  switch (event.type) {
    case "ap.added":
      return "Added to the lab";
    case "ap.removed":
      return `${event.data.name} removed from the lab`;
    case "ap.joined":
      return `Joined with ${event.data.version}`;
    case "ap.disjoined":
      return `Disjoined: ${event.data.reason}`;
    case "ap.rebooted":
      // Version 0.1 stored a sentence, later versions store what follows the verb ("by Activate").
      return event.data.reason.endsWith(".")
        ? `Rebooted: ${event.data.reason}`
        : `Rebooted ${event.data.reason}`;
    case "ap.image-downloaded":
      return `Downloaded ${event.data.version} before joining`;
    case "ap.image-download-failed":
      return `Image download failed: ${event.data.fault.message}`;
    case "ap.predownload.initiated":
      return "Predownload initiated";
    case "ap.predownload.started":
      return `Predownload of ${event.data.image} over ${event.data.method} started`;
    case "ap.predownload.completed":
      return `Predownload complete: ${event.data.version}`;
    case "ap.predownload.failed": {
      const { fault, retryAt } = event.data;
      return `Predownload failed: ${fault.message}${retryAt === null ? "" : " It will be retried."}`;
    }
    case "ap.controller-image.failed": {
      const { fault, retryAt } = event.data;
      return `Controller image failed: ${fault.message}${retryAt === null ? "" : " It will be retried."}`;
    }
    case "ap.predownload.unsupported":
      return `Predownload not supported: ${event.data.fault.message}`;
    case "ap.swapped":
      return `Swapped to ${event.data.version}`;
    case "ap.flashed":
      return event.data.backup === null
        ? `Lab wrote ${event.data.running} to flash`
        : `Lab wrote ${event.data.running} to flash, with backup ${event.data.backup}`;
    case "image-master.elected":
      return `Elected as image master for ${event.data.family}`;
    case "transfer.started":
      return `Transfer of ${event.data.path} started`;
    case "transfer.completed":
      return `Transfer of ${event.data.path} complete`;
    case "transfer.failed":
      return `Transfer of ${event.data.path} failed: ${event.data.fault.message}`;
    case "transfer.aborted":
      return `Transfer of ${event.data.path} aborted`;
    case "install.started":
      return `Started install add ${event.data.url}`;
    case "install.completed":
      return `Completed install add ${event.data.url}`;
    case "install.failed":
      return `Failed install add ${event.data.url}: ${event.data.fault.message}`;
    case "releases.checked":
      return event.data.fault === null
        ? `Checked for new software: suggested ${event.data.suggested ?? "none"}, latest ${event.data.latest ?? "none"}`
        : `Checked for new software: ${event.data.fault.message}`;
    case "profile.saved":
      return `Image download profile saved by ${event.data.by}`;
    case "profile.removed":
      return `Image download profile removed by ${event.data.by}`;
    case "host-key.pinned":
      return `Host key of ${hostAndPort(event.data.server, event.data.port)} pinned on the first connection: ${event.data.fingerprint}`;
    case "host-key.refused":
      return `Host key of ${hostAndPort(event.data.server, event.data.port)} rejected: ${event.data.fingerprint} does not match the pinned key ${event.data.pinned}`;
    case "host-key.accepted":
      return `New host key of ${hostAndPort(event.data.server, event.data.port)} accepted by ${event.data.by}: ${event.data.fingerprint}`;
    case "upgrade.started":
      return `Upgrade started${by(event.data)}`;
    case "upgrade.stage-entered":
      return `Upgrade entered stage ${event.data.stage}`;
    case "upgrade.ready":
      return "Upgrade ready to activate";
    case "upgrade.canceled":
      return `Upgrade canceled${by(event.data)}`;
    case "upgrade.failed":
      return `Upgrade failed: ${event.data.fault.message}`;
    case "upgrade.activated":
      return `Upgrade activated${by(event.data)}`;
    case "upgrade.ended":
      return `Upgrade ended: ${event.data.onTarget} of ${event.data.total} access points run the new version`;
    case "upgrade.rolled-back":
      return event.data.by === undefined
        ? `Rolled back to ${event.data.version}: the new version was not committed in time`
        : `Rolled back to ${event.data.version} by ${event.data.by}`;
    case "controller.renamed":
      return `Controller renamed to ${event.data.name} by ${event.data.by}`;
    case "controller.committed":
      return `Controller version ${event.data.version} committed by ${event.data.by}`;
    case "controller.image-removed":
      return `Inactive version ${event.data.version} removed by ${event.data.by}`;
    case "controller.reloaded":
      return `Controller reloaded with ${event.data.version}`;
    case "image-set.imported":
      return `Image set ${event.data.name} imported${by(event.data)}`;
    case "image-set.removed":
      return `Image set ${event.data.name} removed${by(event.data)}`;
    case "image-set.changed":
      return `Image set ${event.data.name} changed on disk`;
    case "uploaded-image.received":
      return `Uploaded image ${event.data.name} received by the controller${by(event.data)}`;
    case "uploaded-image.removed":
      return `Uploaded image ${event.data.name} removed from the controller${by(event.data)}`;
    case "lab.changed":
      return `Lab changed by ${event.data.by}: ${event.data.what}`;
    case "server.started":
      return `${serverTitle(event.data.server)} started on ${hostAndPort(event.data.address, event.data.port)}`;
    case "server.stopped":
      return `${serverTitle(event.data.server)} stopped`;
    case "server.failed":
      return `${serverTitle(event.data.server)} failed: ${event.data.fault.message}`;
  }
}

const by = (data: { by?: string | undefined }): string => (data.by ? ` by ${data.by}` : "");

const ERROR = 3;
const WARNING = 4;
const NOTICE = 5;
const WARNINGS: ReadonlySet<EventType> = new Set<EventType>([
  "upgrade.rolled-back",
  "ap.disjoined",
  "ap.predownload.unsupported",
  "transfer.aborted",
  "upgrade.canceled",
  "server.stopped",
]);

/** RFC 5424 severity: error for failures, warning for what was stopped or aborted, notice for everything else. */
export function eventSeverity(type: EventType): number {
  if (type.endsWith("failed") || type === "host-key.refused") return ERROR;
  return WARNINGS.has(type) ? WARNING : NOTICE;
}

/** The name of a server; of one that no longer exists, its id. */
const serverTitle = (id: string): string => serverTitles[id as ServerId] ?? id;
