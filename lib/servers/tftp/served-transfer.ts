/**
 * One read transfer of the server: its own socket (RFC 1350 §4, transfer IDs), its timer, and the wiring between the
 * pure machine and the ready packets. Whether it may start is decided elsewhere.
 */
import { type Fault, fault, faultOf } from "@/lib/contracts/fault";
import { printable } from "@/lib/kit/text";
import type { Datagram } from "@/lib/servers/datagram";
import type { TransferHandle } from "@/lib/servers/transfer";
import { blockOf, decode, ErrorCode, encode, Opcode, opcodeOf } from "@/lib/wire/tftp/packet";
import type { ReadTransfer } from "@/lib/wire/tftp/read-transfer";
import { FileFault, type PacketSource } from "./served-file";

/** Packets sent in one turn of the event loop; then the others have their turn. */
const TURN_PACKETS = 32;

export type TransferEnd = {
  outcome: "complete" | "failed" | "aborted";
  cause: Fault | null;
  /** The client ended it after the announcement, as one does who wanted only the size. */
  onlySize: boolean;
};

export type ServedTransferParts = {
  client: { address: string; port: number };
  machine: ReadTransfer;
  source: PacketSource;
  /** The OACK, null when no option was agreed. */
  announcement: Uint8Array | null;
  blockSize: number;
  sizeBytes: number;
  handle: TransferHandle;
  /** Called once; the socket and the file are given back already. */
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
  #heardAt = performance.now();
  readonly #settled = () => this.#socket?.queued() === 0;

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

  /** A client that went silent may begin anew from the same port; one that is heard does not mean that. */
  silentForMs(): number {
    return this.#machine.proven ? performance.now() - this.#heardAt : 0;
  }

  start(socket: Datagram): void {
    this.#socket = socket;
    if (this.#parts.announcement === null) this.#send();
    else this.#announce(this.#parts.announcement);
  }

  /** Ends it with an ERROR to the client. */
  stop(outcome: "failed" | "aborted", cause: Fault, words: string): void {
    this.#tell(this.#port, this.#address, ErrorCode.notDefined, words);
    this.#end(outcome, cause);
  }

  heard(packet: Uint8Array, port: number, address: string): void {
    if (this.#ended) return;
    if (port !== this.#port || address !== this.#address) {
      // RFC 1350 §4: a wrong transfer ID is told so and disturbs nothing. An ERROR is never answered.
      if (packet.length >= 4 && opcodeOf(packet) !== Opcode.ERROR) {
        this.#tell(port, address, ErrorCode.unknownTransferId, "Unknown transfer ID");
      }
      return;
    }
    if (packet.length < 4) return;
    const opcode = opcodeOf(packet);
    if (opcode === Opcode.ACK) this.#acknowledged(blockOf(packet));
    else if (opcode === Opcode.ERROR) this.#refused(packet);
  }

  #acknowledged(wire: number): void {
    const machine = this.#machine;
    const { handle, sizeBytes, blockSize } = this.#parts;
    const now = performance.now();
    const meaning = machine.acknowledge(wire, now);
    handle.duplicates = machine.duplicates;
    if (meaning !== "progress") return;
    this.#heardAt = now;
    const { acknowledged } = machine;
    this.#source.passed(acknowledged, this.#settled);
    if (machine.state === "complete") {
      handle.bytes = handle.size ?? sizeBytes;
      this.#end("complete", null);
      return;
    }
    handle.bytes = acknowledged * blockSize;
    this.#send(now);
  }

  #refused(packet: Uint8Array): void {
    const decoded = decode(packet);
    if (!decoded.ok || decoded.value.kind !== "ERROR") return;
    const { code, message } = decoded.value;
    const said = `ERROR ${code} ${printable(message.trim()).slice(0, 200)}`.trimEnd();
    const onlySize = this.#machine.acknowledged === 0 && this.#parts.announcement !== null;
    this.#end("aborted", fault("peer-error", `The client ended the transfer: ${said}`), onlySize);
  }

  // Sending

  #announce(announcement: Uint8Array): void {
    this.#socket?.send(announcement, this.#port, this.#address);
    this.#machine.announced(performance.now());
    this.#arm();
  }

  /** Sends what the window allows and what is at hand. */
  #send(now = performance.now()): void {
    const machine = this.#machine;
    const source = this.#source;
    const socket = this.#socket;
    if (this.#ended || this.#loading || this.#nextTurn !== undefined || socket === undefined) return;
    machine.lastBlock = source.lastBlock;
    let turn = TURN_PACKETS;
    for (let block = machine.toSend(); block !== 0; block = machine.toSend()) {
      const packet = source.packet(block);
      if (packet === undefined) {
        void this.#load(block);
        break;
      }
      if (turn-- === 0) {
        this.#nextTurn = setImmediate(() => {
          this.#nextTurn = undefined;
          this.#send();
        });
        break;
      }
      socket.send(packet, this.#port, this.#address);
      machine.sent(now);
    }
    this.#parts.handle.retransmissions = machine.retransmissions;
    this.#arm();
  }

  async #load(block: number): Promise<void> {
    this.#loading = true;
    try {
      await this.#source.load(block);
    } catch (error) {
      const words = error instanceof FileFault ? error.message : "The file cannot be read";
      if (!this.#ended) {
        const cause = error instanceof FileFault ? fault("conflict", `${words}.`) : faultOf(error);
        this.stop("failed", cause, words);
      }
      return;
    } finally {
      this.#loading = false;
    }
    this.#send();
  }

  // Waiting. The timer is not moved with each packet: when it fires too early it is set again for the rest, and only
  // when it would fire too late, as after a back-off that ended, it is set anew.

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
    const { announcement, handle } = this.#parts;
    if (!machine.expire()) {
      this.#giveUp();
      return;
    }
    if (machine.state === "announcing" && announcement !== null) this.#announce(announcement);
    else this.#send();
    handle.retransmissions = machine.retransmissions;
  }

  #giveUp(): void {
    if (!this.#machine.proven) {
      this.#end("failed", fault("timed-out", "The client never answered."));
      return;
    }
    const { handle } = this.#parts;
    const cause = fault("timed-out", `The client stopped answering after ${handle.bytes} bytes.`);
    this.stop("failed", cause, "Timed out");
  }

  #tell(port: number, address: string, code: number, message: string): void {
    this.#socket?.send(encode({ kind: "ERROR", code, message }), port, address);
  }

  #end(outcome: TransferEnd["outcome"], cause: Fault | null, onlySize = false): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    clearImmediate(this.#nextTurn);
    this.#socket?.close();
    this.#source.release();
    this.#parts.onEnd({ outcome, cause, onlySize });
  }
}
