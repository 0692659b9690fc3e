/** Which button helps against a failed fetch. */
import type { Cure } from "@/lib/contracts/cure";
import type { Fault } from "@/lib/contracts/fault";
import type { ImageRequest } from "./image-request";

/** The folder of a path; empty for the root. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** Null when nothing but the operator's own work helps. */
export function cureOf(why: Fault, request: ImageRequest): Cure | null {
  const { stoppedServer, refusedKey, server, port, labFaults = [] } = request;
  const [best] = request.alternativePaths;
  switch (why.code) {
    case "file-not-found":
    case "wrong-version":
      if (best !== undefined) return { kind: "use-image-path", imagePath: folderOf(best) };
      break;
    case "connection-refused":
    case "timed-out":
    case "network-unreachable":
      if (stoppedServer) return { kind: "start-server", server: stoppedServer };
      break;
    case "authentication-failed":
      if (labFaults.length === 0) return { kind: "enter-password" };
      break;
    case "host-key-changed":
      if (refusedKey) return { kind: "accept-host-key", server, port, ...refusedKey };
      break;
    default:
      break;
  }
  return labFaults.length > 0 ? { kind: "remove-lab-faults" } : null;
}
