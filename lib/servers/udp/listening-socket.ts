/**
 * The socket that many peers send to, by system calls: `recvmmsg` takes a batch of packets, and what is sent while it is
 * handled leaves with one `sendmmsg`. On a wildcard address, each packet comes with the address that was asked, and an
 * answer can leave from there (`IP_PKTINFO`, `IPV6_PKTINFO`).
 */
import type { Datagram, DatagramOptions } from "../datagram";
import {
  type BoundSocket,
  bindSocket,
  canSendRun,
  MAX_DATAGRAM_BYTES,
  refuseRuns,
  runBytes,
  setOption,
  type UdpContext,
} from "./bound-socket";
import { MessageHeaders } from "./message-headers";
import type { PolledSocket } from "./socket-loop";
import { Errno, errorCode, MessageFlag, Option } from "./system-calls";

const RECEIVED_AT_ONCE = 32;
const SENT_AT_ONCE = 64;
/** More waits only when the network is slower than the clients; then packets are lost, as everywhere in UDP. */
const MAX_WAITING = 8192;

/** `packetBytes` is 0 for a single packet; `from` is the local address, absent for the socket's own. */
type Waiting = { bytes: Uint8Array; packetBytes: number; target: Uint8Array; from: string | undefined };

/** @throws an error with the operating system's `code` when it cannot be bound */
export function openListeningSocket(context: UdpContext, options: DatagramOptions): Datagram {
  const socket = new ListeningSocket(context, bindSocket(context, options), options);
  return {
    address: socket.address,
    port: socket.port,
    knowsAskedAddress: true,
    send: (packet, port, address, from) => socket.send(packet, port, address, from),
    sendRun: (packets, packetBytes, port, address, from) =>
      socket.sendRun(packets, packetBytes, port, address, from),
    queued: () => socket.queued,
    connect: () => undefined,
    close: () => socket.close(),
  };
}

class ListeningSocket implements PolledSocket {
  readonly #context: UdpContext;
  readonly #bound: BoundSocket;
  readonly #options: DatagramOptions;
  /** Only the pages that packets arrive in become real memory. */
  readonly #memory = new Uint8Array(RECEIVED_AT_ONCE * MAX_DATAGRAM_BYTES);
  readonly #incoming: MessageHeaders;
  readonly #outgoing: MessageHeaders;
  readonly #addresses = new WeakMap<ArrayBufferLike, number>();
  #waiting: Waiting[] = [];
  #isInBatch = false;
  #isAwaitingRoom = false;
  #isClosed = false;

