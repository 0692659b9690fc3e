/**
 * One read of one file from a TFTP server, with the peer's answers as they really come. What to take and when to
 * acknowledge is `wire/tftp/receive-transfer`; here are the socket, the timer and the words.
 */
import { type Fault, fault, faultOf } from "@/lib/contracts/fault";
import { printable } from "@/lib/kit/text";
import type { Datagram, DatagramOptions, OpenDatagram } from "@/lib/servers/datagram";
import { type Agreed, readAcknowledged, withoutOptions } from "@/lib/wire/tftp/options";
import {
  blockOf,
  decode,
  ErrorCode,
  encode,
  Opcode,
  type Options,
  opcodeOf,
  payloadOf,
  writeAck,
} from "@/lib/wire/tftp/packet";
import { ReceiveTransfer } from "@/lib/wire/tftp/receive-transfer";
import { type PortProbe, schedulePortProbe } from "./port-probe";
import { peerFault, systemFault } from "./read-faults";

export type TftpPeer = {
  /** An address, not a name. */
  server: string;
  port: number;
  /** The file name exactly as it goes into the request. */
  path: string;
  /** Where to send from. An address that this machine does not have falls back to any. */
  localAddress?: string;
  /** Milliseconds without an answer before a packet is sent again. */
  timeoutMs: number;
  /** How often a packet is sent in all before the server is given up, at least once: 8 x 5 s = 40 s. */
  retries: number;
  signal?: AbortSignal | undefined;
};

/** What is told to whoever wants the file. What a callback throws ends the transfer, with the fault it threw. */
export type TftpSinks = {
  /** The bytes, in order, without gap or duplicate. A piece is the callee's to keep. */
  sink(piece: Uint8Array): void;
  /** Once, when the server answered: the size it announced, null when it announced none. */
  onAnnounced?(sizeBytes: number | null): void;
  /** Payload bytes so far; called per acknowledged window. */
  onProgress?(bytes: number): void;
  /** Once the socket is bound and before the request leaves, so that a server in this process can tell whose it is. */
  onBound?(localAddress: string, localPort: number): void;
};

/** After "port unreachable" in the middle: the server's last words may still lie in the socket's queue. */
const LAST_WORDS_MS = 50;
/** RFC 1350 §6: stay a while after the last ACK, in case it was lost. */
const DALLY_MS = 1500;
const ACK_BUFFERS = 16;

/** Reads one file; its counters are those of the end once {@link TftpRead.run} has resolved. */
export class TftpRead {
  readonly #open: OpenDatagram;
  readonly #peer: TftpPeer;
  /** Null: only the announcement is wanted. */
  readonly #sinks: TftpSinks | null;
  #asked: Options;
  #socket: Datagram | undefined;
  #knock: PortProbe | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastWords: NodeJS.Timeout | undefined;
  #tries = 0;
  /** The server's transfer ID; 0 until it answered. */
  #tid = 0;
  #machine: ReceiveTransfer | undefined;
  #state: "running" | "dallying" | "ended" = "running";
  #settle: (ended: Fault | null) => void = () => undefined;
  readonly #startedAt = performance.now();
  // A packet must not change while the system may still hold it, so ACKs take turns.
  readonly #acks = Array.from({ length: ACK_BUFFERS }, () => Buffer.alloc(4));
  #nextAck = 0;

  local = { address: "", port: 0 };
  agreed: Agreed = withoutOptions;
  announcedSize: number | null = null;
  retransmissions = 0;
  elapsedMs = 0;

  constructor(open: OpenDatagram, peer: TftpPeer, sinks: TftpSinks | null, asked: Options) {
    this.#open = open;
    this.#peer = peer;
    this.#sinks = sinks;
    this.#asked = asked;
  }

  get bytes(): number {
    return this.#machine?.bytes ?? 0;
  }

  get duplicates(): number {
    return this.#machine?.duplicates ?? 0;
  }

