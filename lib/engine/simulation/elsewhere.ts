/** What was asked of which server, with the places where our own repository has it: what *Why?* and a remedy can name. */
import type { Profile } from "@/lib/contracts/profile";
import type { Asked } from "@/lib/controller/why";
import { imagePathOf } from "./image-source";
import type { World } from "./world";

export function asked(world: World, profile: Profile, image: string, version: string | null): Asked {
  const path = imagePathOf(profile, image);
  const server = { server: profile.imageServer, port: world.servers.port(profile) };
  const who = { mode: profile.mode, userName: profile.mode === "sftp" ? profile.userName : null };
  const wanted = { ...who, ...server, image, path };
  return { ...wanted, elsewhere: elsewhere(world, wanted, version), labFaults: labFaults(world, wanted) };
}

/** What Lab has made wrong with the server that was asked, as it is now; of somebody else's server it knows nothing. */
export function labFaults(
  world: World,
  { mode, server, port }: Pick<Asked, "mode" | "server" | "port">,
): readonly string[] {
  const isOurs = world.servers.isOurs({ mode, imageServer: server, servicePort: port });
  return isOurs ? (world.ports.bus.row("servers", mode)?.labFaults ?? []) : [];
}

/**
 * Paths as the server knows them, other than the one that was asked for, the newest first. Where a version is wanted,
 * only images of that version: to send somebody to the folder of the version that runs already is no cure.
 */
export function elsewhere(world: World, wanted: Omit<Asked, "elsewhere">, version: string | null): string[] {
  const { image, path, mode, userName, server, port } = wanted;
  const visible = mode === "sftp" ? world.servers.sftpHome(server, port, userName ?? "") : "";
  if (visible === null) return [];
  const home = visible === "" ? "" : `${visible}/`;
  return world.ports.images
    .sets()
    .flatMap((set) =>
      set.files
        .filter((f) => f.path.split("/").at(-1) === image && f.intact !== false)
        .map((f) => ({ path: `${set.name}/${f.path}`, version: f.version, at: set.importedAt })),
    )
    .filter((f) => f.path.startsWith(home) && f.path.slice(home.length) !== path)
    .filter((f) => version === null || f.version === version)
    .toSorted((a, b) => b.at - a.at)
    .map((f) => f.path.slice(home.length));
}
