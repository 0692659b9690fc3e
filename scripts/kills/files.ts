/** The files of the data folder: every one belongs to something. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { releases, setOf } from "./bundles";
import { became, orphan, type Problem } from "./target";

/** At the top of the data folder while the console runs. */
const KNOWN: ReadonlySet<string> = new Set([
  "console.db",
  "console.db-wal",
  "console.db-shm",
  "lock",
  "lock-journal",
  "running.pid",
  "reserve",
  "secrets.key",
  "images",
  "uploaded-images",
  "staging",
  "uploads",
  "host-keys",
  "certificates",
]);
/** Folders that have something only while it is received, unpacked or deleted. */
const EMPTY = ["staging", "uploads", "uploaded-images"];
const SETS: ReadonlySet<string> = new Set(releases.map(setOf));
/** What is still being deleted gets this time. */
const DELETED_WITHIN_MS = 15_000;

/** Each left-over is reported once. */
export class DataFolder {
  readonly #root: string;
  readonly #reported = new Set<string>();

  constructor(root: string) {
    this.#root = root;
  }

  /** To be called when no upload and no import is under way. */
  async check(): Promise<Problem[]> {
    let found: string[] = [];
    await became(() => {
      found = this.#leftOver().filter((file) => !this.#reported.has(file));
      return found.length === 0;
    }, DELETED_WITHIN_MS);
    for (const file of found) this.#reported.add(file);
    return found.map((file) => orphan(`${file} belongs to nothing`));
  }

  #leftOver(): string[] {
    const inside = (folder: string): string[] =>
      readdirSync(join(this.#root, folder)).map((name) => `${folder}/${name}`);
    return [
      ...readdirSync(this.#root).filter((name) => !KNOWN.has(name)),
      ...EMPTY.flatMap(inside),
      ...inside("images").filter((path) => !SETS.has(path.slice("images/".length))),
      ...[...SETS].flatMap((set) => inside(`images/${set}`).filter((path) => path.includes("/."))),
    ];
  }
}
