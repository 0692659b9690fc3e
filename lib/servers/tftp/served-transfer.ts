/**
 * One read transfer of the TFTP server: its socket (RFC 1350 §4: each transfer has its own transfer ID), its timer, and
 * the connection between the protocol machine and the packets of the file. The server decides whether it may start.
 */
import { type Fault, fault, faultOf } from "@/lib/contracts/fault";
import { printable } from "@/lib/kit/text";
import type { Datagram } from "@/lib/servers/datagram";
import type { TransferHandle } from "@/lib/servers/transfer";
import { blockOf, decode, ErrorCode, encode, Opcode, opcodeOf } from "@/lib/wire/tftp/packet";
import type { ReadTransfer } from "@/lib/wire/tftp/read-transfer";
import { type PacketSource, ServedFileError } from "./packet-source";

/** Packets sent before other transfers get their turn of the event loop; a run of them costs as much as one or two. */
const PACKETS_PER_TURN = 32;
const PACKETS_PER_TURN_IN_RUNS = 64;

/** How a transfer ended; `cause` is null when it is complete. */
export type TransferEnd = {
  outcome: "complete" | "failed" | "aborted";
  cause: Fault | null;
  /** The client ended it right after the OACK, as clients do that ask only for the size (RFC 2349 §4). */
  sizeOnly: boolean;
};

export type ServedTransferParts = {
  client: { address: string; port: number };
  machine: ReadTransfer;
  source: PacketSource;
  /** The OACK packet; null when no option was agreed. */
  oack: Uint8Array | null;
  blockSize: number;
  sizeBytes: number;
  handle: TransferHandle;
  /** Called once, after the socket was closed and the file released. */
  onEnd(end: TransferEnd): void;
};

export class ServedTransfer {
  readonly #parts: ServedTransferParts;
  readonly #machine: ReadTransfer;
  readonly #source: PacketSource;
  readonly #address: string;
  readonly #port: number;
  #socket: Datagram | undefined;
  #timer: NodeJS.Timeout | undefined;
  #timerDue = 0;
  #loading = false;
  #nextTurn: NodeJS.Immediate | undefined;
  #ended = false;
  /** The packets that are sent next as one run: the first, and the bytes of all. */
  #runFirst: Uint8Array | undefined;
  #runBytes = 0;
  #progressAt = performance.now();
  readonly #isSendQueueEmpty = () => this.#socket?.queued() === 0;

  constructor(parts: ServedTransferParts) {
    this.#parts = parts;
    this.#machine = parts.machine;
    this.#source = parts.source;
    this.#address = parts.client.address;
    this.#port = parts.client.port;
  }

  get handle(): TransferHandle {
    return this.#parts.handle;
  }

  /** Milliseconds since the client's last progress; 0 while it has not answered at all. */
  silentForMs(): number {
    return this.#machine.hasAnswered ? performance.now() - this.#progressAt : 0;
  }

  /** The client has acknowledged something; before that its address may be forged. */
  get hasAnswered(): boolean {
    return this.#machine.hasAnswered;
  }

  /** Nothing that the last packet led to waits for the event loop. */
  get isSettled(): boolean {
    return !this.#ended && !this.#loading && this.#nextTurn === undefined;
  }

  start(socket: Datagram): void {
    this.#socket = socket;
    if (this.#parts.oack === null) this.#send();
    else this.#sendOack(this.#parts.oack);
  }

  /** Ends the transfer and sends `message` to the client in an ERROR packet. */
  stop(outcome: "failed" | "aborted", cause: Fault, message: string): void {
    this.#sendError(this.#port, this.#address, ErrorCode.notDefined, message);
    this.#end(outcome, cause);
  }

  /** Takes a datagram that arrived on the transfer's socket. */
  receive(packet: Uint8Array, port: number, address: string): void {
    if (this.#ended) return;
    if (port !== this.#port || address !== this.#address) {
      // RFC 1350 §4: a packet from another transfer ID is answered with ERROR 5 and changes nothing here. An ERROR is
      // never answered.
      if (packet.length >= 4 && opcodeOf(packet) !== Opcode.ERROR) {
        this.#sendError(port, address, ErrorCode.unknownTransferId, "Unknown transfer ID");
      }
      return;
    }
    if (packet.length < 4) return;
    const opcode = opcodeOf(packet);
    if (opcode === Opcode.ACK) this.#receiveAck(blockOf(packet));
    else if (opcode === Opcode.ERROR) this.#receiveError(packet);
  }

  #receiveAck(wire: number): void {
    const machine = this.#machine;
    const { handle, sizeBytes, blockSize } = this.#parts;
    const now = performance.now();
    const meaning = machine.acknowledge(wire, now);
    handle.duplicates = machine.duplicates;
    if (meaning !== "progress") return;
    this.#progressAt = now;
    const { acknowledged } = machine;
    this.#source.passed(acknowledged, this.#isSendQueueEmpty);
    if (machine.state === "complete") {
      handle.bytes = handle.size ?? sizeBytes;
      this.#end("complete", null);
      return;
    }
    handle.bytes = acknowledged * blockSize;
    this.#send(now);
  }

  #receiveError(packet: Uint8Array): void {
    const decoded = decode(packet);
    if (!decoded.ok || decoded.value.kind !== "ERROR") return;
    const { code, message } = decoded.value;
    const error = `ERROR ${code} ${printable(message.trim()).slice(0, 200)}`.trimEnd();
    const sizeOnly = this.#machine.acknowledged === 0 && this.#parts.oack !== null;
    this.#end("aborted", fault("peer-error", `The client ended the transfer: ${error}`), sizeOnly);
  }

