/**
 * What was uploaded to the controller in Desktop (HTTP) mode. It is imported with the same guards as an image set, but into
 * a folder of its own, which no image server serves. Kept are the images that are in use and the newest other one.
 */
import { createHash } from "node:crypto";
import path from "node:path";
import type { NewEvent } from "@/lib/contracts/events";
import { FaultError, fault } from "@/lib/contracts/fault";
import type { ImageFile, ImageSet } from "@/lib/contracts/images";
import type { UploadedImage } from "@/lib/contracts/uploaded-images";
import { filePieces } from "@/lib/image-store/file-pieces";
import { openRepository } from "@/lib/image-store/repository";
import type { Repository, RepositoryPorts } from "@/lib/image-store/repository-types";
import type { UploadedImagesPort } from "../image-download/context";

export type UploadedImagesPorts = Pick<
  RepositoryPorts,
  "root" | "stagingDir" | "catalog" | "wall" | "onImport" | "onEvent"
> & {
  /** A new or changed row. */
  onRow(row: UploadedImage): void;
  onRemoved(name: string): void;
  onFault(where: string, cause: unknown): void;
};

export class UploadedImages implements UploadedImagesPort {
  readonly #ports: UploadedImagesPorts;
  readonly #sets = new Map<string, ImageSet>();
  #repository: Repository | null = null;
  /** Null until the simulation has said it for the first time. */
  #inUse: ReadonlySet<string> | null = null;

  private constructor(ports: UploadedImagesPorts) {
    this.#ports = ports;
  }

  /** Resolves when what was kept is listed. Rejects when the folder cannot be used. */
  static async open(ports: UploadedImagesPorts): Promise<UploadedImages> {
    const { root, stagingDir, catalog, wall, onImport } = ports;
    const images = new UploadedImages(ports);
    images.#repository = await openRepository({
      root,
      stagingDir,
      catalog,
      wall,
      into: "controller",
      onImport,
      onSet: (set) => images.#changed(set),
      onSetRemoved: (name) => images.#removed(name),
      onEvent: (event) => images.#report(event),
    });
    return images;
  }

  /** Imports into it, and the progress of uploads. */
  get repository(): Repository {
    if (this.#repository === null) throw new Error("The folder of uploaded images is not open yet.");
    return this.#repository;
  }

  get(name: string): UploadedImage | undefined {
    const set = this.#sets.get(name);
    return set && this.#rowOf(set);
  }

  newest(): string | null {
    return this.#readyNewestFirst()[0]?.name ?? null;
  }

  /** The folder of an uploaded image. @throws FaultError `not-found` */
  folderOf(name: string): string {
    this.#require(name);
    return path.join(this.#ports.root, name);
  }

  async *read(name: string, file: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const known = this.#sets.get(name)?.files.find((each) => each.path === file);
    if (known === undefined) throw new FaultError(fault("file-not-found", `${name} has no file ${file}.`));
    const hash = createHash("sha512");
    for await (const piece of filePieces(path.join(this.#ports.root, name, file), signal)) {
      hash.update(piece);
      yield piece;
    }
    if (known.sha512 !== null && hash.digest("hex") !== known.sha512)
      throw new FaultError(
        fault("digest-mismatch", `${file} no longer has the SHA-512 that it had when it was uploaded.`),
      );
  }

  /**
   * Says which are in use: they are kept. When that changes, the others are removed: they were replaced, or the mode has
   * changed.
   */
  setInUse(names: readonly string[]): void {
    const before = this.#inUse;
    const inUse = new Set(names);
    if (before !== null && before.size === inUse.size && names.every((name) => before.has(name))) return;
    this.#inUse = inUse;
    for (const set of this.#sets.values()) this.#ports.onRow(this.#rowOf(set));
    if (before === null) this.#removeOlder();
    else for (const { name } of this.#readyNewestFirst()) if (!inUse.has(name)) this.#remove(name);
  }

  /** Deletes an uploaded image, whether it is in use or not. @throws FaultError `not-found` */
  async discard(name: string, by: string): Promise<void> {
    this.#require(name);
    await this.repository.remove(name, by);
  }

  async stop(): Promise<void> {
    await this.#repository?.stop();
  }

  #require(name: string): void {
    if (!this.#sets.has(name))
      throw new FaultError(fault("not-found", `The controller has no uploaded image ${name}.`));
  }

  #changed(set: ImageSet): void {
    this.#sets.set(set.name, set);
    this.#ports.onRow(this.#rowOf(set));
    if (this.#inUse !== null && isReady(set)) this.#removeOlder();
  }

  #removed(name: string): void {
    this.#sets.delete(name);
    this.#ports.onRemoved(name);
  }

  #rowOf(set: ImageSet): UploadedImage {
    return { ...set, isReady: isReady(set), isInUse: this.#inUse?.has(set.name) ?? false };
  }

  #readyNewestFirst(): ImageSet[] {
    return [...this.#sets.values()].filter(isReady).toSorted((a, b) => b.importedAt - a.importedAt);
  }

  /** A newer upload takes the place of an older one that nobody uses. */
  #removeOlder(): void {
    const unused = this.#readyNewestFirst().filter(({ name }) => !this.#inUse?.has(name));
    for (const { name } of unused.slice(1)) this.#remove(name);
  }

  #remove(name: string): void {
    this.#repository
      ?.remove(name)
      .catch((cause: unknown) => this.#ports.onFault(`removing the uploaded image ${name}`, cause));
  }

  #report({ type, data }: NewEvent): void {
    if (type === "image-set.imported") this.#ports.onEvent({ type: "uploaded-image.received", data });
    if (type === "image-set.removed") this.#ports.onEvent({ type: "uploaded-image.removed", data });
  }
}

const isRead = ({ sha512 }: ImageFile): boolean => sha512 !== null;
const isReady = ({ files }: ImageSet): boolean => files.length > 0 && files.every(isRead);
