/** What was asked of which server, with the places where our own repository has it: what *Why?* and a remedy can name. */
import type { Profile } from "@/lib/contracts/profile";
import type { Asked } from "@/lib/controller/why";
import type { SimulationState } from "../simulation/simulation-state";
import { imagePathOf } from "./image-source";

export function asked(
  simulation: SimulationState,
  profile: Profile,
  image: string,
  version: string | null,
): Asked {
  const path = imagePathOf(profile, image);
  const server = { server: profile.imageServer, port: simulation.servers.port(profile) };
  const who = { mode: profile.mode, userName: profile.mode === "sftp" ? profile.userName : null };
  const wanted = { ...who, ...server, image, path };
  return {
    ...wanted,
    elsewhere: alternativePaths(simulation, wanted, version),
    labFaults: labFaults(simulation, wanted),
  };
}

/** What Lab has made wrong with the server that was asked, as it is now; of somebody else's server it knows nothing. */
export function labFaults(
  simulation: SimulationState,
  { mode, server, port }: Pick<Asked, "mode" | "server" | "port">,
): readonly string[] {
  const isOurs = simulation.servers.isOurs({ mode, imageServer: server, servicePort: port });
  return isOurs ? (simulation.ports.bus.row("servers", mode)?.labFaults ?? []) : [];
}

/**
 * Paths as the server knows them, other than the one that was asked for, the newest first. Where a version is wanted,
 * only images of that version: to send somebody to the folder of the version that runs already is no cure.
 */
export function alternativePaths(
  simulation: SimulationState,
  wanted: Omit<Asked, "elsewhere">,
  version: string | null,
): string[] {
  const { image, path, mode, userName, server, port } = wanted;
  const visible = mode === "sftp" ? simulation.servers.sftpHome(server, port, userName ?? "") : "";
  if (visible === null) return [];
  const home = visible === "" ? "" : `${visible}/`;
  return simulation.ports.images
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
