/**
 * The socket of one transfer by system calls: one `recvfrom` for an arriving packet, one `sendto` for a packet or for a
 * whole run of them, which the kernel cuts into datagrams (generic segmentation offload).
 */
import type { Datagram, DatagramOptions } from "../datagram";
import {
  type BoundSocket,
  bindSocket,
  canSendRun,
  connectSocket,
  MAX_DATAGRAM_BYTES,
  refuseRuns,
  runBytes,
  setOption,
  type UdpContext,
} from "./bound-socket";
import { ADDRESS_BYTES } from "./socket-address";
import type { PolledSocket } from "./socket-loop";
import { Errno, errorCode, MessageFlag, Option } from "./system-calls";

/** What waits for room in the socket; `packetBytes` is 0 for a single packet. */
type Waiting = { bytes: Uint8Array; packetBytes: number; target: Uint8Array | null };

/** No error number: the kernel cannot send a run of this size here. */
const RUN_REFUSED = -1;

/** @throws an error with the operating system's `code` when it cannot be bound */
export function openTransferSocket(context: UdpContext, options: DatagramOptions): Datagram {
  const socket = new TransferSocket(context, bindSocket(context, options), options);
  return {
    address: socket.address,
    port: socket.port,
    send: (packet, port, address) => socket.send(packet, port, address),
    sendRun: (packets, packetBytes, port, address) => socket.sendRun(packets, packetBytes, port, address),
    queued: () => socket.queued,
    connect: (port, address) => socket.connect(port, address),
    close: () => socket.close(),
  };
}

class TransferSocket implements PolledSocket {
  readonly #context: UdpContext;
  readonly #bound: BoundSocket;
  readonly #options: DatagramOptions;
  readonly #from = new Uint8Array(ADDRESS_BYTES);
  readonly #fromBytes = new Uint8Array(4);
  readonly #waiting: Waiting[] = [];
  /** The present value of `UDP_SEGMENT`; 0 for off. */
  #segment = 0;
  #isConnected = false;
  #isAwaitingRoom = false;
  #isClosed = false;

  constructor(context: UdpContext, bound: BoundSocket, options: DatagramOptions) {
    this.#context = context;
    this.#bound = bound;
    this.#options = options;
    context.loop.add(bound.fd, this);
  }

  get address(): string {
    return this.#bound.address;
  }

  get port(): number {
    return this.#bound.port;
  }

  get queued(): number {
    return this.#waiting.length;
  }

  connect(port: number, address: string): void {
    if (this.#isClosed || this.#isConnected) return;
    if (connectSocket(this.#context, this.#bound, address, port) < 0)
      this.#options.onError(errorCode(this.#context.calls.errno()));
    else this.#isConnected = true;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#waiting.length = 0;
    this.#context.loop.remove(this.#bound.fd);
    this.#context.calls.close(this.#bound.fd);
  }

  // Receiving

  readable(): boolean {
    const { calls, memory, addresses } = this.#context;
    const { fd, family } = this.#bound;
    this.#fromBytes[0] = ADDRESS_BYTES;
    const { nonBlocking } = MessageFlag;
    const bytes = calls.recvfrom(fd, memory, MAX_DATAGRAM_BYTES, nonBlocking, this.#from, this.#fromBytes);
    if (bytes < 0) {
      const errno = calls.errno();
      if (errno !== Errno.again && errno !== Errno.interrupted) this.#options.onError(errorCode(errno));
      return false;
    }
    const address = addresses.read(this.#from, 0, family);
    const packet = this.#options.keepsPackets ? memory.slice(0, bytes) : memory.subarray(0, bytes);
    this.#options.onMessage(packet, addresses.port, address);
    return this.#options.isSettled?.() ?? false;
  }

  // Sending

  send(packet: Uint8Array, port: number, address: string): void {
    if (this.#isClosed) return;
    const target = this.#target(port, address);
    if (this.#waiting.length > 0 || this.#single(packet, target) === Errno.again)
      this.#queue({ bytes: packet, packetBytes: 0, target });
  }

  sendRun(packets: Uint8Array, packetBytes: number, port: number, address: string): void {
    if (this.#isClosed) return;
    const target = this.#target(port, address);
    const pieceBytes = runBytes(packetBytes);
    for (let at = 0; at < packets.length; at += pieceBytes) {
      const bytes = packets.subarray(at, at + pieceBytes);
      this.#queue({ bytes, packetBytes: bytes.length > packetBytes ? packetBytes : 0, target });
    }
  }

  writable(): void {
    this.#isAwaitingRoom = false;
    this.#context.loop.awaitWritable(this.#bound.fd, false);
    this.#flush();
  }

  #target(port: number, address: string): Uint8Array | null {
    return this.#isConnected ? null : this.#context.addresses.target(this.#bound.family, address, port);
  }

  #queue(sent: Waiting): void {
    this.#waiting.push(sent);
    if (!this.#isAwaitingRoom) this.#flush();
  }

  #flush(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const { bytes, packetBytes, target } = first;
      const errno = packetBytes > 0 ? this.#run(bytes, packetBytes, target) : this.#single(bytes, target);
      if (errno === Errno.again) {
        this.#isAwaitingRoom = true;
        this.#context.loop.awaitWritable(this.#bound.fd, true);
        return;
      }
      if (errno === RUN_REFUSED) this.#waiting.splice(0, 1, ...singly(first));
      else this.#waiting.shift();
    }
  }

  /** Sends one packet. Returns the error number, 0 for none. */
  #single(bytes: Uint8Array, target: Uint8Array | null): number {
    // A longer packet than the segment size would be cut.
    if (this.#segment > 0 && bytes.length > this.#segment) this.#setSegment(0);
    const errno = this.#call(bytes, target);
    if (errno !== 0 && errno !== Errno.again && this.#options.reportSending)
      this.#options.onError(errorCode(errno));
    return errno;
  }

  /** As {@link #single} for a run; {@link RUN_REFUSED} when its packets must be sent one by one. */
  #run(bytes: Uint8Array, packetBytes: number, target: Uint8Array | null): number {
    if (!canSendRun(this.#context, this.address, packetBytes) || !this.#setSegment(packetBytes)) {
      this.#setSegment(0);
      return RUN_REFUSED;
    }
    const errno = this.#call(bytes, target);
    if (errno !== Errno.invalid && errno !== Errno.messageSize && errno !== Errno.io) return errno;
    refuseRuns(this.#context, this.address, packetBytes);
    this.#setSegment(0);
    return RUN_REFUSED;
  }

  #setSegment(bytes: number): boolean {
    if (this.#segment === bytes) return true;
    const { level, segment } = Option.udp;
    if (!setOption(this.#context.calls, this.#bound.fd, level, segment, bytes)) return false;
    this.#segment = bytes;
    return true;
  }

  /** Returns the error number, 0 for none. */
  #call(bytes: Uint8Array, target: Uint8Array | null): number {
    const { calls } = this.#context;
    const { nonBlocking } = MessageFlag;
    const sent = calls.sendto(this.#bound.fd, bytes, bytes.length, nonBlocking, target, target?.length ?? 0);
    return sent < 0 ? calls.errno() : 0;
  }
}

/** The packets of a run, one by one. */
function singly({ bytes, packetBytes, target }: Waiting): Waiting[] {
  const packets: Waiting[] = [];
  for (let at = 0; at < bytes.length; at += packetBytes)
    packets.push({ bytes: bytes.subarray(at, at + packetBytes), packetBytes: 0, target });
  return packets;
}
