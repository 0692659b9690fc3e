/**
 * Where a browser's upload is staged until it is whole: tus's file store, with its errors as faults and with the
 * cleaning that tus leaves to its host. Bytes go from the socket to the disk; nothing is kept in memory.
 */
import { createWriteStream } from "node:fs";
import { open, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { FileStore } from "@tus/file-store";
import { type Fault, fault, faultCodes } from "@/lib/contracts/fault";
import { UPLOAD_EXPIRES_MS } from "@/lib/contracts/uploads";

/** Ids are tus's own: 16 random bytes. Nothing else in the folder is touched. */
export const UPLOAD_ID = /^[0-9a-f]{32}$/;
const OURS = /^([0-9a-f]{32})(\.json|\.received)?$/;

/** A fault in the shape that tus throws and answers: its status, and the fault as JSON for the page. */
export const asTusError = (f: Fault) =>
  Object.assign(new Error(f.message), {
    status_code: faultCodes[f.code].http,
    body: JSON.stringify({ fault: f }),
  });

const errnoOf = (thrown: unknown): string =>
  typeof thrown === "object" && thrown !== null && "code" in thrown ? String(thrown.code) : "";

export class UploadStore extends FileStore {
  constructor(directory: string) {
    super({ directory, expirationPeriodInMilliseconds: UPLOAD_EXPIRES_MS });
  }

  pathOf(id: string): string {
    return path.join(this.directory, id);
  }

  /** Appends at `offset` and returns the new offset. What arrived before the connection broke stays, to be resumed. */
  override async write(readable: Readable, id: string, offset: number): Promise<number> {
    const file = createWriteStream(this.pathOf(id), { flags: "r+", start: offset });
    try {
      await pipeline(readable, file);
    } catch (thrown) {
      if (["ENOSPC", "EDQUOT"].includes(errnoOf(thrown))) {
        await this.discard(id);
        throw asTusError(
          fault(
            "disk-full",
            "No space left on device: the upload was removed.",
            "Free some space, then upload it again.",
          ),
        );
      }
      throw thrown;
    }
    return offset + file.bytesWritten;
  }

  /** The first bytes of what was received so far. */
  async head(id: string, length: number): Promise<Uint8Array> {
    const handle = await open(this.pathOf(id), "r");
    try {
      const { bytesRead, buffer } = await handle.read(new Uint8Array(length), 0, length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  }

  /** Removes everything of an upload; of one that is not there, nothing. */
  async discard(id: string): Promise<void> {
    for (const name of [id, `${id}.json`, `${id}.received`]) await rm(this.pathOf(name), { force: true });
  }

  /** Takes a whole upload out of tus's hands; the import deletes the file that is returned. */
  async handOver(id: string): Promise<string> {
    const received = this.pathOf(`${id}.received`);
    await rename(this.pathOf(id), received);
    await rm(this.pathOf(`${id}.json`), { force: true });
    return received;
  }

  /** Bytes that the unfinished uploads are still going to write. */
  async outstandingBytes(): Promise<number> {
    let bytes = 0;
    for (const id of await this.staged()) {
      const upload = await this.getUpload(id).catch(() => undefined);
      bytes += Math.max(0, (upload?.size ?? 0) - (upload?.offset ?? 0));
    }
    return bytes;
  }

  /** Removes what nobody will come back for. Returns the ids. @param now wall milliseconds */
  async removeStale(now: number): Promise<string[]> {
    const removed = new Set<string>();
    for (const name of await this.names()) {
      const id = OURS.exec(name)?.[1];
      if (id === undefined || removed.has(id)) continue;
      const facts = await stat(this.pathOf(name)).catch(() => undefined);
      if (facts === undefined || now - facts.mtimeMs < UPLOAD_EXPIRES_MS) continue;
      // The description is as old as the upload; its data may be younger, but tus refuses to go on with it (410).
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
