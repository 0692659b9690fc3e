/**
 * One read of one file from a TFTP server: the socket, the timer and the faults. Which block to take and when to
 * acknowledge is decided in `wire/tftp/receive-transfer`.
 */
import { type Fault, fault, faultOf } from "@/lib/contracts/fault";
import { hostAndPort } from "@/lib/kit/host-and-port";
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
import { faultOfErrorPacket, faultOfSocketError } from "./tftp-client-faults";
import type { TftpSinks, TftpTarget } from "./tftp-target";

/** After "port unreachable" during a transfer: an ERROR that the server sent before may still wait in the socket. */
const PENDING_ERROR_MS = 50;
/** RFC 1350 §6: keep listening for a while after the last ACK, in case it was lost. */
const DALLY_MS = 1500;
const ACK_BUFFERS = 16;

/** Reads one file. Its counters are final once {@link TftpRead.run} has resolved. */
export class TftpRead {
  readonly #open: OpenDatagram;
  readonly #target: TftpTarget;
  /** Null when only the size of the file is wanted. */
  readonly #sinks: TftpSinks | null;
  #asked: Options;
  #socket: Datagram | undefined;
  #portProbe: PortProbe | undefined;
  #timer: NodeJS.Timeout | undefined;
  #pendingError: NodeJS.Timeout | undefined;
  #tries = 0;
  /** The server's transfer ID, which is the port that it sends from; 0 until it answered. */
  tid = 0;
  #machine: ReceiveTransfer | undefined;
  #state: "running" | "dallying" | "ended" = "running";
  #settle: (ended: Fault | null) => void = () => undefined;
  readonly #startedAt = performance.now();
  // A packet must not change while it may still wait in the socket, so several buffers are used in turn.
  readonly #acks = Array.from({ length: ACK_BUFFERS }, () => Buffer.alloc(4));
  #nextAck = 0;

  local = { address: "", port: 0 };
  agreed: Agreed = withoutOptions;
  announcedSize: number | null = null;
  retransmissions = 0;
  elapsedMs = 0;

  constructor(open: OpenDatagram, target: TftpTarget, sinks: TftpSinks | null, asked: Options) {
    this.#open = open;
    this.#target = target;
    this.#sinks = sinks;
    this.#asked = asked;
  }

  get bytes(): number {
    return this.#machine?.bytes ?? 0;
  }

  get duplicates(): number {
    return this.#machine?.duplicates ?? 0;
  }

  /** Resolves with null when the whole file has arrived, else with the fault. Never rejects. */
  async run(): Promise<Fault | null> {
    const { signal } = this.#target;
    if (signal?.aborted) return fault("aborted");
    try {
      this.#socket = await this.#bind();
    } catch (error) {
      return faultOfSocketError((error as NodeJS.ErrnoException).code ?? "", this.#where);
    }
    this.local = { address: this.#socket.address, port: this.#socket.port };
    const onAbort = () => this.#endWithError(fault("aborted"), ErrorCode.notDefined, "Aborted");
    signal?.addEventListener("abort", onAbort, { once: true });
    const ended = await new Promise<Fault | null>((resolve) => {
      this.#settle = resolve;
      if (signal?.aborted) return onAbort();
      this.#target.onBound?.(this.local.address, this.local.port);
      this.#sendRequest();
    });
    signal?.removeEventListener("abort", onAbort);
    return ended;
  }

  get #where(): string {
    return hostAndPort(this.#target.server, this.#target.port);
  }

  async #bind(): Promise<Datagram> {
    const options: DatagramOptions = {
      family: this.#target.server.includes(":") ? 6 : 4,
      reportSending: true,
      // The sink may keep the pieces.
      keepsPackets: true,
      onMessage: (packet, port, address) => this.#receive(packet, port, address),
      onError: (code) => this.#socketError(code),
    };
    const { localAddress } = this.#target;
    if (localAddress === undefined) return await this.#open(options);
    try {
      return await this.#open({ ...options, address: localAddress });
    } catch (error) {
      // A simulated access point may have an address that this machine does not have.
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EADDRNOTAVAIL" || code === "EINVAL") return await this.#open(options);
      throw error;
    }
  }

  // Sending

  #sendRequest(): void {
    const { path, server, port, timeoutMs } = this.#target;
    this.#tries++;
    this.#socket?.send(
      encode({ kind: "RRQ", filename: path, mode: "octet", options: this.#asked }),
      port,
      server,
    );
    this.#restartTimer();
    this.#portProbe ??= schedulePortProbe(this.#open, this.#target, timeoutMs / 2, (code) =>
      this.#socketError(code),
    );
  }

