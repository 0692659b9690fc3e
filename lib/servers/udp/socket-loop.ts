/**
 * Waits for all sockets of a thread with one `epoll` set, which the thread's event loop watches like any other
 * descriptor: timers, files and messages go on beside it, and nothing runs while no socket is ready.
 */
import { Epoll, type SystemCalls, systemError } from "./system-calls";

/** A socket in the set. */
export type PolledSocket = {
  /** Packets have arrived, or an error waits. */
  readable(): void;
  /** The socket has room again. Called only after {@link SocketLoop.awaitWritable}. */
  writable(): void;
};

const EVENT_BYTES = process.arch === "x64" ? 12 : 16;
/** The user's data behind the event mask: aligned to 8 bytes except on x64. */
const DATA_AT = process.arch === "x64" ? 4 : 8;
const EVENTS = 64;
/** Looking again costs less than a turn of the event loop, which gets its turn after so many rounds or events. */
const MAX_ROUNDS = 16;
const MAX_EVENTS = 256;

export class SocketLoop {
  readonly #calls: SystemCalls;
  readonly #epoll: number;
  /** Open only while there are sockets: a thread must not end with an open one. */
  #watch: ReturnType<SystemCalls["watch"]> | null = null;
  readonly #events = new Uint8Array(EVENT_BYTES * EVENTS);
  readonly #view = new DataView(this.#events.buffer);
  readonly #event = new Uint8Array(EVENT_BYTES);
  readonly #eventView = new DataView(this.#event.buffer);
  /** By descriptor. */
  readonly #sockets: (PolledSocket | undefined)[] = [];
  /** By descriptor: tells a descriptor that was closed and opened again from the one that an event is about. */
  readonly #generations: number[] = [];
  #count = 0;

  /** @throws when the system has no more descriptors */
  constructor(calls: SystemCalls) {
    this.#calls = calls;
    this.#epoll = calls.epollCreate(Epoll.closeOnExec);
    if (this.#epoll < 0) throw systemError(calls.errno(), "epoll_create1");
  }

  /** Adds an open descriptor. The thread stays alive while there is one. */
  add(fd: number, socket: PolledSocket): void {
    this.#generations[fd] = (this.#generations[fd] ?? 0) + 1;
    this.#sockets[fd] = socket;
    this.#control(Epoll.add, fd, Epoll.readable);
    if (this.#count++ === 0) this.#watch = this.#calls.watch(this.#epoll, () => this.#run());
  }

  awaitWritable(fd: number, isAwaited: boolean): void {
    this.#control(Epoll.change, fd, isAwaited ? Epoll.readable | Epoll.writable : Epoll.readable);
  }

  /** Before the descriptor is closed. */
  remove(fd: number): void {
    if (this.#sockets[fd] === undefined) return;
    this.#sockets[fd] = undefined;
    this.#control(Epoll.remove, fd, 0);
    if (--this.#count > 0) return;
    this.#watch?.close();
    this.#watch = null;
  }

  #control(operation: number, fd: number, mask: number): void {
    this.#eventView.setUint32(0, mask, true);
    this.#eventView.setUint32(DATA_AT, fd, true);
    this.#eventView.setUint32(DATA_AT + 4, this.#generations[fd] ?? 0, true);
    if (this.#calls.epollControl(this.#epoll, operation, fd, this.#event) < 0)
      throw systemError(this.#calls.errno(), "epoll_ctl");
  }

  #run(): void {
    let handled = 0;
    for (let round = 0; round < MAX_ROUNDS && handled < MAX_EVENTS; round++) {
      const count = this.#calls.epollWait(this.#epoll, this.#events, EVENTS, 0);
      handled += count;
      for (let i = 0; i < count; i++) this.#dispatch(i * EVENT_BYTES);
      if (count <= 0) return;
    }
  }

  #dispatch(at: number): void {
    const fd = this.#view.getUint32(at + DATA_AT, true);
    const generation = this.#view.getUint32(at + DATA_AT + 4, true);
    const mask = this.#view.getUint32(at, true);
    if ((mask & Epoll.writable) !== 0 && this.#isCurrent(fd, generation)) this.#sockets[fd]?.writable();
    if ((mask & ~Epoll.writable) !== 0 && this.#isCurrent(fd, generation)) this.#sockets[fd]?.readable();
  }

  #isCurrent(fd: number, generation: number): boolean {
    return this.#generations[fd] === generation;
  }
}