  /** Resolves with null when the file is there, else with what went wrong. */
  async run(): Promise<Fault | null> {
    const { signal } = this.#peer;
    if (signal?.aborted) return fault("aborted");
    try {
      this.#socket = await this.#bind();
    } catch (error) {
      return systemFault((error as NodeJS.ErrnoException).code ?? "", this.#where);
    }
    this.local = { address: this.#socket.address, port: this.#socket.port };
    const onAbort = () => this.#refuse(fault("aborted"), ErrorCode.notDefined, "Aborted");
    signal?.addEventListener("abort", onAbort, { once: true });
    const ended = await new Promise<Fault | null>((resolve) => {
      this.#settle = resolve;
      if (signal?.aborted) return onAbort();
      this.#sinks?.onBound?.(this.local.address, this.local.port);
      this.#request();
    });
    signal?.removeEventListener("abort", onAbort);
    return ended;
  }

  get #where(): string {
    const { server, port } = this.#peer;
    return server.includes(":") ? `[${server}]:${port}` : `${server}:${port}`;
  }

  async #bind(): Promise<Datagram> {
    const options: DatagramOptions = {
      family: this.#peer.server.includes(":") ? 6 : 4,
      reportSending: true,
      onMessage: (packet, port, address) => this.#heard(packet, port, address),
      onError: (code) => this.#systemError(code),
    };
    const { localAddress } = this.#peer;
    if (localAddress === undefined) return await this.#open(options);
    try {
      return await this.#open({ ...options, address: localAddress });
    } catch (error) {
      // A simulated access point has an address that this machine has not.
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EADDRNOTAVAIL" || code === "EINVAL") return await this.#open(options);
      throw error;
    }
  }

  // Sending

