/** The profiles that the page suggests at a first visit: our own servers and the newest image set. */
import type { ImageLocation } from "@/lib/contracts/modes/mode-contract";
import type { Profile, SftpProfile } from "@/lib/contracts/profile";
import { foldImagePath } from "@/lib/contracts/profile-fields";
import { compareVersions, NO_VERSION } from "@/lib/contracts/versions";
import type { SimulationState } from "./simulation-state";

/** TFTP mode: our own TFTP server; null while it is stopped or there is no image set. */
export function suggestedProfile(simulation: SimulationState): Profile | null {
  const own = simulation.ports.ownServer("tftp");
  const place = own && suggestedPlace(simulation, own.address);
  return place && unchanged(simulation, { mode: "tftp", ...place, servicePort: null, parallelMode: false });
}

/** SFTP mode: our own SFTP server with a user whose password this program generated; null without one. */
export function suggestedSftp(simulation: SimulationState): SftpProfile | null {
  const own = simulation.ports.ownSftp();
  const [userName] = own?.usersWithGeneratedPassword() ?? [];
  const place = own && suggestedPlace(simulation, own.address);
  if (!place || userName === undefined) return null;
  const rest = { servicePort: null, parallelMode: false, userName, passwordStored: true };
  return unchanged(simulation, { mode: "sftp", ...place, ...rest });
}

function suggestedPlace(simulation: SimulationState, address: string): ImageLocation | null {
  const sets = simulation.ports.images.sets().filter((s) => s.files.some((f) => f.kind === "ap-image"));
  const newest = sets.toSorted(
    (a, b) =>
      compareVersions(b.version ?? NO_VERSION, a.version ?? NO_VERSION) || b.importedAt - a.importedAt,
  )[0];
  if (newest === undefined) return null;
  const imageServer = address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "::1" : address;
  return { imageServer, imagePath: foldImagePath(newest.name) };
}

const suggestions = new WeakMap<SimulationState, Map<string, Profile>>();

/** The same object as before while the suggestion is equal, because the bus compares fields of rows by identity. */
function unchanged<P extends Profile>(simulation: SimulationState, suggestion: P): P {
  const made = suggestions.get(simulation) ?? new Map<string, Profile>();
  suggestions.set(simulation, made);
  const key = JSON.stringify(suggestion);
  const before = made.get(key);
  if (before !== undefined) return before as P;
  for (const [old, { mode }] of made) if (mode === suggestion.mode) made.delete(old);
  made.set(key, suggestion);
  return suggestion;
}
