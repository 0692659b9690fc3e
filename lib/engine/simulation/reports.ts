/** Turns an access point's reports into events, lines of the controller's syslog, and the record for *Why?*. */
import type { Fault } from "@/lib/contracts/fault";
import { DEFAULT_MODE } from "@/lib/contracts/modes/download-mode";
import { modeRules } from "@/lib/controller/modes/all-rules";
import { disjoined, joined, type SyslogAp } from "@/lib/controller/syslog-lines";
import type { ApReport } from "@/lib/fleet/ap-state";
import { joinsAfter } from "@/lib/fleet/join-record";
import { imageRequest } from "../image-download/image-request";
import type { LastFailure, SimulatedAp } from "./simulated-ap";
import type { SimulationState } from "./simulation-state";

/** As the controller's lines name it. */
export const syslogAp = ({ name, id, ethernetMac, ip }: SimulatedAp): SyslogAp => ({
  name,
  radioMac: id,
  ethernetMac,
  ip,
});

export function recordReport(simulation: SimulationState, ap: SimulatedAp, report: ApReport): void {
  const apId = ap.id;
  const joins = joinsAfter(ap.joins, report, {
    now: simulation.ports.simulated.now(),
    isBooting: ap.state.capwap === "Reset",
    isControllerUp: simulation.controller.isUp,
  });
  simulation.fleet.setJoins(ap, joins);
  const named = syslogAp(ap);
  const controllerIp = simulation.lab.controller.ip;
  switch (report.what) {
    case "joined":
      // Why its predownload failed matters until the next try.
      if (ap.failure?.atJoin) simulation.fleet.setFailure(ap, null);
      simulation.event({ type: "ap.joined", data: { apId, version: report.version } });
      simulation.output.syslog(joined(named, controllerIp), { apId });
      break;
    case "left": {
      const isReloading = !simulation.controller.isUp;
      // A controller that reloads does not log who is gone.
      if (!isReloading) simulation.output.syslog(disjoined(named, controllerIp, "lost"), { apId });
      simulation.event({
        type: "ap.disjoined",
        data: {
          apId,
          reason: isReloading ? "The controller reloads." : "It lost its CAPWAP connection.",
        },
      });
      break;
    }
    case "rebooted":
      if (report.wasJoined) {
        const how = report.isByItself ? "lost" : "reset";
        simulation.output.syslog(disjoined(named, controllerIp, how), { apId });
      }
      simulation.event({ type: "ap.rebooted", data: { apId, reason: report.reason } });
      break;
    case "swapped":
      simulation.event({ type: "ap.swapped", data: { apId, version: report.version } });
      break;
    case "swap-ignored":
      simulation.fleet.setFailure(ap, failureOf(simulation, ap, { ...report, isApFault: true }, true));
      simulation.event({
        type: "ap.rebooted",
        data: { apId, reason: "by Activate, without swapping its images" },
      });
      break;
    case "image-downloaded":
      simulation.controller.countJoinDownload();
      simulation.event({ type: "ap.image-downloaded", data: { apId, version: report.version } });
      simulation.output.syslog(disjoined(named, controllerIp, "downloaded"), { apId });
      break;
    case "image-download-failed":
      simulation.fleet.setFailure(ap, failureOf(simulation, ap, report, true));
      simulation.event({ type: "ap.image-download-failed", data: { apId, fault: report.fault } });
      simulation.output.syslog(disjoined(named, controllerIp, "downloadFailed"), { apId });
      break;
    case "predownload-started":
      simulation.event({
        type: "ap.predownload.started",
        data: { apId, method: report.method, image: report.image },
      });
      break;
    case "transfer-completed":
      if (report.kind === "controllerImage") break;
      simulation.fleet.setFailure(ap, null);
      simulation.event({ type: "ap.predownload.completed", data: { apId, version: report.version } });
      break;
    case "transfer-failed":
      if (report.kind === "controllerImage") break;
      simulation.fleet.setFailure(ap, failureOf(simulation, ap, report, false));
      break;
    case "predownload-unsupported":
      simulation.fleet.setFailure(ap, failureOf(simulation, ap, { ...report, isApFault: true }, false));
      simulation.event({ type: "ap.predownload.unsupported", data: { apId, fault: report.fault } });
      break;
  }
}

/** Over which transport the bytes arrived that did arrive; null when none did. */
function transportOf(simulation: SimulationState, ap: SimulatedAp, atJoin: boolean): LastFailure["over"] {
  const { bytes, method } = ap.state.predownload.apImage;
  if (bytes === 0) return null;
  if (!atJoin) return method === "N/A" ? null : method;
  if (ap.family === simulation.fleet.host?.family) return "CAPWAP";
  return modeRules[simulation.profile.profile?.mode ?? DEFAULT_MODE].delivery.method;
}

export function failureOf(
  simulation: SimulationState,
  ap: SimulatedAp,
  { fault, isApFault: own }: { fault: Fault; isApFault: boolean },
  atJoin: boolean,
): LastFailure {
  const source = simulation.sourceFor(atJoin ? "join" : "predownload");
  const image = ap.family ?? "unknown";
  const what = { fault, own, atJoin, image, over: transportOf(simulation, ap, atJoin), master: null };
  if (source === null) {
    return { ...what, mode: DEFAULT_MODE, userName: null, path: image, url: "", server: "", port: 0 };
  }
  const { mode, userName, path, server, port } = imageRequest(
    simulation.download,
    source.profile,
    image,
    null,
  );
  return { ...what, mode, userName, path, server, port, url: simulation.servers.url(source.profile, image) };
}
