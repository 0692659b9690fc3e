/**
 * Waits for all sockets of a thread with one `epoll_wait`, in which the thread's event loop is one more descriptor: a
 * packet is handled without a turn of that loop, and its timers, files and messages end the wait as they would end its
 * own. Nothing runs while nothing is ready.
 */
import { Epoll, EpollEvent, type SystemCalls, systemError } from "./system-calls";

/** A socket in the set. */
export type PolledSocket = {
  /**
   * Packets have arrived, or an error waits.
   * @returns whether all that followed from them is done, so that the event loop needs no turn before the next wait
   */
  readable(): boolean;
  /** The socket has room again. Called only after {@link SocketLoop.awaitWritable}. */
  writable(): void;
};

const { bytes: EVENT_BYTES, dataAt: DATA_AT } = EpollEvent;
const EVENTS = 64;
/** The event loop gets its turn after so many rounds or events, however many packets wait. */
const MAX_ROUNDS = 64;
const MAX_EVENTS = 256;
/** So long after a packet the next one is looked for without going to sleep, which costs more than a short look. */
const LOOK_FOR_MS = 0.02;
/** A look finds nothing where the peer has no processor to itself. Then so many waits go without one. */
const WAITS_AFTER_MISS = 64;

export class SocketLoop {
  readonly #calls: SystemCalls;
  readonly #epoll: number;
  readonly #events = new Uint8Array(EVENT_BYTES * EVENTS);
  readonly #view = new DataView(this.#events.buffer);
  readonly #event = new Uint8Array(EVENT_BYTES);
  readonly #eventView = new DataView(this.#event.buffer);
  /** By descriptor. */
  readonly #sockets: (PolledSocket | undefined)[] = [];
  /** By descriptor: tells a descriptor that was closed and opened again from the one that an event is about. */
  readonly #generations: number[] = [];
  readonly #onTurn = () => this.#run();
  #count = 0;
  #isRunning = false;
  /** What the event loop had handled when it last had its turn. */
  #loopEvents = -1;
  #waitsWithoutLook = 0;

  /** @throws when the system has no more descriptors */
  constructor(calls: SystemCalls) {
    this.#calls = calls;
    this.#epoll = calls.epollCreate(Epoll.closeOnExec);
    if (this.#epoll < 0) throw systemError(calls.errno(), "epoll_create1");
    this.#control(Epoll.add, calls.eventLoop.fd, Epoll.readable);
    // Descriptors belong to the process: a thread that fails would leave its ports bound.
    process.once("exit", () => this.#closeAll());
  }

  /** Adds an open descriptor. The thread stays alive while there is one. */
  add(fd: number, socket: PolledSocket): void {
    this.#generations[fd] = (this.#generations[fd] ?? 0) + 1;
    this.#sockets[fd] = socket;
    this.#control(Epoll.add, fd, Epoll.readable);
    this.#count++;
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#loopEvents = -1;
    setImmediate(this.#onTurn);
  }

  awaitWritable(fd: number, isAwaited: boolean): void {
    this.#control(Epoll.change, fd, isAwaited ? Epoll.readable | Epoll.writable : Epoll.readable);
  }

  /** Before the descriptor is closed. */
  remove(fd: number): void {
    if (this.#sockets[fd] === undefined) return;
    this.#sockets[fd] = undefined;
    this.#control(Epoll.remove, fd, 0);
    this.#count--;
  }

  #closeAll(): void {
    this.#sockets.forEach((socket, fd) => {
      if (socket !== undefined) this.#calls.close(fd);
    });
    this.#calls.close(this.#epoll);
  }

  #control(operation: number, fd: number, mask: number): void {
    this.#eventView.setUint32(0, mask, true);
    this.#eventView.setUint32(DATA_AT, fd, true);
    this.#eventView.setUint32(DATA_AT + 4, this.#generations[fd] ?? 0, true);
    if (this.#calls.epollControl(this.#epoll, operation, fd, this.#event) < 0)
      throw systemError(this.#calls.errno(), "epoll_ctl");
  }

  /** One turn of the event loop: the wait takes the place of the loop's own. */
  #run(): void {
    if (this.#count === 0) {
      this.#isRunning = false;
      return;
    }
    const next = setImmediate(this.#onTurn);
    // A waiting immediate would forbid any wait. While it is not counted, the loop names the time until its next timer.
    next.unref();
    try {
      this.#handleSockets();
    } finally {
      next.ref();
    }
  }

  #handleSockets(): void {
    const { eventLoop } = this.#calls;
    // Callbacks of the loop may have left descriptors that it begins to watch in its next turn only.
    const loopEvents = eventLoop.handledEvents();
    let mayWait = loopEvents === this.#loopEvents;
    this.#loopEvents = loopEvents;
    let handled = 0;
    let lookUntil = 0;
    for (let round = 0; round < MAX_ROUNDS && handled < MAX_EVENTS; ) {
      const looks = lookUntil > 0;
      const timeoutMs = mayWait && !looks ? eventLoop.timeoutMs() : 0;
      const count = this.#calls.epollWait(this.#epoll, this.#events, EVENTS, timeoutMs);
      if (count <= 0) {
        if (!looks) return;
        if (performance.now() < lookUntil) continue;
        lookUntil = 0;
        this.#waitsWithoutLook = WAITS_AFTER_MISS;
        continue;
      }
      handled += count;
      round++;
      let isLoopReady = false;
      for (let i = 0; i < count; i++) {
        const at = i * EVENT_BYTES;
        if (this.#view.getUint32(at + DATA_AT, true) === eventLoop.fd) isLoopReady = true;
        else if (!this.#dispatch(at)) mayWait = false;
      }
      if (isLoopReady) return;
      lookUntil = mayWait ? this.#timeToLook() : 0;
    }
  }

  /** Until when the next packet is looked for, in milliseconds of `performance.now()`; 0: not at all. */
  #timeToLook(): number {
    if (this.#waitsWithoutLook === 0) return performance.now() + LOOK_FOR_MS;
    this.#waitsWithoutLook--;
    return 0;
  }

  /** As {@link PolledSocket.readable}. */
  #dispatch(at: number): boolean {
    const fd = this.#view.getUint32(at + DATA_AT, true);
    const generation = this.#view.getUint32(at + DATA_AT + 4, true);
    const mask = this.#view.getUint32(at, true);
    let isSettled = true;
    if ((mask & Epoll.writable) !== 0 && this.#isCurrent(fd, generation)) this.#sockets[fd]?.writable();
    if ((mask & ~Epoll.writable) !== 0 && this.#isCurrent(fd, generation))
      isSettled = this.#sockets[fd]?.readable() ?? true;
    return isSettled;
  }

  #isCurrent(fd: number, generation: number): boolean {
    return this.#generations[fd] === generation;
  }
}
