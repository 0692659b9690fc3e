/**
 * The index of the image repository: watches the root folder, reports a row for each image set, and reads new files one
 * after the other. Facts about a file are valid as long as its size and modification time stay the same.
 */
import { type FSWatcher, watch } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { NewEvent } from "@/lib/contracts/events";
import type { ImageFamily } from "@/lib/contracts/families";
import type { ImageFile, ImageSet } from "@/lib/contracts/images";
import { describeUnread, versionOfSet } from "@/lib/images/bundle-layout";
import { type CatalogEntry, type CatalogPort, fileFactsSchema } from "@/lib/images/catalog";
import type { Cancel, Clock } from "@/lib/kit/clock";
import { diskFault, errorCode } from "./disk";
import { FileFactsReader, filePieces } from "./file-pieces";
import { type ListedFile, type ListedSet, listRoot } from "./root-listing";
import type { KnownFile } from "./set-writer";

export type RepositoryIndexPorts = {
  root: string;
  catalog: CatalogPort;
  wall: Clock;
  onSet(row: ImageSet): void;
  onSetRemoved(name: string): void;
  onEvent(event: NewEvent): void;
};

/** What is known about a file in the repository. */
export type LookupAnswer = {
  imageSet: string;
  family: ImageFamily | null;
  version: string | null;
  /** Lower-case hex; null while it is being computed. */
  sha512: string | null;
};

const POLL_MS = 1000;
/** A file is read when two looks this far apart find it unchanged ... */
const SETTLE_MS = 900;
/** ... or when its modification time is older than this. */
const QUIET_MS = 5000;
/** Change notifications of the file system arrive in bursts; one look after this time handles them all. */
const BURST_MS = 100;

/** A file that could not be read is tried again after this time. */
const RETRY_MS = 30_000;

type Seen = { sizeBytes: number; modifiedAt: number; since: number };
const same = (a: Omit<Seen, "since">, b: Omit<Seen, "since">): boolean =>
  a.sizeBytes === b.sizeBytes && a.modifiedAt === b.modifiedAt;
const signatureOf = (set: ListedSet): string =>
  set.files.map((f) => `${f.path}\n${f.sizeBytes}\n${f.modifiedAt}`).join("\n");

export class RepositoryIndex {
  readonly #ports: RepositoryIndexPorts;
  /** These four are by path inside the root. */
  readonly #known = new Map<string, KnownFile>();
  readonly #seen = new Map<string, Seen>();
  readonly #unreadable = new Map<string, string>();
  readonly #toRead = new Set<string>();
  readonly #answers = new Map<string, LookupAnswer>();
  readonly #listed = new Map<string, ListedSet>();
  readonly #rows = new Map<string, { row: ImageSet; json: string }>();
  /** The files of each set when it was last reported by an event. */
  readonly #announced = new Map<string, string>();
  readonly #stopping = new AbortController();
  #turn: Promise<unknown> = Promise.resolve();
  #reading: Promise<void> | null = null;
  /** The file that is being read, so that a removed one is given up at once: it may be large, and others wait. */
  #readNow: { path: string; abort: AbortController } | null = null;
  #watcher: FSWatcher | null = null;
  #poll: Cancel = () => undefined;
  #burst: Cancel | null = null;

  constructor(ports: RepositoryIndexPorts) {
    this.#ports = ports;
  }

