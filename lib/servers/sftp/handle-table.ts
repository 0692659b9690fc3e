/** The open handles of one SFTP session: files, uploads and listings, by the number that the client was given. */
import type { Fault } from "@/lib/contracts/fault";
import { statusCode } from "@/lib/wire/sftp/protocol";
import { encodeHandle } from "@/lib/wire/sftp/responses";
import type { ServedFile } from "./sftp-handles";
import type { Listing } from "./sftp-listing";
import { sftpLogText } from "./sftp-log";
import { RefusedError, refuse } from "./sftp-refusal";
import type { Upload } from "./sftp-upload";

export type OpenHandle = ServedFile | Upload | Listing;

export type HandleTablePorts = {
  maxHandles: number;
  log(text: string, transferId?: string): void;
  /** An upload was closed and is complete. */
  onUploaded(upload: Upload): void;
};

export class HandleTable {
  readonly #ports: HandleTablePorts;
  readonly #handles = new Map<number, OpenHandle>();
  #lastNumber = 0;
  /** Why everything was closed; a handle that is opened after that is closed at once. */
  #closedBy: Fault | null = null;

  constructor(ports: HandleTablePorts) {
    this.#ports = ports;
  }

  get size(): number {
    return this.#handles.size;
  }

  /** Open files whose bytes have begun to move. */
  get transfers(): number {
    let count = 0;
    for (const handle of this.#handles.values()) if (handle.kind !== "listing" && handle.transfer) count++;
    return count;
  }

  get(name: Buffer): OpenHandle | undefined {
    return name.length === 4 ? this.#handles.get(name.readUInt32BE()) : undefined;
  }

  /** A handle of a file or an upload. @throws RefusedError */
  file(name: Buffer): ServedFile | Upload {
    const handle = this.get(name);
    return handle && handle.kind !== "listing" ? handle : refuseInvalidHandle();
  }

  /** @throws RefusedError */
  upload(name: Buffer): Upload {
    const handle = this.get(name);
    return handle?.kind === "upload" ? handle : refuseInvalidHandle();
  }

  /** @throws RefusedError */
  listing(name: Buffer): Listing {
    const handle = this.get(name);
    return handle?.kind === "listing" ? handle : refuseInvalidHandle();
  }

  /** @throws RefusedError when the session has as many handles as it may have */
  checkFree(): void {
    if (this.#handles.size >= this.#ports.maxHandles) refuse(statusCode.failure, "Too many open files");
  }

  /** Adds a handle. @returns the HANDLE answer with its number */
  add(id: number, handle: OpenHandle): Buffer {
    if (this.#closedBy) {
      this.#closeAbruptly(handle, this.#closedBy);
      return refuse(statusCode.connectionLost);
    }
    const number = ++this.#lastNumber;
    this.#handles.set(number, handle);
    const name = Buffer.alloc(4);
    name.writeUInt32BE(number);
    return encodeHandle(id, name);
  }

  /** CLOSE from the client: an upload is moved to its place. @throws RefusedError when that fails */
  async close(name: Buffer): Promise<void> {
    const handle = this.get(name);
    if (!handle) return refuseInvalidHandle();
    this.#handles.delete(name.readUInt32BE());
    if (handle.kind === "listing") {
      handle.close();
      this.#ports.log(sftpLogText.closedir(handle.path));
      return;
    }
    const failed = handle.kind === "upload" ? await handle.commit() : null;
    if (handle.kind === "file") handle.close(null);
    this.#logClose(handle, false);
    if (failed) throw new RefusedError(failed);
    if (handle.kind === "upload") this.#ports.onUploaded(handle);
  }

  /** The connection has ended or is about to: unfinished uploads are removed. */
  closeAll(cause: Fault): void {
    this.#closedBy = cause;
    for (const handle of this.#handles.values()) this.#closeAbruptly(handle, cause);
    this.#handles.clear();
  }

  #closeAbruptly(handle: OpenHandle, cause: Fault): void {
    if (handle.kind === "listing") {
      handle.close();
      return;
    }
    this.#logClose(handle, true);
    if (handle.kind === "upload") handle.discard(cause);
    else handle.close(cause);
  }

  #logClose(handle: ServedFile | Upload, isForced: boolean): void {
    const { path, bytesRead, bytesWritten, transfer } = handle;
    this.#ports.log(sftpLogText.close(path, bytesRead, bytesWritten, isForced), transfer?.handle.id);
  }
}

const refuseInvalidHandle = (): never => refuse(statusCode.failure, "Invalid handle");
