/** What was requested from which server, with what helps to explain a failure: other paths, and faults that Lab injected. */
import { distance } from "fastest-levenshtein";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { answersAt } from "@/lib/contracts/own-servers";
import {
  imagePathOf,
  loginOf,
  type Profile,
  type ProfilePlace,
  placeOfProfile,
} from "@/lib/contracts/profile";
import type { ServerId } from "@/lib/contracts/server-ids";
import { folderOf } from "@/lib/controller/cures";
import type { ImageRequest } from "@/lib/controller/image-request";
import type { DownloadContext } from "./context";

/** The share of a folder's characters that may differ for it to be a misspelling. */
const MOST_TYPING_ERRORS = 0.4;

/** @param version the version that is wanted; null when any will do */
export function imageRequest(
  context: DownloadContext,
  profile: Profile,
  image: string,
  version: string | null,
): ImageRequest {
  const place = placeOfProfile(profile);
  const request = {
    mode: profile.mode,
    image,
    path: imagePathOf(profile, image),
    userName: loginOf(profile)?.userName ?? null,
    server: place.imageServer,
    port: context.servers.port(place),
  };
  return {
    ...request,
    alternativePaths: alternativePaths(context, request, version),
    labFaults: labFaults(context, request),
    stoppedServer: stoppedServer(context, place),
    refusedKey: context.knownHosts.refused(request.server, request.port),
  };
}

/** Our own server for this mode, when it is stopped and would answer at the profile's address and port. */
export function stoppedServer(
  { ports }: Pick<DownloadContext, "ports">,
  { mode, imageServer, servicePort }: ProfilePlace,
): ServerId | null {
  const id = modeContracts[mode].server?.own;
  if (id === undefined) return null;
  const place = ports.stoppedServer(id);
  const isMeant =
    place !== null && answersAt(place, imageServer) && (servicePort === null || servicePort === place.port);
  return isMeant ? id : null;
}

/** The faults that Lab has injected into the requested server at present. There are none on servers that are not ours. */
export function labFaults(
  { ports, servers }: DownloadContext,
  { mode, server, port }: Pick<ImageRequest, "mode" | "server" | "port">,
): readonly string[] {
  const isOurs = servers.isOurs({ mode, imageServer: server, servicePort: port });
  const own = modeContracts[mode].server?.own;
  return isOurs && own !== undefined ? ports.labFaults(own) : [];
}

/**
 * Other paths on our own server that hold the image, as the server's client names them: those whose folder is spelled
 * like the requested one first, then the newest import. When a version is wanted only its images count; otherwise the
 * running version does not, because its folder would not help.
 */
export function alternativePaths(
  { ports, servers }: DownloadContext,
  { image, path, mode, userName, server, port }: Omit<ImageRequest, "alternativePaths">,
  version: string | null,
): string[] {
  const root = servers.visibleRoot({ mode, imageServer: server, servicePort: port, userName });
  if (root === null) return [];
  const prefix = root === "" ? "" : `${root}/`;
  const { runningVersion } = ports.settings();
  const asked = folderOf(path);
  const typing = (folder: string) => {
    const steps = distance(folder.toLowerCase(), asked.toLowerCase());
    return steps <= Math.max(folder.length, asked.length) * MOST_TYPING_ERRORS
      ? steps
      : Number.MAX_SAFE_INTEGER;
  };
  return ports.images
    .sets()
    .flatMap((set) =>
      set.files
        .filter((f) => f.path.split("/").at(-1) === image && f.intact !== false)
        .map((f) => ({ path: `${set.name}/${f.path}`, version: f.version, at: set.importedAt })),
    )
    .filter((f) => f.path.startsWith(prefix) && f.path.slice(prefix.length) !== path)
    .filter((f) => (version === null ? f.version !== runningVersion : f.version === version))
    .map((f) => ({ path: f.path.slice(prefix.length), at: f.at }))
    .toSorted((a, b) => typing(folderOf(a.path)) - typing(folderOf(b.path)) || b.at - a.at)
    .map((f) => f.path);
}
