/**
 * One write transfer of the TFTP server: its socket (RFC 1350 §4: each transfer has its own transfer ID), its timer, and
 * the connection between the protocol machine and the file. An ACK is sent when the bytes before it are stored, and the
 * last one when the file has its name, so that a client that got it can rely on it.
 */
import { type Fault, fault } from "@/lib/contracts/fault";
import { printable } from "@/lib/kit/text";
import type { Datagram } from "@/lib/servers/datagram";
import type { TransferHandle } from "@/lib/servers/transfer";
import { NetasciiDecoder } from "@/lib/wire/tftp/netascii";
import {
  blockOf,
  decode,
  ErrorCode,
  encode,
  HEADER_BYTES,
  Opcode,
  opcodeOf,
  payloadOf,
} from "@/lib/wire/tftp/packet";
import type { WriteTransfer } from "@/lib/wire/tftp/write-transfer";
import type { TransferEnd } from "./served-transfer";
import type { Refusal } from "./tftp-refusal";
import type { WrittenFile } from "./written-file";

/** RFC 1350 §6: the last ACK may be lost, so the last DATA may come again. */
const DALLY_MS = 1500;

export type ReceivedTransferParts = {
  client: { address: string; port: number };
  machine: WriteTransfer;
  file: WrittenFile;
  isNetascii: boolean;
  /** The OACK packet; null when no option was agreed. */
  oack: Uint8Array | null;
  blockSize: number;
  handle: TransferHandle;
  /** Called once, when the file has its name or is removed. The socket may stay open for repetitions. */
  onEnd(end: TransferEnd): void;
  /** Called once, when the socket was closed. */
  onClosed(): void;
};

export class ReceivedTransfer {
  readonly #parts: ReceivedTransferParts;
  readonly #machine: WriteTransfer;
  readonly #decoder: NetasciiDecoder | null;
  #socket: Datagram | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Payloads that were taken and are not stored yet: at most one window. */
  #taken: Uint8Array[] = [];
  #isStoring = false;
  #ended = false;
  #isClosed = false;

  constructor(parts: ReceivedTransferParts) {
    this.#parts = parts;
    this.#machine = parts.machine;
    this.#decoder = parts.isNetascii ? new NetasciiDecoder() : null;
  }

  get handle(): TransferHandle {
    return this.#parts.handle;
  }

  /** The client has sent DATA; before that its address may be forged. */
  get hasAnswered(): boolean {
    return this.#machine.state !== "answering";
  }

  start(socket: Datagram): void {
    this.#socket = socket;
    this.#answer(false);
  }

  /** Ends the transfer and sends `message` to the client in an ERROR packet. */
  stop(
    outcome: "failed" | "aborted",
    cause: Fault,
    message: string,
    code: number = ErrorCode.notDefined,
  ): void {
    if (this.#ended) {
      this.#close();
      return;
    }
    this.#sendError(this.#parts.client.port, this.#parts.client.address, code, message);
    this.#end({ outcome, cause, sizeOnly: false });
    this.#close();
  }

