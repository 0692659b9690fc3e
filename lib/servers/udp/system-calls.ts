/**
 * The system calls of UDP sockets, called directly through the package `koffi`. Linux on 64-bit little-endian processors
 * only: elsewhere numbers and layouts differ. Nothing here decides anything; `socket-loop.ts` and the sockets do.
 */
import { endianness } from "node:os";
import { getSystemErrorName } from "node:util";
import { err, ok, type Result } from "@/lib/kit/result";

/** Calls return -1 on failure, and {@link SystemCalls.errno} then has the number of the error. */
export type SystemCalls = {
  socket(family: number, type: number, protocol: number): number;
  bind(fd: number, address: Uint8Array, addressBytes: number): number;
  connect(fd: number, address: Uint8Array, addressBytes: number): number;
  /** `addressBytes` is a 32-bit number in memory: room on entry, length on return. */
  getsockname(fd: number, address: Uint8Array, addressBytes: Uint8Array): number;
  setsockopt(fd: number, level: number, name: number, value: Uint8Array, valueBytes: number): number;
  close(fd: number): number;
  /** With the command {@link DUPLICATE}: another descriptor of the same socket, at least `least`. */
  fcntl(fd: number, command: number, least: number): number;
  recvfrom(
    fd: number,
    memory: Uint8Array,
    bytes: number,
    flags: number,
    address: Uint8Array,
    addressBytes: Uint8Array,
  ): number;
  sendto(
    fd: number,
    memory: Uint8Array,
    bytes: number,
    flags: number,
    address: Uint8Array | null,
    addressBytes: number,
  ): number;
  /** The last argument is a timeout, which is never used. */
  recvmmsg(fd: number, headers: Uint8Array, count: number, flags: number, timeout: null): number;
  sendmmsg(fd: number, headers: Uint8Array, count: number, flags: number): number;
  epollCreate(flags: number): number;
  epollControl(epoll: number, operation: number, fd: number, event: Uint8Array): number;
  epollWait(epoll: number, events: Uint8Array, count: number, timeoutMs: number): number;
  /** 1 when the text is an address of the family, which is written to `address`. */
  parseAddress(family: number, text: string, address: Uint8Array): number;
  formatAddress(family: number, address: Uint8Array, text: Uint8Array, textBytes: number): string | null;
  interfaceIndex(name: string): number;
  interfaceName(index: number, name: Uint8Array): string | null;
  errno(): number;
  /** Where memory outside of the JavaScript heap begins. */
  addressOf(memory: ArrayBufferLike): bigint;
  eventLoop: EventLoop;
};

/** The event loop of this thread (libuv), for a wait in its place. */
export type EventLoop = {
  /** Readable when an event waits for the loop. */
  readonly fd: number;
  /** Milliseconds until the loop's next timer; 0 when it must not wait, -1 when it has no timer. */
  timeoutMs(): number;
  /** Events that the loop has handled since the thread began. */
  handledEvents(): number;
};

export const Family = { ipv4: 2, ipv6: 10 } as const;
export const SocketType = { datagram: 2, nonBlocking: 0o4000, closeOnExec: 0o2000000 } as const;
export const Option = {
  socket: { level: 1, reuseAddress: 2, receiveBuffer: 8 },
  ip: { level: 0, packetInfo: 8 },
  ipv6: { level: 41, only: 26, receivePacketInfo: 49, packetInfo: 50 },
  /** Generic segmentation offload (`UDP_SEGMENT`, since Linux 4.18). */
  udp: { level: 17, segment: 103 },
} as const;
export const Epoll = {
  add: 1,
  remove: 2,
  change: 3,
  readable: 1,
  writable: 4,
  closeOnExec: 0o2000000,
} as const;
/** `struct epoll_event`: its size, and where the user's data begins behind the event mask. Only on x64 it is packed. */
export const EpollEvent =
  process.arch === "x64" ? ({ bytes: 12, dataAt: 4 } as const) : ({ bytes: 16, dataAt: 8 } as const);
/** `F_DUPFD_CLOEXEC`. */
export const DUPLICATE = 1030;
export const MessageFlag = { nonBlocking: 0x40 } as const;
export const Errno = { again: 11, interrupted: 4, invalid: 22, io: 5, messageSize: 90 } as const;

