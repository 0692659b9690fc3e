/** The profiles that the page suggests at a first visit: our own servers and the newest image set. */
import { type DownloadMode, downloadModes } from "@/lib/contracts/modes/download-mode";
import type { Profile } from "@/lib/contracts/profile";
import { compareVersions, NO_VERSION } from "@/lib/contracts/versions";
import { modeSource } from "../image-download/modes/all-sources";
import type { SimulationState } from "./simulation-state";

/** One for each mode whose own server could serve a download now. The same array while all of them are equal. */
export function suggestedProfiles(simulation: SimulationState): readonly Profile[] {
  const newest = newestSet(simulation);
  const suggestions = downloadModes.flatMap((mode) => suggestion(simulation, mode, newest) ?? []);
  return unchanged(simulation, suggestions);
}

const suggestion = (
  { ports }: SimulationState,
  mode: DownloadMode,
  newest: ReturnType<typeof newestSet>,
): Profile | null => modeSource(mode).suggest(ports, newest);

function newestSet({ ports }: SimulationState) {
  const sets = ports.images.sets().filter((s) => s.files.some((f) => f.kind === "ap-image"));
  const newestFirst = sets.toSorted(
    (a, b) =>
      compareVersions(b.version ?? NO_VERSION, a.version ?? NO_VERSION) || b.importedAt - a.importedAt,
  );
  return newestFirst[0] ?? null;
}

const published = new WeakMap<SimulationState, { key: string; suggestions: readonly Profile[] }>();

/** The same object as before while it is equal, because the bus compares fields of rows by identity. */
function unchanged(simulation: SimulationState, suggestions: readonly Profile[]): readonly Profile[] {
  const key = JSON.stringify(suggestions);
  const before = published.get(simulation);
  if (before?.key === key) return before.suggestions;
  published.set(simulation, { key, suggestions });
  return suggestions;
}