  #sendAck(): void {
    const ack = this.#acks[this.#nextAck++ % ACK_BUFFERS];
    if (ack === undefined || this.#machine === undefined) return;
    this.#socket?.send(writeAck(ack, this.#machine.ackNumber), this.tid, this.#target.server);
  }

  #restartTimer(): void {
    if (this.#timer) this.#timer.refresh();
    else this.#timer = setTimeout(() => this.#timedOut(), this.#target.timeoutMs);
  }

  #timedOut(): void {
    const { retries, timeoutMs } = this.#target;
    if (this.#tries >= Math.max(1, retries)) {
      const waited = `${(this.#tries * timeoutMs) / 1000} s`;
      const ended =
        this.tid === 0
          ? fault("timed-out", `${this.#where} did not answer for ${waited}.`)
          : fault(
              "server-gone",
              `${this.#where} stopped answering after ${this.bytes} bytes, for ${waited}.`,
            );
      this.#endWithError(ended, ErrorCode.notDefined, "Timed out");
      return;
    }
    this.retransmissions++;
    if (this.tid === 0) {
      this.#sendRequest();
      return;
    }
    this.#tries++;
    this.#sendAck();
    this.#restartTimer();
  }

  // Receiving

  #receive(packet: Uint8Array, port: number, address: string): void {
    if (this.#state === "ended" || address.split("%")[0] !== this.#target.server.split("%")[0]) return;
    if (this.tid === 0) {
      if (!this.#isFirstAnswer(packet)) return;
      this.tid = port;
      this.#portProbe?.cancel();
      if (opcodeOf(packet) !== Opcode.ERROR) this.#socket?.connect(port, this.#target.server);
    } else if (port !== this.tid) {
      // RFC 1350 §4: a packet from another transfer ID is answered with ERROR 5 and changes nothing here.
      if (opcodeOf(packet) !== Opcode.ERROR)
        this.#sendError(port, ErrorCode.unknownTransferId, "Unknown transfer ID");
      return;
    }
    clearTimeout(this.#pendingError);
    this.#pendingError = undefined;
    const opcode = opcodeOf(packet);
    if (opcode === Opcode.DATA && packet.length >= 4) this.#receiveData(packet);
    else if (opcode === Opcode.OACK) this.#receiveOack(packet);
    else if (opcode === Opcode.ERROR) this.#receiveError(packet);
  }

  /** Whether this can be the first answer to the request. Only then does its port become the server's transfer ID. */
  #isFirstAnswer(packet: Uint8Array): boolean {
    const opcode = opcodeOf(packet);
    if (opcode === Opcode.DATA) return packet.length >= 4 && blockOf(packet) === 1;
    return opcode === Opcode.OACK || (opcode === Opcode.ERROR && packet.length >= 4);
  }

  #receiveOack(packet: Uint8Array): void {
    if (this.#machine !== undefined) {
      // Our ACK 0 was lost.
      if (this.#machine.received === 0) this.#sendAck();
      return;
    }
    const decoded = decode(packet);
    const answer =
      decoded.ok && decoded.value.kind === "OACK"
        ? readAcknowledged(this.#asked, decoded.value.options)
        : ({ ok: false, fault: "The OACK is malformed." } as const);
    if (answer.ok) {
      this.agreed = answer.value;
      if (this.#begin(answer.value.announcedSize)) this.#sendAck();
    } else {
      this.#endWithError(this.#protocolError(answer.fault), ErrorCode.optionNegotiation, answer.fault);
    }
  }

  /** The server's first answer. Returns false when the transfer ends here. */
  #begin(size: number | null): boolean {
    this.announcedSize = size;
    if (this.#sinks === null) {
      this.#endWithError(null, ErrorCode.notDefined, "Only the size was requested");
      return false;
    }
    this.#tries = 1;
    this.#machine = new ReceiveTransfer(this.agreed);
    this.#restartTimer();
    return this.#callSink(() => this.#sinks?.onAnnounced?.(size));
  }

  #receiveData(packet: Uint8Array): void {
    // RFC 2347 §3: DATA instead of OACK means that the server supports no options.
    if (this.#machine === undefined && !this.#begin(null)) return;
    const machine = this.#machine;
    if (machine === undefined) return;
    const length = packet.length - 4;
    if (length > this.agreed.blockSize) {
      const message = `A block of ${length} bytes is larger than the block size ${this.agreed.blockSize}.`;
      this.#endWithError(this.#protocolError(message), ErrorCode.illegalOperation, message);
      return;
    }
    const meaning = machine.data(blockOf(packet), length);
    if (meaning === "take" || meaning === "take-and-acknowledge") {
      if (this.announcedSize !== null && machine.bytes > this.announcedSize) {
        const mismatch = this.#sizeMismatch(this.announcedSize, machine.bytes);
        this.#endWithError(mismatch, ErrorCode.notDefined, "More bytes than were announced");
        return;
      }
      if (!this.#callSink(() => this.#sinks?.sink(payloadOf(packet)))) return;
      this.#tries = 1;
      this.#restartTimer();
    }
    if (meaning === "take-and-acknowledge" || meaning === "acknowledge") {
      if (meaning === "acknowledge") this.retransmissions++;
      this.#sendAck();
      const isRunning = this.#state === "running";
      if (isRunning && !this.#callSink(() => this.#sinks?.onProgress?.(machine.bytes))) return;
    }
    if (machine.complete && this.#state === "running") this.#complete(machine.bytes);
  }

  #complete(bytes: number): void {
    const announced = this.announcedSize;
    this.#end(announced === null || announced === bytes ? null : this.#sizeMismatch(announced, bytes));
  }

  #sizeMismatch(announced: number, bytes: number): Fault {
    return fault(
      "size-mismatch",
      `${this.#where} announced ${announced} bytes and sent ${bytes}.`,
      "The file on the server may be incomplete. Compare its size with the file in the bundle.",
    );
  }

  #protocolError(message: string): Fault {
    return fault("protocol-error", `${this.#where}: ${printable(message)}`);
  }

  #receiveError(packet: Uint8Array): void {
    const decoded = decode(packet);
    if (this.#state !== "running" || !decoded.ok || decoded.value.kind !== "ERROR") return;
    const { code, message } = decoded.value;
    if (code !== ErrorCode.optionNegotiation || this.#asked.size === 0 || this.#machine !== undefined) {
      this.#end(faultOfErrorPacket(code, message));
      return;
    }
    // RFC 2347 §4: the server refuses the options, so the request is repeated without any.
    this.#asked = new Map();
    this.tid = 0;
    this.#sendRequest();
  }

  #socketError(code: string): void {
    if (this.#state !== "running") return;
    if (this.tid === 0) {
      this.#end(faultOfSocketError(code, this.#where));
      return;
    }
    this.#pendingError ??= setTimeout(() => {
      this.#end(fault("server-gone", `${this.#where} is gone after ${this.bytes} bytes (${code}).`));
    }, PENDING_ERROR_MS);
  }

  /** Calls one of the caller's callbacks; an exception ends the transfer. Returns whether the transfer still runs. */
  #callSink(call: () => void): boolean {
    try {
      call();
    } catch (thrown) {
      this.#endWithError(faultOf(thrown), ErrorCode.diskFull, "The receiver cannot store the data");
    }
    return this.#state === "running";
  }

  // Ending

  #sendError(port: number, code: number, message: string): void {
    this.#socket?.send(encode({ kind: "ERROR", code, message }), port, this.#target.server);
  }

  /** Ends the read and tells the server with an ERROR packet. */
  #endWithError(ended: Fault | null, code: number, message: string): void {
    if (this.tid !== 0) this.#sendError(this.tid, code, message);
    this.#end(ended);
  }

  #end(ended: Fault | null): void {
    if (this.#state !== "running") return;
    this.elapsedMs = performance.now() - this.#startedAt;
    clearTimeout(this.#timer);
    clearTimeout(this.#pendingError);
    this.#portProbe?.cancel();
    this.#state = this.#machine?.complete ? "dallying" : "ended";
    if (this.#state === "ended") this.#socket?.close();
    else setTimeout(() => this.#close(), Math.min(DALLY_MS, this.#target.timeoutMs)).unref();
    this.#settle(ended);
  }

  #close(): void {
    this.#state = "ended";
    this.#socket?.close();
  }
}