  // Sending

  #sendOack(oack: Uint8Array): void {
    this.#socket?.send(oack, this.#port, this.#address);
    this.#machine.announced(performance.now());
    this.#arm();
  }

  /** Sends the packets that the window allows and that are in memory. */
  #send(now = performance.now()): void {
    const machine = this.#machine;
    const source = this.#source;
    const socket = this.#socket;
    if (this.#ended || this.#loading || this.#nextTurn !== undefined || socket === undefined) return;
    machine.lastBlock = source.lastBlock;
    const inRuns = socket.sendRun !== undefined;
    let left = inRuns ? PACKETS_PER_TURN_IN_RUNS : PACKETS_PER_TURN;
    for (let block = machine.toSend(); block !== 0; block = machine.toSend()) {
      const packet = source.packet(block);
      if (packet === undefined) {
        void this.#load(block);
        break;
      }
      if (left-- === 0) {
        this.#nextTurn = setImmediate(() => {
          this.#nextTurn = undefined;
          this.#send();
        });
        break;
      }
      if (inRuns) this.#addToRun(packet, socket);
      else socket.send(packet, this.#port, this.#address);
      machine.sent(now);
    }
    this.#sendRun(socket);
    this.#parts.handle.retransmissions = machine.retransmissions;
    this.#arm();
  }

  /** Collects packets that are side by side in memory; all but the last must have the same length. */
  #addToRun(packet: Uint8Array, socket: Datagram): void {
    const first = this.#runFirst;
    if (first !== undefined) {
      const isNext =
        packet.buffer === first.buffer &&
        packet.byteOffset === first.byteOffset + this.#runBytes &&
        this.#runBytes % first.length === 0 &&
        packet.length <= first.length;
      if (isNext) {
        this.#runBytes += packet.length;
        return;
      }
      this.#sendRun(socket);
    }
    this.#runFirst = packet;
    this.#runBytes = packet.length;
  }

  #sendRun(socket: Datagram): void {
    const first = this.#runFirst;
    if (first === undefined) return;
    this.#runFirst = undefined;
    if (this.#runBytes === first.length) {
      socket.send(first, this.#port, this.#address);
      return;
    }
    const run = new Uint8Array(first.buffer, first.byteOffset, this.#runBytes);
    socket.sendRun?.(run, first.length, this.#port, this.#address);
  }

  async #load(block: number): Promise<void> {
    this.#loading = true;
    try {
      await this.#source.load(block);
    } catch (error) {
      if (this.#ended) return;
      if (error instanceof ServedFileError) {
        this.stop("failed", fault("conflict", `${error.message}.`), error.message);
      } else {
        this.stop("failed", faultOf(error), "The file cannot be read");
      }
      return;
    } finally {
      this.#loading = false;
    }
    this.#send();
  }

  // Waiting. Setting a timer for each packet would be slow: one that fires too early is set again for the rest, and only
  // one that would fire too late, as after the end of a back-off, is replaced.

  #arm(): void {
    const { deadline } = this.#machine;
    if (this.#ended || deadline === Number.POSITIVE_INFINITY) return;
    if (this.#timer !== undefined) {
      if (this.#timerDue <= deadline + 1) return;
      clearTimeout(this.#timer);
    }
    this.#timerDue = deadline;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#expired();
      },
      Math.max(1, deadline - performance.now()),
    );
  }

  #expired(): void {
    const machine = this.#machine;
    if (performance.now() < machine.deadline) {
      this.#arm();
      return;
    }
    const { oack, handle } = this.#parts;
    if (!machine.expire()) {
      this.#giveUp();
      return;
    }
    if (machine.state === "announcing" && oack !== null) this.#sendOack(oack);
    else this.#send();
    handle.retransmissions = machine.retransmissions;
  }

  #giveUp(): void {
    if (!this.#machine.hasAnswered) {
      this.#end("failed", fault("timed-out", "The client never answered."));
      return;
    }
    const { handle } = this.#parts;
    const cause = fault("timed-out", `The client stopped answering after ${handle.bytes} bytes.`);
    this.stop("failed", cause, "Timed out");
  }

  #sendError(port: number, address: string, code: number, message: string): void {
    this.#socket?.send(encode({ kind: "ERROR", code, message }), port, address);
  }

  #end(outcome: TransferEnd["outcome"], cause: Fault | null, sizeOnly = false): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    clearImmediate(this.#nextTurn);
    this.#socket?.close();
    this.#source.release();
    this.#parts.onEnd({ outcome, cause, sizeOnly });
  }
}