  /** Loads the catalog, looks once, and starts watching. */
  async open(): Promise<void> {
    for (const entry of await this.#ports.catalog.load()) {
      const facts = fileFactsSchema.safeParse(entry.facts);
      if (facts.success) this.#known.set(entry.path, { ...entry, facts: facts.data });
    }
    await this.exclusive(async () => {
      const listing = await listRoot(this.#ports.root);
      for (const set of listing) this.#announced.set(set.name, signatureOf(set));
      this.#apply(listing);
    });
    this.#startWatching();
  }

  sets(): ImageSet[] {
    return [...this.#rows.values()].map(({ row }) => row).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  lookup(path: string): LookupAnswer | null {
    const parts = path.split("/").filter((part) => part !== "" && part !== ".");
    return this.#answers.get(parts.join("/")) ?? null;
  }

  /** Runs `change` while no look at the disk and no other change of ours runs. */
  exclusive<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(change);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  rescan(): Promise<void> {
    return this.exclusive(() => this.look());
  }

  /**
   * Looks at the disk and reports what changed. Only to be called inside `exclusive`.
   * @param own a set that the caller has changed, and for which it records the event
   */
  async look(own?: string): Promise<void> {
    const listing = await listRoot(this.#ports.root).catch((thrown: unknown) => {
      if (errorCode(thrown) === "ENOENT") return [];
      throw thrown;
    });
    for (const set of listing) if (set.name === own) this.#announced.set(own, signatureOf(set));
    this.#apply(listing, own);
  }

  /** Adds facts about files of a set, which then need not be read. */
  addFacts(set: string, files: ReadonlyMap<string, KnownFile>): void {
    const entries: CatalogEntry[] = [];
    for (const [path, file] of files) {
      this.#known.set(`${set}/${path}`, file);
      entries.push({ path: `${set}/${path}`, ...file });
    }
    void this.#ports.catalog.save(entries).catch(() => undefined);
  }

  /** The facts about a set's files, by path inside the set. */
  factsOf(set: string): Map<string, KnownFile> {
    const files = new Map<string, KnownFile>();
    for (const { path } of this.#listed.get(set)?.files ?? []) {
      const known = this.#known.get(`${set}/${path}`);
      if (known !== undefined) files.set(path, known);
    }
    return files;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#watcher?.close();
    this.#poll();
    this.#burst?.();
    await this.#turn;
    await this.#reading;
  }

  #startWatching(): void {
    const next = () => {
      this.#poll = this.#ports.wall.after(POLL_MS, () => {
        // After an error the disk is looked at again in a second.
        void this.rescan()
          .catch(() => undefined)
          .then(() => {
            if (!this.#stopping.signal.aborted) next();
          });
      });
    };
    next();
    try {
      this.#watcher = watch(this.#ports.root, { persistent: false }, () => this.#changed());
      this.#watcher.on("error", () => this.#watcher?.close());
    } catch {
      // Some file systems cannot report changes; polling is enough there.
    }
  }

  #changed(): void {
    if (this.#stopping.signal.aborted) return;
    this.#burst ??= this.#ports.wall.after(BURST_MS, () => {
      this.#burst = null;
      void this.rescan().catch(() => undefined);
    });
  }

  #apply(listing: readonly ListedSet[], own?: string): void {
    const present = new Set<string>();
    for (const set of listing) {
      this.#listed.set(set.name, set);
      for (const file of set.files) {
        const path = `${set.name}/${file.path}`;
        present.add(path);
        this.#checkFile(path, file);
      }
    }
    this.#forgetAllExcept(present);
    const names = new Set(listing.map((set) => set.name));
    for (const name of [...this.#listed.keys()]) {
      if (names.has(name)) this.#publish(name);
      else this.#setRemoved(name, own);
    }
    this.#read();
  }

  #checkFile(path: string, file: ListedFile): void {
    const known = this.#known.get(path);
    if (known !== undefined && same(known, file)) return;
    this.#known.delete(path);
    const now = this.#ports.wall.now();
    const before = this.#seen.get(path);
    const seen = before !== undefined && same(before, file) ? before : { ...file, since: now };
    this.#seen.set(path, seen);
    if (seen !== before) this.#toRead.delete(path);
    if (this.#isSettled(seen, now)) this.#toRead.add(path);
  }

  #isSettled(seen: Seen, now: number): boolean {
    return now >= seen.since && (now - seen.since >= SETTLE_MS || now - seen.modifiedAt >= QUIET_MS);
  }

  #forgetAllExcept(present: ReadonlySet<string>): void {
    const gone: string[] = [];
    for (const path of [...this.#known.keys(), ...this.#seen.keys()]) {
      if (present.has(path)) continue;
      gone.push(path);
      this.#known.delete(path);
      this.#seen.delete(path);
      this.#unreadable.delete(path);
      this.#toRead.delete(path);
      if (this.#readNow?.path === path) this.#readNow.abort.abort();
    }
    if (gone.length > 0) void this.#ports.catalog.forget(gone).catch(() => undefined);
  }

  #setRemoved(name: string, own: string | undefined): void {
    for (const { path } of this.#listed.get(name)?.files ?? []) this.#answers.delete(`${name}/${path}`);
    this.#listed.delete(name);
    this.#announced.delete(name);
    if (this.#rows.delete(name)) this.#ports.onSetRemoved(name);
    if (name !== own) this.#ports.onEvent({ type: "image-set.removed", data: { name } });
  }

  #publish(name: string): void {
    const set = this.#listed.get(name);
    if (set === undefined) return;
    const row = this.#rowOf(set);
    const json = JSON.stringify(row);
    const before = this.#rows.get(name);
    if (before?.json === json) return;
    this.#rows.set(name, { row, json });
    for (const file of before?.row.files ?? []) this.#answers.delete(`${name}/${file.path}`);
    for (const { path, family, version, sha512 } of row.files) {
      this.#answers.set(`${name}/${path}`, { imageSet: name, family, version, sha512 });
    }
    this.#ports.onSet({ ...row });
    const signature = signatureOf(set);
    const whole = row.files.every((file) => file.sha512 !== null);
    if (!whole || this.#announced.get(name) === signature) return;
    this.#announced.set(name, signature);
    this.#ports.onEvent({ type: "image-set.changed", data: { name } });
  }

  #rowOf(set: ListedSet): ImageSet {
    let synthetic = false;
    const files = set.files.map((file): ImageFile => {
      const path = `${set.name}/${file.path}`;
      const known = this.#known.get(path);
      if (known === undefined)
        return { ...file, ...describeUnread(file.path), sha512: null, note: this.#whyUnread(path) };
      const { synthetic: says, ...facts } = known.facts;
      synthetic ||= says;
      return { ...file, ...facts };
    });
    return {
      name: set.name,
      files,
      sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
      importedAt: set.importedAt,
      version: versionOfSet(files),
      synthetic,
    };
  }

  #whyUnread(path: string): string | null {
    const unreadable = this.#unreadable.get(path);
    if (unreadable !== undefined) return unreadable;
    const seen = this.#seen.get(path);
    const settled = seen === undefined || this.#isSettled(seen, this.#ports.wall.now());
    return settled ? null : "The file has just changed. It is read when it stops changing.";
  }

  #read(): void {
    if (this.#reading !== null || this.#toRead.size === 0 || this.#stopping.signal.aborted) return;
    this.#reading = this.#readAll().finally(() => {
      this.#reading = null;
    });
  }

  async #readAll(): Promise<void> {
    for (const path of this.#toRead) {
      this.#toRead.delete(path);
      const seen = this.#seen.get(path);
      if (seen === undefined) continue;
      await this.#readOne(path, seen);
      if (this.#stopping.signal.aborted) return;
      this.#publish(path.slice(0, path.indexOf("/")));
    }
  }

  /** Reads a file once. The facts are used only if the file has not changed meanwhile. */
  async #readOne(path: string, seen: Seen): Promise<void> {
    const onDisk = join(this.#ports.root, path);
    const abort = new AbortController();
    this.#readNow = { path, abort };
    const signal = AbortSignal.any([this.#stopping.signal, abort.signal]);
    try {
      const facts = new FileFactsReader(path.slice(path.indexOf("/") + 1));
      for await (const piece of filePieces(onDisk, signal)) facts.add(piece);
      const { size, mtimeMs } = await stat(onDisk);
      const now = { sizeBytes: size, modifiedAt: Math.floor(mtimeMs) };
      if (!same(now, seen) || facts.bytes !== size || !this.#seen.has(path)) return;
      const known = { ...now, facts: facts.end() };
      this.#known.set(path, known);
      this.#seen.delete(path);
      this.#unreadable.delete(path);
      await this.#ports.catalog.save([{ path, ...known }]).catch(() => undefined);
    } catch (thrown) {
      if (signal.aborted || errorCode(thrown) === "ENOENT") return;
      this.#unreadable.set(path, `The file cannot be read: ${diskFault(thrown).message}`);
      this.#seen.set(path, { ...seen, since: this.#ports.wall.now() + RETRY_MS });
    } finally {
      this.#readNow = null;
    }
  }
}