  /** Takes a datagram that arrived on the transfer's socket. */
  receive(packet: Uint8Array, port: number, address: string): void {
    if (this.#isClosed || packet.length < HEADER_BYTES) return;
    const { client } = this.#parts;
    const opcode = opcodeOf(packet);
    if (port !== client.port || address !== client.address) {
      // RFC 1350 §4: a packet from another transfer ID is answered with ERROR 5 and changes nothing here.
      if (opcode !== Opcode.ERROR)
        this.#sendError(port, address, ErrorCode.unknownTransferId, "Unknown transfer ID");
      return;
    }
    if (opcode === Opcode.DATA) this.#receiveData(packet);
    else if (opcode === Opcode.ERROR) this.#receiveError(packet);
  }

  #receiveData(packet: Uint8Array): void {
    const machine = this.#machine;
    const { handle, blockSize } = this.#parts;
    const payload = payloadOf(packet);
    if (payload.length > blockSize) {
      const message = `A block of ${payload.length} bytes is larger than the block size ${blockSize}`;
      this.stop("failed", fault("protocol-error", `${message}.`), message, ErrorCode.illegalOperation);
      return;
    }
    // What comes while bytes are stored is a repetition, or belongs to a window that was not acknowledged.
    if (this.#isStoring) return;
    const meaning = machine.data(blockOf(packet), payload.length, performance.now());
    handle.duplicates = machine.duplicates;
    if (meaning === "take" || meaning === "take-and-acknowledge") {
      // The packet is a view of the socket's buffer.
      this.#taken.push(payload.slice());
      handle.bytes = machine.bytes;
    }
    if (meaning === "take-and-acknowledge") void this.#store();
    else if (meaning === "acknowledge") this.#answer(true);
    else this.#arm();
  }

  /** Stores what was taken, then acknowledges it. */
  async #store(): Promise<void> {
    this.#isStoring = true;
    const { file } = this.#parts;
    const isComplete = this.#machine.state === "complete";
    const bytes = this.#decoded(Buffer.concat(this.#taken), isComplete);
    this.#taken = [];
    let refusal = await file.append(bytes);
    if (refusal === null && isComplete && !this.#ended) refusal = await file.commit();
    this.#isStoring = false;
    if (this.#ended) return;
    if (refusal !== null) this.#refuse(refusal);
    else {
      if (isComplete) this.#end({ outcome: "complete", cause: null, sizeOnly: false });
      this.#answer(false);
      if (isComplete) this.#timer = setTimeout(() => this.#close(), DALLY_MS);
    }
  }

  #decoded(bytes: Uint8Array, isLast: boolean): Uint8Array {
    if (this.#decoder === null) return bytes;
    const text = this.#decoder.push(bytes);
    return isLast ? Buffer.concat([text, this.#decoder.end()]) : text;
  }

  #refuse({ code, message }: Refusal): void {
    this.stop(
      "failed",
      fault(code === ErrorCode.diskFull ? "disk-full" : "internal", `${message}.`),
      message,
      code,
    );
  }

  #receiveError(packet: Uint8Array): void {
    const decoded = decode(packet);
    if (this.#ended || !decoded.ok || decoded.value.kind !== "ERROR") return;
    const { code, message } = decoded.value;
    const error = `ERROR ${code} ${printable(message.trim()).slice(0, 200)}`.trimEnd();
    const cause = fault("peer-error", `The client ended the transfer: ${error}`);
    this.#end({ outcome: "aborted", cause, sizeOnly: false });
    this.#close();
  }

  /** Sends the OACK, or the ACK of what was taken. */
  #answer(repeated: boolean): void {
    const { oack, client, handle } = this.#parts;
    const packet =
      oack !== null && this.#machine.state === "answering"
        ? oack
        : encode({ kind: "ACK", block: this.#machine.ackNumber });
    this.#socket?.send(packet, client.port, client.address);
    this.#machine.answered(performance.now(), repeated);
    handle.retransmissions = this.#machine.retransmissions;
    this.#arm();
  }

  #arm(): void {
    const { deadline } = this.#machine;
    if (this.#ended || deadline === Number.POSITIVE_INFINITY) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#expired(), Math.max(1, deadline - performance.now()));
  }

  #expired(): void {
    if (this.#ended || this.#isStoring) return;
    if (this.#machine.expire()) {
      this.#answer(true);
      return;
    }
    const { bytes } = this.#machine;
    const message = this.hasAnswered
      ? `The client stopped sending after ${bytes} bytes.`
      : "The client never sent any data.";
    this.stop("failed", fault("timed-out", message), "Timed out");
  }

  #sendError(port: number, address: string, code: number, message: string): void {
    this.#socket?.send(encode({ kind: "ERROR", code, message }), port, address);
  }

  #end(end: TransferEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    if (end.outcome !== "complete") void this.#parts.file.discard();
    this.#parts.onEnd(end);
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#parts.onClosed();
  }
}
