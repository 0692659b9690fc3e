/** What an access point reports, said to the world: events, the controller's syslog, and the record for *Why?*. */
import { disjoined, joined, type SyslogAp } from "@/lib/controller/syslog-lines";
import type { ApReport } from "@/lib/fleet/ap-state";
import { asked } from "./elsewhere";
import type { ApUnit, LastFailure, World } from "./world";

/** As the controller's lines name it. */
export const syslogAp = ({ name, id, ethernetMac, ip }: ApUnit): SyslogAp => ({
  name,
  radioMac: id,
  ethernetMac,
  ip,
});

export function say(world: World, unit: ApUnit, report: ApReport): void {
  const apId = unit.id;
  const ap = syslogAp(unit);
  const controllerIp = world.lab.controller.ip;
  switch (report.what) {
    case "joined":
      // Why its predownload failed matters until the next try.
      if (unit.failure?.atJoin) unit.failure = null;
      world.event({ type: "ap.joined", data: { apId, version: report.version } });
      world.syslog(joined(ap, controllerIp), { apId });
      break;
    case "left":
      world.event({
        type: "ap.disjoined",
        data: {
          apId,
          reason:
            world.controller.state === "reloading"
              ? "The controller reloads."
              : "It lost its CAPWAP connection.",
        },
      });
      break;
    case "rebooted":
      world.event({ type: "ap.rebooted", data: { apId, reason: report.reason } });
      break;
    case "swapped":
      world.event({ type: "ap.swapped", data: { apId, version: report.version } });
      break;
    case "swap-ignored":
      unit.failure = failureOf(world, unit, { ...report, own: true }, true);
      world.event({ type: "ap.rebooted", data: { apId, reason: "It was told to swap its images." } });
      break;
    case "image-downloaded":
      world.controller.joinDownloads++;
      world.event({ type: "ap.image-downloaded", data: { apId, version: report.version } });
      world.syslog(disjoined(ap, controllerIp, "Success"), { apId });
      break;
    case "image-download-failed":
      unit.failure = failureOf(world, unit, report, true);
      world.event({ type: "ap.image-download-failed", data: { apId, fault: report.fault } });
      world.syslog(disjoined(ap, controllerIp, "Failed"), { apId });
      break;
    case "predownload-started":
      world.event({
        type: "ap.predownload.started",
        data: { apId, method: report.method, image: report.image },
      });
      break;
    case "predownload-completed":
      unit.failure = null;
      world.event({ type: "ap.predownload.completed", data: { apId, version: report.version } });
      break;
    case "predownload-failed":
      unit.failure = failureOf(world, unit, report, false);
      break;
    case "predownload-unsupported":
      unit.failure = failureOf(world, unit, { ...report, own: true }, false);
      world.event({ type: "ap.predownload.unsupported", data: { apId, fault: report.fault } });
      break;
    case "controller-image-completed":
    case "controller-image-failed":
      break;
  }
}

/** How its image came as far as it came. */
function way(world: World, unit: ApUnit, atJoin: boolean): LastFailure["over"] {
  if (unit.bytes === 0) return null;
  const { method } = unit.state.predownload;
  if (!atJoin) return method === "TFTP" || method === "CAPWAP" ? method : null;
  return unit.family === world.own?.family || world.profile?.mode === "sftp" ? "CAPWAP" : "TFTP";
}

export function failureOf(
  world: World,
  unit: ApUnit,
  { fault, own }: Pick<LastFailure, "fault" | "own">,
  atJoin: boolean,
): LastFailure {
  const source = world.sourceFor(atJoin ? "join" : "predownload");
  const image = unit.family ?? "unknown";
  const what = { fault, own, atJoin, image, over: way(world, unit, atJoin), master: null };
  if (source === null) {
    return { ...what, mode: "tftp", userName: null, path: image, url: "", server: "", port: 0 };
  }
  const { mode, userName, path, server, port } = asked(world, source.profile, image, null);
  return { ...what, mode, userName, path, server, port, url: world.servers.url(source.profile, image) };
}