  #request(): void {
    const { path, server, port, timeoutMs } = this.#peer;
    this.#tries++;
    this.#socket?.send(
      encode({ kind: "RRQ", filename: path, mode: "octet", options: this.#asked }),
      port,
      server,
    );
    this.#wait();
    this.#knock ??= schedulePortProbe(this.#open, this.#peer, timeoutMs / 2, (code) =>
      this.#systemError(code),
    );
  }

  #acknowledge(): void {
    const ack = this.#acks[this.#nextAck++ % ACK_BUFFERS];
    if (ack === undefined || this.#machine === undefined) return;
    this.#socket?.send(writeAck(ack, this.#machine.ackNumber), this.#tid, this.#peer.server);
  }

  #wait(): void {
    if (this.#timer) this.#timer.refresh();
    else this.#timer = setTimeout(() => this.#waited(), this.#peer.timeoutMs);
  }

  #waited(): void {
    const { retries, timeoutMs } = this.#peer;
    if (this.#tries >= Math.max(1, retries)) {
      const waited = `${(this.#tries * timeoutMs) / 1000} s`;
      const ended =
        this.#tid === 0
          ? fault("timed-out", `${this.#where} did not answer for ${waited}.`)
          : fault(
              "server-gone",
              `${this.#where} stopped answering after ${this.bytes} bytes, for ${waited}.`,
            );
      this.#refuse(ended, ErrorCode.notDefined, "Timed out");
      return;
    }
    this.retransmissions++;
    if (this.#tid === 0) {
      this.#request();
      return;
    }
    this.#tries++;
    this.#acknowledge();
    this.#wait();
  }

  // Hearing

  #heard(packet: Uint8Array, port: number, address: string): void {
    if (this.#state === "ended" || address.split("%")[0] !== this.#peer.server.split("%")[0]) return;
    if (this.#tid === 0) {
      if (!this.#answers(packet)) return;
      this.#tid = port;
      this.#knock?.quit();
      if (opcodeOf(packet) !== Opcode.ERROR) this.#socket?.connect(port, this.#peer.server);
    } else if (port !== this.#tid) {
      // RFC 1350 §4: another transfer ID is told so, and this transfer is not disturbed.
      if (opcodeOf(packet) !== Opcode.ERROR)
        this.#tell(port, ErrorCode.unknownTransferId, "Unknown transfer ID");
      return;
    }
    clearTimeout(this.#lastWords);
    this.#lastWords = undefined;
    const opcode = opcodeOf(packet);
    if (opcode === Opcode.DATA && packet.length >= 4) this.#data(packet);
    else if (opcode === Opcode.OACK) this.#announcement(packet);
    else if (opcode === Opcode.ERROR) this.#refused(packet);
  }

  /** Whether this can be the first answer to the request: only then does its port become the transfer ID. */
  #answers(packet: Uint8Array): boolean {
    const opcode = opcodeOf(packet);
    if (opcode === Opcode.DATA) return packet.length >= 4 && blockOf(packet) === 1;
    return opcode === Opcode.OACK || (opcode === Opcode.ERROR && packet.length >= 4);
  }

  #announcement(packet: Uint8Array): void {
    if (this.#machine !== undefined) {
      // Our ACK 0 was lost.
      if (this.#machine.received === 0) this.#acknowledge();
      return;
    }
    const decoded = decode(packet);
    const answer =
      decoded.ok && decoded.value.kind === "OACK"
        ? readAcknowledged(this.#asked, decoded.value.options)
        : ({ ok: false, fault: "The OACK cannot be read." } as const);
    if (answer.ok) {
      this.agreed = answer.value;
      if (this.#announce(answer.value.announcedSize)) this.#acknowledge();
    } else {
      this.#refuse(this.#broke(answer.fault), ErrorCode.optionNegotiation, answer.fault);
    }
  }

  /** The server answered: false when that was all that was wanted. */
  #announce(size: number | null): boolean {
    this.announcedSize = size;
    if (this.#sinks === null) {
      this.#refuse(null, ErrorCode.notDefined, "Only the size was wanted");
      return false;
    }
    this.#tries = 1;
    this.#machine = new ReceiveTransfer(this.agreed);
    this.#wait();
    return this.#sunk(() => this.#sinks?.onAnnounced?.(size));
  }

  #data(packet: Uint8Array): void {
    // RFC 2347 §3: DATA instead of OACK means that the server knows no options.
    if (this.#machine === undefined && !this.#announce(null)) return;
    const machine = this.#machine;
    if (machine === undefined) return;
    const length = packet.length - 4;
    if (length > this.agreed.blockSize) {
      const words = `A block of ${length} bytes is larger than the block size ${this.agreed.blockSize}.`;
      this.#refuse(this.#broke(words), ErrorCode.illegalOperation, words);
      return;
    }
    const meaning = machine.data(blockOf(packet), length);
    if (meaning === "take" || meaning === "take-and-acknowledge") {
      if (this.announcedSize !== null && machine.bytes > this.announcedSize) {
        const words = "More bytes than were announced";
        this.#refuse(this.#otherSize(this.announcedSize, machine.bytes), ErrorCode.notDefined, words);
        return;
      }
      if (!this.#sunk(() => this.#sinks?.sink(payloadOf(packet)))) return;
      this.#tries = 1;
      this.#wait();
    }
    if (meaning === "take-and-acknowledge" || meaning === "acknowledge") {
      if (meaning === "acknowledge") this.retransmissions++;
      this.#acknowledge();
      if (this.#state === "running" && !this.#sunk(() => this.#sinks?.onProgress?.(machine.bytes))) return;
    }
    if (machine.complete && this.#state === "running") this.#arrived(machine.bytes);
  }

  #arrived(bytes: number): void {
    const announced = this.announcedSize;
    this.#end(announced === null || announced === bytes ? null : this.#otherSize(announced, bytes));
  }

  #otherSize(announced: number, bytes: number): Fault {
    return fault(
      "size-mismatch",
      `${this.#where} announced ${announced} bytes and sent ${bytes}.`,
      "Compare the file on the server with the bundle; it may have been cut short while it was copied.",
    );
  }

  #broke(words: string): Fault {
    return fault("protocol-error", `${this.#where}: ${printable(words)}`);
  }

  #refused(packet: Uint8Array): void {
    const decoded = decode(packet);
    if (this.#state !== "running" || !decoded.ok || decoded.value.kind !== "ERROR") return;
    const { code, message } = decoded.value;
    if (code !== ErrorCode.optionNegotiation || this.#asked.size === 0 || this.#machine !== undefined) {
      this.#end(peerFault(code, message));
      return;
    }
    // It refuses options rather than to leave them out: ask again without.
    this.#asked = new Map();
    this.#tid = 0;
    this.#request();
  }

  #systemError(code: string): void {
    if (this.#state !== "running") return;
    if (this.#tid === 0) {
      this.#end(systemFault(code, this.#where));
      return;
    }
    this.#lastWords ??= setTimeout(() => {
      this.#end(fault("server-gone", `${this.#where} is gone after ${this.bytes} bytes (${code}).`));
    }, LAST_WORDS_MS);
  }

  /** Runs a callback of the caller; what it throws ends the transfer, not the program. */
  #sunk(call: () => void): boolean {
    try {
      call();
    } catch (thrown) {
      this.#refuse(faultOf(thrown), ErrorCode.diskFull, "The receiver cannot take the data");
    }
    return this.#state === "running";
  }

  // Ending

  #tell(port: number, code: number, words: string): void {
    this.#socket?.send(encode({ kind: "ERROR", code, message: words }), port, this.#peer.server);
  }

  #refuse(ended: Fault | null, code: number, words: string): void {
    if (this.#tid !== 0) this.#tell(this.#tid, code, words);
    this.#end(ended);
  }

  #end(ended: Fault | null): void {
    if (this.#state !== "running") return;
    this.elapsedMs = performance.now() - this.#startedAt;
    clearTimeout(this.#timer);
    clearTimeout(this.#lastWords);
    this.#knock?.quit();
    this.#state = this.#machine?.complete ? "dallying" : "ended";
    if (this.#state === "ended") this.#socket?.close();
    else setTimeout(() => this.#leave(), Math.min(DALLY_MS, this.#peer.timeoutMs)).unref();
    this.#settle(ended);
  }

  #leave(): void {
    this.#state = "ended";
    this.#socket?.close();
  }
}
