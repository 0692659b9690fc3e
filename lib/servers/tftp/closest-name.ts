/** "Did you mean": the file whose name comes closest to one that was asked for and does not exist. */
import { readdir } from "node:fs/promises";
import path from "node:path";
import { distance } from "fastest-levenshtein";
import { isHidden } from "../served-paths";

/** The listing is read again after this time. */
const FRESH_MS = 5000;
const MAX_FILES = 5000;
const MAX_DEPTH = 8;
const MAX_CHARACTERS = 200;

type Listing = { folder: string; at: number; files: readonly string[]; answers: Map<string, string | null> };

export class ClosestNames {
  #listing: Promise<Listing> | null = null;
  #of = "";
  #readAt = 0;

  /**
   * The path below `folder` that is closest to a name; null when none is close.
   * @param nowMs milliseconds of any monotonic clock
   */
  async find(folder: string, name: string, nowMs: number): Promise<string | null> {
    if (this.#listing === null || this.#of !== folder || nowMs - this.#readAt > FRESH_MS) {
      this.#of = folder;
      this.#readAt = nowMs;
      this.#listing = listFiles(folder).then((files) => ({ folder, at: nowMs, files, answers: new Map() }));
    }
    const { files, answers } = await this.#listing;
    const known = answers.get(name);
    if (known !== undefined) return known;
    const closest = closestName(name, files);
    if (answers.size < MAX_FILES) answers.set(name, closest);
    return closest;
  }
}

/** The path that is closest to a name. The base name decides first, because most mistakes are in the folder. */
export function closestName(name: string, paths: readonly string[]): string | null {
  const asked = folded(name);
  const askedBase = path.posix.basename(asked);
  if (asked === "" || asked.length > MAX_CHARACTERS) return null;
  let best: { path: string; score: number } | null = null;
  for (const candidate of paths) {
    const whole = folded(candidate);
    const wholeDistance = distance(asked, whole);
    const baseDistance = distance(askedBase, path.posix.basename(whole));
    // One letter of `ap1g8` makes another family, so a base name must be nearly right, or the whole path.
    const isClose =
      baseDistance <= Math.max(1, Math.floor(askedBase.length / 5)) ||
      wholeDistance <= Math.floor(asked.length / 5);
    const score = baseDistance * 4 + wholeDistance;
    if (isClose && (best === null || score < best.score)) best = { path: candidate, score };
  }
  return best?.path ?? null;
}

const folded = (name: string): string => name.replaceAll("\\", "/").replace(/^\/+/, "").toLowerCase();

async function listFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  const visit = async (inside: string, depth: number): Promise<void> => {
    const entries = await readdir(path.join(folder, inside), { withFileTypes: true }).catch(() => []);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (isHidden(entry.name) || files.length >= MAX_FILES) continue;
      const at = inside === "" ? entry.name : `${inside}/${entry.name}`;
      if (entry.isFile()) files.push(at);
      else if (entry.isDirectory() && depth < MAX_DEPTH) await visit(at, depth + 1);
    }
  };
  await visit("", 1);
  return files;
}
