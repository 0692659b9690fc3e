/** What was requested from which server, with what helps to explain a failure: other paths, and faults that Lab injected. */
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { imagePathOf, loginOf, type Profile, placeOfProfile } from "@/lib/contracts/profile";
import type { ImageRequest } from "@/lib/controller/image-request";
import type { DownloadContext } from "./context";

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
  };
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
 * Other paths on our own server that hold the image, as the server's client names them, the newest import first. When a
 * version is wanted only its images count: the folder of the running version would not help.
 */
export function alternativePaths(
  { ports, servers }: DownloadContext,
  { image, path, mode, userName, server, port }: Omit<ImageRequest, "alternativePaths">,
  version: string | null,
): string[] {
  const root = servers.visibleRoot({ mode, imageServer: server, servicePort: port, userName });
  if (root === null) return [];
  const prefix = root === "" ? "" : `${root}/`;
  return ports.images
    .sets()
    .flatMap((set) =>
      set.files
        .filter((f) => f.path.split("/").at(-1) === image && f.intact !== false)
        .map((f) => ({ path: `${set.name}/${f.path}`, version: f.version, at: set.importedAt })),
    )
    .filter((f) => f.path.startsWith(prefix) && f.path.slice(prefix.length) !== path)
    .filter((f) => version === null || f.version === version)
    .toSorted((a, b) => b.at - a.at)
    .map((f) => f.path.slice(prefix.length));
}