const PROCESSORS: readonly string[] = ["x64", "arm64"];

/** The calls, or a sentence that says why there are none on this machine. */
export async function loadSystemCalls(): Promise<Result<SystemCalls, string>> {
  if (process.platform !== "linux" || !PROCESSORS.includes(process.arch) || endianness() !== "LE") {
    return err(`Direct system calls are not supported on ${process.platform} ${process.arch}`);
  }
  try {
    return ok(bindCalls((await import("koffi")).default));
  } catch (error) {
    const { message } = error as Error;
    return err(`The package koffi cannot be loaded: ${message.split("\n", 1)[0]}`);
  }
}

function bindCalls(koffi: typeof import("koffi")["default"]): SystemCalls {
  // The symbols of this process include its C library, whichever that is.
  const library = koffi.load(null);
  const call = <T>(declaration: string) => library.func(declaration) as T;
  return {
    socket: call("int socket(int, int, int)"),
    bind: call("int bind(int, void*, uint)"),
    connect: call("int connect(int, void*, uint)"),
    getsockname: call("int getsockname(int, void*, void*)"),
    setsockopt: call("int setsockopt(int, int, int, void*, uint)"),
    close: call("int close(int)"),
    fcntl: call("int fcntl(int, int, int)"),
    recvfrom: call("long recvfrom(int, void*, size_t, int, void*, void*)"),
    sendto: call("long sendto(int, void*, size_t, int, void*, uint)"),
    recvmmsg: call("int recvmmsg(int, void*, uint, int, void*)"),
    sendmmsg: call("int sendmmsg(int, void*, uint, int)"),
    epollCreate: call("int epoll_create1(int)"),
    epollControl: call("int epoll_ctl(int, int, int, void*)"),
    epollWait: call("int epoll_wait(int, void*, int, int)"),
    parseAddress: call("int inet_pton(int, str, void*)"),
    formatAddress: call("str inet_ntop(int, void*, void*, uint)"),
    interfaceIndex: call("uint if_nametoindex(str)"),
    interfaceName: call("str if_indextoname(uint, void*)"),
    errno: () => koffi.errno(),
    addressOf: (memory) => koffi.address(memory),
    eventLoop: bindEventLoop(koffi, call),
  };
}

/** Counters of `uv_metrics_t`, 64 bits each: turns, handled events, waiting events, and 13 reserved ones. */
const METRICS = { counters: 16, handledEvents: 1 };

function bindEventLoop(
  koffi: typeof import("koffi")["default"],
  call: <T>(declaration: string) => T,
): EventLoop {
  const found = new BigUint64Array(1);
  const find = call<(env: object, loop: BigUint64Array) => number>(
    "int napi_get_uv_event_loop(void*, void*)",
  );
  if (find(koffi.node.env, found) !== 0) throw new Error("the event loop is not accessible");
  const loop = found[0] ?? 0n;
  const updateTime = call<(loop: bigint) => void>("void uv_update_time(void*)");
  const timeoutMs = call<(loop: bigint) => number>("int uv_backend_timeout(void*)");
  const readMetrics = call<(loop: bigint, metrics: Uint32Array) => number>(
    "int uv_metrics_info(void*, void*)",
  );
  // The lower half of each counter is enough to see a change.
  const metrics = new Uint32Array(2 * METRICS.counters);
  return {
    fd: call<(loop: bigint) => number>("int uv_backend_fd(void*)")(loop),
    timeoutMs: () => {
      updateTime(loop);
      return timeoutMs(loop);
    },
    handledEvents: () => {
      readMetrics(loop, metrics);
      return metrics[2 * METRICS.handledEvents] ?? 0;
    },
  };
}

/** The error of a failed call, with the usual name as its `code` (EADDRINUSE, EACCES ...). */
export function systemError(errno: number, call: string): NodeJS.ErrnoException {
  const code = errorCode(errno);
  return Object.assign(new Error(`${call}: ${code}`), { code, errno, syscall: call });
}

/** The usual name of an error number. */
export const errorCode = (errno: number): string => getSystemErrorName(-errno);
