/** An image repository in its own folder on disk, with everything that it reports collected, for tests. */
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NewEvent } from "@/lib/contracts/events";
import type { ImageFile, ImageSet, ImportRow } from "@/lib/contracts/images";
import { type DiskPort, realDisk } from "@/lib/image-store/disk";
import { openRepository } from "@/lib/image-store/repository";
import type { Repository } from "@/lib/image-store/repository-types";
import type { CatalogEntry, CatalogPort } from "@/lib/images/catalog";
import type { Clock } from "@/lib/kit/clock";
import { fakeClock } from "./fake-clock";
import { infoText, tarOf } from "./tar-archive";

/** A small, intact AP image. */
export const image = (family: string, version = "17.12.1.5", bytes = 5000) =>
  tarOf([
    { name: "info", content: infoText(family, version) },
    { name: "part.1", content: Buffer.alloc(bytes, 0x5a) },
  ]);

export const sha512 = (content: Uint8Array) => createHash("sha512").update(content).digest("hex");

export class RepositoryLab {
  readonly base: string;
  readonly clock = fakeClock();
  readonly catalogued = new Map<string, CatalogEntry>();
  /** The last reported rows of image sets, by name. */
  readonly rows = new Map<string, ImageSet>();
  readonly imports: ImportRow[] = [];
  readonly events: NewEvent[] = [];
  readonly #watchers = new Set<() => void>();
  #repository: Repository | undefined;

  /** @param base an empty folder; `end` removes it */
  constructor(base: string) {
    this.base = base;
  }

  get repository(): Repository {
    if (this.#repository === undefined) throw new Error("The repository is not open.");
    return this.#repository;
  }

  async open({ wall = this.clock, disk = realDisk }: { wall?: Clock; disk?: DiskPort } = {}): Promise<void> {
    this.#repository = await openRepository({
      root: this.root(),
      stagingDir: this.inBase("staging"),
      catalog: catalogIn(this.catalogued),
      wall,
      disk,
      onSet: (row) => this.#record(() => this.rows.set(row.name, row)),
      onSetRemoved: (name) => this.#record(() => this.rows.delete(name)),
      onImport: (row) => this.#record(() => this.imports.push(row)),
      onEvent: (event) => this.#record(() => this.events.push(event)),
    });
  }

  /** Stops and opens again with the same catalog and disk, as a restart does. */
  async reopen(settings: Parameters<RepositoryLab["open"]>[0] = {}): Promise<void> {
    await this.repository.stop();
    await this.open(settings);
  }

  async end(): Promise<void> {
    await this.repository.stop();
    await rm(this.base, { recursive: true, force: true });
  }

  #record(keep: () => unknown): void {
    keep();
    for (const look of this.#watchers) look();
  }

  /** Resolves when the condition is true; it is checked after each report. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!condition()) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
  }

  root(...parts: string[]): string {
    return join(this.base, "images", ...parts);
  }

  inBase(name: string): string {
    return join(this.base, name);
  }

  staged(): Promise<string[]> {
    return readdir(this.inBase("staging"));
  }

  fileOf(set: string, path: string): ImageFile | undefined {
    return this.rows.get(set)?.files.find((file) => file.path === path);
  }

  /** Whether every file of the set has been read. */
  isRead(set: string): boolean {
    return this.rows.get(set)?.files.every((file) => file.sha512 !== null) === true;
  }

  async zipFile(content: Buffer): Promise<string> {
    const path = this.inBase("bundle.zip");
    await writeFile(path, content);
    return path;
  }

  async copyByHand(set: string, files: Record<string, Uint8Array>): Promise<void> {
    await mkdir(this.root(set), { recursive: true });
    for (const [name, content] of Object.entries(files)) await writeFile(this.root(set, name), content);
  }

  /** Looks at the disk twice, a second apart, after which unchanged files are read. */
  async lookTwice(): Promise<void> {
    await this.repository.rescan();
    this.clock.advance(1000);
    await this.repository.rescan();
  }
}

/** An open repository in a new folder. */
export async function repositoryLab(): Promise<RepositoryLab> {
  const lab = new RepositoryLab(await mkdtemp(join(tmpdir(), "repository-")));
  await lab.open();
  return lab;
}

const catalogIn = (entries: Map<string, CatalogEntry>): CatalogPort => ({
  load: () => Promise.resolve([...entries.values()]),
  save: (changed) => {
    for (const entry of changed) entries.set(entry.path, entry);
    return Promise.resolve();
  },
  forget: (paths) => {
    for (const path of paths) entries.delete(path);
    return Promise.resolve();
  },
});
