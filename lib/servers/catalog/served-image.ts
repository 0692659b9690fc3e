/** Sends the bytes of one image as the body of an answer: from disk, as fast as the client takes them, and no faster than Lab allows. */
import type { FileHandle } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { type Fault, fault } from "@/lib/contracts/fault";
import type { TransferHandle } from "../transfer";
import type { CatalogFaultInjection, InjectedDownload } from "./catalog-faults";

const PIECE_BYTES = 128 * 1024;

export type SendEnd = { outcome: "complete" | "failed" | "aborted"; cause: Fault | null };

export type ServedImagePorts = {
  file: Pick<FileHandle, "read">;
  response: ServerResponse;
  /** Offsets of the first and the last byte. */
  start: number;
  end: number;
  handle: Pick<TransferHandle, "bytes">;
  faults: Pick<CatalogFaultInjection, "whenAudible">;
  injected: InjectedDownload;
  /** Called after each piece with its length. */
  onSent(bytes: number): void;
};

export class ServedImage {
  readonly #ports: ServedImagePorts;
  /** Resolves when the connection has ended or the answer is complete. */
  readonly #closed: Promise<void>;
  #isClosed = false;
  #abortedBy: Fault | null = null;

  constructor(ports: ServedImagePorts) {
    this.#ports = ports;
    this.#closed = new Promise((resolve) =>
      ports.response.once("close", () => {
        this.#isClosed = true;
        resolve();
      }),
    );
  }

  /** Ends the connection; the download is recorded as aborted for this reason. */
  abort(cause: Fault): void {
    this.#abortedBy ??= cause;
    this.#ports.response.destroy();
  }

  /** Sends everything. Never rejects; the head of the answer has been set and not been sent. */
  async run(): Promise<SendEnd> {
    const { response, start, end, injected } = this.#ports;
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, Math.max(1, end + 1 - start)));
    let at = start;
    while (at <= end && !this.#isClosed) {
      const cut = injected.endAt(at);
      if (cut) return await this.#cutOff(cut.fault, cut.clean);
      const sent = await this.#sendPiece(piece, at);
      if (typeof sent !== "number") return sent;
      at += sent;
    }
    if (this.#isClosed) return this.#closedEarly();
    response.end();
    await this.#closed;
    return response.writableFinished ? { outcome: "complete", cause: null } : this.#closedEarly();
  }

  /** @returns how many bytes were sent, or how the download ended */
  async #sendPiece(piece: Buffer, at: number): Promise<number | SendEnd> {
    const { file, handle, injected, faults, end, onSent } = this.#ports;
    const wanted = Math.max(1, Math.min(piece.length, end + 1 - at, injected.maxBytes(at)));
    let read: number;
    try {
      read = (await file.read(piece, 0, wanted, at)).bytesRead;
    } catch {
      read = 0;
    }
    if (read === 0) return await this.#fail(fault("internal", "The image cannot be read any more."));
    const bytes = piece.subarray(0, read);
    injected.alter(bytes, at);
    await this.#untilClosedOr((resolve) => faults.whenAudible(resolve));
    await this.#untilClosedOr((resolve) => injected.pace(read, resolve));
    if (this.#isClosed) return this.#closedEarly();
    await this.#untilClosedOr((resolve) => {
      this.#ports.response.write(bytes, () => resolve());
    });
    if (this.#isClosed) return this.#closedEarly();
    handle.bytes += read;
    onSent(read);
    return read;
  }

  /** Ends the connection before the announced bytes are sent. */
  async #cutOff(cause: Fault, clean: boolean): Promise<SendEnd> {
    const { response } = this.#ports;
    if (clean) {
      response.flushHeaders();
      response.socket?.end();
    } else {
      response.destroy();
    }
    await this.#closed;
    return { outcome: "failed", cause };
  }

  async #fail(cause: Fault): Promise<SendEnd> {
    this.#ports.response.destroy();
    await this.#closed;
    return { outcome: "failed", cause };
  }

  #closedEarly(): SendEnd {
    const cause = this.#abortedBy ?? fault("aborted", "The client closed the connection.");
    return { outcome: cause.code === "aborted" ? "aborted" : "failed", cause };
  }

  async #untilClosedOr(wait: (resolve: () => void) => unknown): Promise<void> {
    let cancel: unknown;
    await Promise.race([
      new Promise<void>((resolve) => {
        cancel = wait(resolve);
      }),
      this.#closed,
    ]);
    if (typeof cancel === "function") cancel();
  }
}
