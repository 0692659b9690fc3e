/** What all sockets by system calls share: the descriptor, its options and its local address. */
import type { DatagramOptions } from "../datagram";
import { ADDRESS_BYTES, anyAddress, type SocketAddresses, sizeOfAddress } from "./socket-address";
import type { SocketLoop } from "./socket-loop";
import {
  DUPLICATE,
  Family,
  MessageFlag,
  Option,
  SocketType,
  type SystemCalls,
  systemError,
} from "./system-calls";

/** The largest UDP datagram. */
export const MAX_DATAGRAM_BYTES = 65_536;
/** Largest run in one call: the payload of one IPv6 datagram, at most 64 packets (`UDP_MAX_SEGMENTS` of Linux). */
export const MAX_RUN_BYTES = 65_487;
export const MAX_RUN_PACKETS = 64;

/** What the sockets of a thread share. */
export type UdpContext = {
  calls: SystemCalls;
  loop: SocketLoop;
  addresses: SocketAddresses;
  /** Where packets arrive; read before the next socket gets its turn. */
  memory: Uint8Array;
  /** By local address: packets of this size and above cannot leave as a run, because the interface's MTU is smaller. */
  runLimits: Map<string, number>;
};

export type BoundSocket = { fd: number; family: 4 | 6; address: string; port: number; isAnyAddress: boolean };

/** Inherited sockets that were used before. */
const usedBefore = new Set<number>();
/** More packets than a receive buffer holds. */
const MAX_STALE_PACKETS = 10_000;

/**
 * Another descriptor of a socket that systemd opened, so that closing it leaves the socket open for the next start.
 * Requests that arrived since the last stop are dropped; their clients have given up.
 */
function duplicate({ calls, memory }: UdpContext, inheritedFd: number): number {
  const fd = calls.fcntl(inheritedFd, DUPLICATE, 0);
  if (fd < 0) throw systemError(calls.errno(), "fcntl");
  if (usedBefore.has(inheritedFd)) {
    const name = new Uint8Array(ADDRESS_BYTES);
    const length = new Uint8Array(4);
    for (let dropped = 0; dropped < MAX_STALE_PACKETS; dropped++) {
      length[0] = ADDRESS_BYTES;
      if (calls.recvfrom(fd, memory, memory.length, MessageFlag.nonBlocking, name, length) < 0) break;
    }
  }
  usedBefore.add(inheritedFd);
  return fd;
}

/** Opens and binds a socket, or takes the inherited one. @throws an error with `code` EADDRINUSE, EACCES, EADDRNOTAVAIL ... */
export function bindSocket(context: UdpContext, options: DatagramOptions): BoundSocket {
  const { calls, addresses } = context;
  const { family } = options;
  const any = anyAddress(family);
  const wanted = options.address || any;
  const name = addresses.encode(family, wanted, options.port ?? 0);
  const type = SocketType.datagram | SocketType.nonBlocking | SocketType.closeOnExec;
  const { inheritedFd } = options;
  const fd =
    inheritedFd === undefined
      ? calls.socket(family === 6 ? Family.ipv6 : Family.ipv4, type, 0)
      : duplicate(context, inheritedFd);
  if (fd < 0) throw systemError(calls.errno(), "socket");
  const { socket, ipv6 } = Option;
  if (family === 6 && inheritedFd === undefined) setOption(calls, fd, ipv6.level, ipv6.only, 0);
  if (options.sharesPort) setOption(calls, fd, socket.level, socket.reuseAddress, 1);
  if (options.receiveBufferBytes !== undefined)
    setOption(calls, fd, socket.level, socket.receiveBuffer, options.receiveBufferBytes);
  const length = new Uint8Array(4);
  length[0] = ADDRESS_BYTES;
  const bound = new Uint8Array(ADDRESS_BYTES);
  const isRefused = inheritedFd === undefined && calls.bind(fd, name, name.length) < 0;
  const call = isRefused ? "bind" : "getsockname";
  if (call === "bind" || calls.getsockname(fd, bound, length) < 0) {
    const error = systemError(calls.errno(), call);
    calls.close(fd);
    throw error;
  }
  const address = addresses.read(bound, 0, family);
  return { fd, family, address, port: addresses.port, isAnyAddress: address === any };
}

/** Sets an option to a 32-bit number. Returns whether the system knows it. */
export function setOption(
  calls: SystemCalls,
  fd: number,
  level: number,
  name: number,
  value: number,
): boolean {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  return calls.setsockopt(fd, level, name, bytes, bytes.length) === 0;
}

/** Whether a run of packets of this size may be tried from a local address. */
export const canSendRun = ({ runLimits }: UdpContext, local: string, packetBytes: number): boolean =>
  packetBytes < (runLimits.get(local) ?? MAX_RUN_BYTES / 2);

/** A run of packets of this size was refused: remembered for the interface. */
export function refuseRuns({ runLimits }: UdpContext, local: string, packetBytes: number): void {
  runLimits.set(local, Math.min(packetBytes, runLimits.get(local) ?? packetBytes));
}

/** Bytes of whole packets that one call may take. */
export const runBytes = (packetBytes: number): number =>
  packetBytes * Math.max(1, Math.min(MAX_RUN_PACKETS, Math.floor(MAX_RUN_BYTES / packetBytes)));

/** A socket connected to its only peer: the address of the system call is then left out. */
export const connectSocket = (
  { calls, addresses }: UdpContext,
  { fd, family }: BoundSocket,
  address: string,
  port: number,
): number => calls.connect(fd, addresses.encode(family, address, port), sizeOfAddress(family));
