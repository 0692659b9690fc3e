/**
 * Stores an upload on disk until it is complete: the file store of tus, with errors as faults and with the removal of
 * expired uploads, which tus leaves to its host. Bytes go from the socket to the disk, not through memory.
 */
import { createWriteStream } from "node:fs";
import { open, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { FileStore } from "@tus/file-store";
import { Upload } from "@tus/server";
import { type Fault, fault } from "@/lib/contracts/fault";
import { faultCodes } from "@/lib/contracts/fault-codes";
import { UPLOAD_EXPIRES_MS } from "@/lib/contracts/uploads";

/** The ids that tus makes: 16 random bytes. */
export const UPLOAD_ID = /^[0-9a-f]{32}$/;
/** Files of uploads; others in the folder are left alone. */
const UPLOAD_FILE = /^([0-9a-f]{32})(\.json|\.received)?$/;

/** A fault as the error that tus expects: with the HTTP status, and the fault as JSON in the body. */
export const asTusError = (f: Fault) =>
  Object.assign(new Error(f.message), {
    status_code: faultCodes[f.code].http,
    body: JSON.stringify({ fault: f }),
  });

const errnoOf = (thrown: unknown): string =>
  typeof thrown === "object" && thrown !== null && "code" in thrown ? String(thrown.code) : "";

/** An upload of an earlier process. All its bytes were acknowledged, so it must not be lost. */
export type ReceivedUpload = {
  upload: Upload;
  /** The file to import; null when its import has ended and removed it. */
  source: string | null;
};

/**
 * The file store of tus for one folder. The files of an upload: `<id>` with the bytes, `<id>.json` with the metadata, and
 * `<id>.received` in place of the first while it is imported.
 */
export class UploadStore extends FileStore {
  readonly #onDiskFull: (upload: Upload, why: Fault) => Promise<void>;

  /** @param onDiskFull called after an upload was removed because there was no space for its bytes */
  constructor(directory: string, onDiskFull: (upload: Upload, why: Fault) => Promise<void>) {
    super({ directory, expirationPeriodInMilliseconds: UPLOAD_EXPIRES_MS });
    this.#onDiskFull = onDiskFull;
  }

  /** The path of the upload's data. */
  pathOf(id: string): string {
    return path.join(this.directory, id);
  }

  /** The path of the upload's metadata. */
  metadataOf(id: string): string {
    return this.pathOf(`${id}.json`);
  }

  /** Appends at `offset` and returns the new offset. When the connection breaks, the received bytes stay, to be resumed. */
  override async write(readable: Readable, id: string, offset: number): Promise<number> {
    const file = createWriteStream(this.pathOf(id), { flags: "r+", start: offset });
    try {
      await pipeline(readable, file);
    } catch (thrown) {
      if (!["ENOSPC", "EDQUOT"].includes(errnoOf(thrown))) throw thrown;
      const why = fault(
        "disk-full",
        "No space left on device. The upload was removed.",
        "Free some space, then upload the file again.",
      );
      const upload = await this.getUpload(id);
      await this.discard(id);
      await this.#onDiskFull(upload, why);
      throw asTusError(why);
    }
    return offset + file.bytesWritten;
  }

  /** The first bytes of the file, as far as they have been received. */
  async head(id: string, length: number): Promise<Uint8Array> {
    const handle = await open(this.pathOf(id), "r");
    try {
      const { bytesRead, buffer } = await handle.read(new Uint8Array(length), 0, length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  }

  /**
   * Removes an upload, its metadata first: after a crash in between, metadata without data would mean an import that has
   * ended. An unknown id is ignored.
   */
  async discard(id: string): Promise<void> {
    for (const name of [`${id}.json`, id, `${id}.received`]) await rm(this.pathOf(name), { force: true });
  }

  /** Removes a canceled upload. @throws the error of tus when there is none */
  override async remove(id: string): Promise<void> {
    await this.getUpload(id);
    await this.discard(id);
  }

  /**
   * Takes a complete upload out of the store and returns its path; the import deletes the file. The metadata stays, so that
   * the upload is imported after a crash.
   */
  async handOver(id: string): Promise<string> {
    const received = this.pathOf(`${id}.received`);
    await rename(this.pathOf(id), received);
    return received;
  }

  /** The complete uploads that an earlier process left. Files without metadata belong to none and are removed. */
  async leftBehind(): Promise<ReceivedUpload[]> {
    const names = new Set(await this.names());
    for (const name of names) {
      const id = UPLOAD_FILE.exec(name)?.[1];
      if (id !== undefined && !names.has(`${id}.json`)) await this.discard(id);
    }
    const left: ReceivedUpload[] = [];
    for (const name of names) {
      const id = UPLOAD_FILE.exec(name)?.[1];
      if (id === undefined || name !== `${id}.json`) continue;
      const known = await this.configstore.get(id).catch(() => undefined);
      if (known === undefined) await this.discard(id);
      else if (names.has(`${id}.received`))
        left.push({ upload: completeOf(known), source: this.pathOf(`${id}.received`) });
      else if (!names.has(id)) left.push({ upload: completeOf(known), source: null });
      else if ((await stat(this.pathOf(id))).size === known.size)
        left.push({ upload: completeOf(known), source: await this.handOver(id) });
    }
    return left;
  }

  /** Bytes that the unfinished uploads still have to receive. */
  async outstandingBytes(): Promise<number> {
    let bytes = 0;
    for (const id of await this.staged()) {
      const upload = await this.getUpload(id).catch(() => undefined);
      bytes += Math.max(0, (upload?.size ?? 0) - (upload?.offset ?? 0));
    }
    return bytes;
  }

  /** Removes expired uploads and returns their ids. @param now wall milliseconds */
  async removeStale(now: number): Promise<string[]> {
    const removed = new Set<string>();
    for (const name of await this.names()) {
      const id = UPLOAD_FILE.exec(name)?.[1];
      if (id === undefined || removed.has(id)) continue;
      const facts = await stat(this.pathOf(name)).catch(() => undefined);
      if (facts === undefined || now - facts.mtimeMs < UPLOAD_EXPIRES_MS) continue;
      // Data may be newer than the metadata, but once the metadata has expired tus refuses to resume (410).
      removed.add(id);
      await this.discard(id);
    }
    return [...removed];
  }

  private async names(): Promise<string[]> {
    return await readdir(this.directory).catch(() => []);
  }

  private async staged(): Promise<string[]> {
    return (await this.names()).filter((name) => UPLOAD_ID.test(name));
  }
}

const completeOf = (known: Upload): Upload =>
  new Upload({
    id: known.id,
    offset: known.size ?? 0,
    ...(known.size !== undefined && { size: known.size }),
    ...(known.metadata !== undefined && { metadata: known.metadata }),
  });
