/** An open folder of an SFTP client: its names as the user may see them, read in parts. */
import { constants, type Dir, type Stats } from "node:fs";
import { lstat, opendir } from "node:fs/promises";
import path from "node:path";
import { err, ok, type Result } from "@/lib/kit/result";
import { type Attributes, longName } from "@/lib/wire/sftp/attributes";
import type { NameEntry } from "@/lib/wire/sftp/responses";
import type { SftpJail, VirtualPath } from "./sftp-jail";
import { type Refusal, refusalOf } from "./sftp-refusal";

/** Names in one answer to READDIR, as many as OpenSSH sends. */
const NAMES_PER_ANSWER = 100;

/** File attributes as the client may see them: without owner, and without write bits for a user who cannot write. */
export function attributesOf(stats: Stats, canWrite: boolean): Attributes {
  const bits = stats.mode & (canWrite ? 0o777 : 0o555);
  return {
    size: stats.size,
    uid: 0,
    gid: 0,
    permissions: (stats.mode & constants.S_IFMT) | bits,
    atime: Math.max(0, Math.floor(stats.atimeMs / 1000)),
    mtime: Math.max(0, Math.floor(stats.mtimeMs / 1000)),
  };
}

/** For whom the names are listed, and when. */
type View = {
  canWrite: boolean;
  owner: string;
  nowSeconds: number;
  /** Whether a fault from Lab hides a name. */
  isMissing(at: VirtualPath): boolean;
};

export class Listing {
  readonly kind = "listing";
  readonly path: VirtualPath;
  readonly #jail: SftpJail;
  readonly #folder: string;
  readonly #dir: Dir;
  #ended = false;

  private constructor(jail: SftpJail, at: VirtualPath, folder: string, dir: Dir) {
    this.#jail = jail;
    this.path = at;
    this.#folder = folder;
    this.#dir = dir;
  }

  /** Opens a folder. */
  static async open(jail: SftpJail, at: VirtualPath): Promise<Result<Listing, Refusal>> {
    const real = await jail.resolveExisting(at);
    if (!real.ok) return real;
    try {
      return ok(
        new Listing(jail, at, real.value, await opendir(real.value, { bufferSize: NAMES_PER_ANSWER })),
      );
    } catch (error) {
      return err(refusalOf(error));
    }
  }

  /** The next names; an empty list at the end. Only a part of the folder is in memory at a time. */
  async next(view: View): Promise<NameEntry[]> {
    const entries: NameEntry[] = [];
    while (!this.#ended && entries.length === 0) {
      const names: string[] = [];
      while (names.length < NAMES_PER_ANSWER) {
        const entry = await this.#dir.read();
        if (!entry) {
          this.#ended = true;
          break;
        }
        if (!entry.name.startsWith(".")) names.push(entry.name);
      }
      const seen = await Promise.all(names.map((name) => this.#describe(name, view)));
      entries.push(...seen.filter((entry) => entry !== null));
    }
    return entries;
  }

  async #describe(name: string, view: View): Promise<NameEntry | null> {
    const at = path.posix.join(this.path, name) as VirtualPath;
    if (view.isMissing(at)) return null;
    // A name that is not UTF-8 is left out here, too, because no file has the name that it was decoded to.
    const stats = await lstat(path.join(this.#folder, name)).catch(() => null);
    if (!stats || !(stats.isFile() || stats.isDirectory() || stats.isSymbolicLink())) return null;
    if (stats.isSymbolicLink()) {
      const target = await this.#jail.resolveExisting(at);
      if (!target.ok) return null;
    }
    const attributes = attributesOf(stats, view.canWrite);
    return {
      name,
      attributes,
      longName: longName(name, attributes, stats.nlink, view.owner, view.nowSeconds),
    };
  }

  close(): void {
    this.#dir.close().catch(() => undefined);
  }
}