  constructor(context: UdpContext, bound: BoundSocket, options: DatagramOptions) {
    this.#context = context;
    this.#bound = bound;
    this.#options = options;
    const { addressOf } = context.calls;
    this.#incoming = new MessageHeaders(RECEIVED_AT_ONCE, addressOf);
    this.#outgoing = new MessageHeaders(SENT_AT_ONCE, addressOf);
    for (let slot = 0; slot < RECEIVED_AT_ONCE; slot++) {
      const address = this.#addressOf(this.#memory) + slot * MAX_DATAGRAM_BYTES;
      this.#incoming.receiveInto(slot, address, MAX_DATAGRAM_BYTES);
    }
    if (bound.isAnyAddress) {
      const { level, name } = this.#packetInfo(true);
      setOption(context.calls, bound.fd, level, name, 1);
    }
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

  close(): void {
    if (this.#isClosed) return;
    // What was sent in the same batch still goes out.
    this.#isInBatch = false;
    if (!this.#isAwaitingRoom) this.#flush();
    this.#isClosed = true;
    this.#waiting = [];
    this.#context.loop.remove(this.#bound.fd);
    this.#context.calls.close(this.#bound.fd);
  }

  // Receiving

  readable(): boolean {
    const { calls, addresses } = this.#context;
    const { fd, family } = this.#bound;
    const incoming = this.#incoming;
    const count = calls.recvmmsg(fd, incoming.bytes, RECEIVED_AT_ONCE, MessageFlag.nonBlocking, null);
    if (count < 0) {
      const errno = calls.errno();
      if (errno !== Errno.again && errno !== Errno.interrupted) this.#options.onError(errorCode(errno));
      return false;
    }
    let isSettled = true;
    this.#isInBatch = true;
    try {
      for (let slot = 0; slot < count && !this.#isClosed; slot++) {
        const start = slot * MAX_DATAGRAM_BYTES;
        const end = start + incoming.length(slot);
        const packet = this.#options.keepsPackets
          ? this.#memory.slice(start, end)
          : this.#memory.subarray(start, end);
        const address = addresses.read(incoming.bytes, incoming.nameAt(slot), family);
        const { port } = addresses;
        const asked = this.#askedAddress(slot);
        incoming.rearm(slot);
        this.#options.onMessage(packet, port, address, asked);
        if (!this.#options.isSettled?.()) isSettled = false;
      }
    } finally {
      this.#isInBatch = false;
      if (!this.#isClosed && !this.#isAwaitingRoom) this.#flush();
    }
    return isSettled;
  }

  /** Level, and the name of the option or of the control message. */
  #packetInfo(isOption: boolean): { level: number; name: number } {
    const { ip, ipv6 } = Option;
    if (this.#bound.family === 4) return { level: ip.level, name: ip.packetInfo };
    return { level: ipv6.level, name: isOption ? ipv6.receivePacketInfo : ipv6.packetInfo };
  }

  #askedAddress(slot: number): string {
    const { family, address, isAnyAddress } = this.#bound;
    if (!isAnyAddress) return address;
    const { level, name } = this.#packetInfo(false);
    const { bytes } = this.#incoming;
    const at = this.#incoming.control(slot, level, name);
    if (at === 0) return address;
    // `in_pktinfo`: interface, local address, header's address. `in6_pktinfo`: address, interface.
    if (family === 4) return this.#context.addresses.local(bytes, at + 4, 4, 0);
    return this.#context.addresses.local(bytes, at, 6, new DataView(bytes.buffer).getUint32(at + 16, true));
  }

  // Sending

  send(packet: Uint8Array, port: number, address: string, from: string | undefined): void {
    this.#send(packet, 0, port, address, from);
  }

  sendRun(
    packets: Uint8Array,
    packetBytes: number,
    port: number,
    address: string,
    from: string | undefined,
  ): void {
    const pieceBytes = runBytes(packetBytes);
    for (let at = 0; at < packets.length; at += pieceBytes) {
      const bytes = packets.subarray(at, at + pieceBytes);
      this.#send(bytes, bytes.length > packetBytes ? packetBytes : 0, port, address, from);
    }
  }

  writable(): void {
    this.#isAwaitingRoom = false;
    this.#context.loop.awaitWritable(this.#bound.fd, false);
    this.#flush();
  }

  #send(
    bytes: Uint8Array,
    packetBytes: number,
    port: number,
    address: string,
    from: string | undefined,
  ): void {
    if (this.#isClosed || this.#waiting.length >= MAX_WAITING) return;
    const target = this.#context.addresses.target(this.#bound.family, address, port);
    this.#waiting.push({ bytes, packetBytes, target, from: from === this.#bound.address ? undefined : from });
    if (!this.#isInBatch && !this.#isAwaitingRoom) this.#flush();
  }

  #flush(): void {
    const { calls } = this.#context;
    while (this.#waiting.length > 0) {
      const count = this.#fill();
      const sent = calls.sendmmsg(this.#bound.fd, this.#outgoing.bytes, count, MessageFlag.nonBlocking);
      if (sent > 0) {
        this.#waiting.splice(0, sent);
        continue;
      }
      const errno = calls.errno();
      if (errno === Errno.again) {
        this.#isAwaitingRoom = true;
        this.#context.loop.awaitWritable(this.#bound.fd, true);
        return;
      }
      this.#skipFirst(errno);
    }
  }

  /** The first message cannot be sent: a run is split, a single packet is lost. */
  #skipFirst(errno: number): void {
    const [first] = this.#waiting;
    if (first === undefined) return;
    const { bytes, packetBytes, target, from } = first;
    const isRefused = errno === Errno.invalid || errno === Errno.messageSize || errno === Errno.io;
    if (packetBytes === 0 || !isRefused) {
      this.#waiting.shift();
      if (this.#options.reportSending) this.#options.onError(errorCode(errno));
      return;
    }
    refuseRuns(this.#context, from ?? this.address, packetBytes);
    this.#waiting.splice(0, 1, ...singly(bytes, packetBytes, target, from));
  }

  /** Describes the first waiting messages. Returns how many. */
  #fill(): number {
    const outgoing = this.#outgoing;
    let slot = 0;
    while (slot < SENT_AT_ONCE) {
      const waiting = this.#waiting[slot];
      if (waiting === undefined) break;
      const { bytes, packetBytes, target, from } = waiting;
      if (packetBytes > 0 && !canSendRun(this.#context, from ?? this.address, packetBytes)) {
        this.#waiting.splice(slot, 1, ...singly(bytes, packetBytes, target, from));
        continue;
      }
      outgoing.piece(slot, this.#addressOf(bytes), bytes.length);
      outgoing.destination(slot, target);
      if (packetBytes > 0) this.#describeRun(slot, packetBytes);
      if (from !== undefined) this.#describeSource(slot, from);
      slot++;
    }
    return slot;
  }

  #describeRun(slot: number, packetBytes: number): void {
    const { level, segment } = Option.udp;
    const at = this.#outgoing.addControl(slot, level, segment, 2);
    this.#outgoing.bytes[at] = packetBytes & 0xff;
    this.#outgoing.bytes[at + 1] = packetBytes >> 8;
  }

  #describeSource(slot: number, from: string): void {
    const { level, name } = this.#packetInfo(false);
    const { family } = this.#bound;
    const { bytes } = this.#outgoing;
    const { raw, scope } = this.#context.addresses.raw(family, from);
    const at = this.#outgoing.addControl(slot, level, name, family === 6 ? 20 : 12);
    bytes.fill(0, at, at + (family === 6 ? 20 : 12));
    bytes.set(raw, family === 6 ? at : at + 4);
    if (family === 6) new DataView(bytes.buffer).setUint32(at + 16, scope, true);
  }

  /** Where memory begins, as a number; remembered for each piece of memory. */
  #addressOf(bytes: Uint8Array): number {
    const { buffer, byteOffset } = bytes;
    let address = this.#addresses.get(buffer);
    if (address === undefined) {
      address = Number(this.#context.calls.addressOf(buffer));
      this.#addresses.set(buffer, address);
    }
    return address + byteOffset;
  }
}

function singly(
  bytes: Uint8Array,
  packetBytes: number,
  target: Uint8Array,
  from: string | undefined,
): Waiting[] {
  const packets: Waiting[] = [];
  for (let at = 0; at < bytes.length; at += packetBytes)
    packets.push({ bytes: bytes.subarray(at, at + packetBytes), packetBytes: 0, target, from });
  return packets;
}
