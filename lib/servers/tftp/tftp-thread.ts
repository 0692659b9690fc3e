/**
 * The TFTP server as the engine sees it: the calls of {@link TftpServer}, answered by the packet thread, and what that
 * thread reports. A thread that fails is reported as a server that failed, and the next start begins with a new one.
 */
import { receiveMessageOnPort } from "node:worker_threads";
import type { NewEvent } from "@/lib/contracts/events";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import type { TftpFaults } from "@/lib/contracts/server-faults";
import { initialServerStatus, type ServerStatus } from "@/lib/contracts/servers";
import type { Endpoint } from "../endpoint";
import type { TransferHandle, TransferRegistry } from "../transfer";
import {
  type EngineStatus,
  type FromTftpThread,
  type LineAbout,
  PROGRESS_FIELDS,
  type StartTftpThread,
  type TftpCall,
  type TftpThreadLink,
  type TftpThreadStart,
  type ToTftpThread,
} from "./tftp-channel";
import type { AppliedSettings, TftpServer, TftpServerSettings } from "./tftp-server";

/** Where the reports of the thread go. */
export type TftpThreadPorts = Pick<TftpServerSettings, "onRow" | "onLog" | "onMissing"> & {
  registry: Pick<TransferRegistry, "open">;
  /** Events of the server; those of transfers are the registry's. */
  onEvent(event: NewEvent): void;
};

/** Clients whose lines are still recognized as those of one request. */
const MAX_PEERS = 4096;

type Waiting = { resolve(bound: Endpoint | null): void; reject(error: Error): void };

export class TftpThread implements TftpServer {
  readonly #startThread: () => TftpThreadLink;
  #link: TftpThreadLink;
  #engine: EngineStatus | undefined;
  #ports: TftpThreadPorts | undefined;
  #settings: AppliedSettings | undefined;
  #faults: TftpFaults | null = null;
  #listening: Endpoint | null = null;
  #goneBecause: string | null = null;
  #isEnding = false;
  #isHandling = false;
  #onReady: Waiting | undefined;
  readonly #calls = new Map<number, Waiting>();
  #nextCall = 1;
  readonly #transfers = new Map<number, TransferHandle>();
  /** Ids of ended transfers, for the line about their end. */
  #lastEnded: { transfer: number; id: string } | undefined;
  readonly #peers = new Map<number, Endpoint>();

  private constructor(startThread: () => TftpThreadLink) {
    this.#startThread = startThread;
    this.#link = startThread();
  }

  /** Starts a thread without a server. Rejects when it does not start. */
  static async open(startThread: StartTftpThread, start: TftpThreadStart): Promise<TftpThread> {
    const thread = new TftpThread(() => startThread(start));
    await thread.#connect();
    return thread;
  }

  /** How packets are sent and received. */
  get engine(): EngineStatus {
    if (this.#engine === undefined) throw new Error("The thread has not started.");
    return this.#engine;
  }

  /** Creates the server, which does not listen yet. Calls are handled in their order, so nothing has to wait for it. */
  create(settings: AppliedSettings, ports: TftpThreadPorts): void {
    this.#settings = settings;
    this.#ports = ports;
    void this.#call({ name: "create", settings }).catch(() => undefined);
  }

  listening(): Endpoint | null {
    return this.#listening;
  }

  async start(): Promise<Endpoint> {
    if (this.#goneBecause !== null) await this.#restart();
    const bound = await this.#call({ name: "start" });
    if (bound === null) throw new FaultError(fault("internal"));
    this.#listening = bound;
    return bound;
  }

  async stop(): Promise<void> {
    if (this.#goneBecause !== null) return;
    await this.#call({ name: "stop" });
    this.#listening = null;
  }

  async apply(settings: AppliedSettings): Promise<void> {
    this.#settings = settings;
    if (this.#goneBecause === null) await this.#call({ name: "apply", settings });
  }

  async setFaults(faults: TftpFaults | null): Promise<void> {
    this.#faults = faults;
    if (this.#goneBecause === null) await this.#call({ name: "setFaults", faults });
  }

  /**
   * Handles the messages that have arrived. What a client has seen of the server was reported before, so after this call
   * it is known here, too.
   */
  catchUp(): void {
    if (this.#isHandling || this.#goneBecause !== null) return;
    for (let next = receiveMessageOnPort(this.#link.port); next; next = receiveMessageOnPort(this.#link.port))
      this.#handle(next.message as FromTftpThread);
  }

  /** Ends the thread. The server should be stopped. */
  async end(): Promise<void> {
    this.#isEnding = true;
    await this.#link.end();
    this.#link.port.close();
  }

  #connect(): Promise<Endpoint | null> {
    const link = this.#link;
    link.port.on("message", (message: FromTftpThread) => this.#handle(message));
    return new Promise((resolve, reject) => {
      this.#onReady = { resolve, reject };
      link.onGone((why) => {
        if (link === this.#link) this.#gone(why);
      });
    });
  }

  async #restart(): Promise<void> {
    this.#link = this.#startThread();
    this.#goneBecause = null;
    await this.#connect();
    if (this.#settings === undefined) return;
    await this.#call({ name: "create", settings: this.#settings });
    await this.#call({ name: "setFaults", faults: this.#faults });
  }

  #post(message: ToTftpThread): void {
    this.#link.port.postMessage(message);
  }

  #call(call: TftpCall): Promise<Endpoint | null> {
    if (this.#goneBecause !== null) return Promise.reject(new FaultError(threadFault(this.#goneBecause)));
    const id = this.#nextCall++;
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
      this.#post({ kind: "call", id, call });
    });
  }

  #gone(why: string): void {
    if (this.#goneBecause !== null || this.#isEnding) return;
    this.#goneBecause = why;
    this.#listening = null;
    const reason = threadFault(why);
    const error = new FaultError(reason);
    this.#onReady?.reject(error);
    for (const waiting of this.#calls.values()) waiting.reject(error);
    this.#calls.clear();
    for (const handle of this.#transfers.values()) handle.end("failed", reason);
    this.#transfers.clear();
    this.#peers.clear();
    if (this.#ports === undefined || this.#settings === undefined) return;
    const status: ServerStatus = { id: "tftp", ...initialServerStatus(this.#settings), engine: this.engine };
    this.#ports.onRow({ ...status, state: "failed", reason });
    this.#ports.onEvent({ type: "server.failed", data: { server: "tftp", fault: reason } });
  }

  // Reports

  #handle(message: FromTftpThread): void {
    this.#isHandling = true;
    try {
      this.#take(message);
    } finally {
      this.#isHandling = false;
    }
  }

  #take(message: FromTftpThread): void {
    switch (message.kind) {
      case "ready":
        this.#engine = message.engine;
        this.#onReady?.resolve(null);
        return;
      case "answer":
        this.#answered(message);
        return;
      case "row":
        this.#ports?.onRow(message.row);
        return;
      case "log":
        this.#log(message.line, message.about);
        return;
      case "event":
        this.#ports?.onEvent(message.event);
        return;
      case "missing":
        this.#ports?.onMissing?.(message.missing, message.client);
        return;
      case "opened":
        this.#opened(message);
        return;
      case "progress":
        this.#count(message.counters);
        return;
      case "ended":
      case "discarded":
        this.#ended(message);
        return;
    }
  }

  #answered({ id, bound, fault }: Extract<FromTftpThread, { kind: "answer" }>): void {
    const waiting = this.#calls.get(id);
    this.#calls.delete(id);
    if (fault === null) waiting?.resolve(bound);
    else waiting?.reject(new FaultError(fault));
  }

  #log(line: string, about: LineAbout | null): void {
    if (about === null) {
      this.#ports?.onLog(line);
      return;
    }
    const { peer, transfer, isWarning, note } = about;
    let client = this.#peers.get(peer);
    if (client === undefined) {
      client = about.client;
      this.#peers.set(peer, client);
      const oldest = this.#peers.size > MAX_PEERS ? this.#peers.keys().next() : null;
      if (oldest && !oldest.done) this.#peers.delete(oldest.value);
    }
    const id =
      transfer !== null && transfer === this.#lastEnded?.transfer
        ? this.#lastEnded.id
        : this.#transfers.get(transfer ?? 0)?.id;
    this.#ports?.onLog(line, {
      client,
      isWarning,
      ...(id !== undefined && { transferId: id }),
      ...(note !== null && { note }),
    });
  }

  #opened({ transfer, started }: Extract<FromTftpThread, { kind: "opened" }>): void {
    const handle = this.#ports?.registry.open({
      ...started,
      abort: () => this.#post({ kind: "abort", transfer }),
    });
    if (handle) this.#transfers.set(transfer, handle);
  }

  #count(counters: Float64Array): void {
    for (let at = 0; at < counters.length; at += PROGRESS_FIELDS) {
      const handle = this.#transfers.get(counters[at] ?? 0);
      if (handle === undefined) continue;
      handle.bytes = counters[at + 1] ?? 0;
      handle.retransmissions = counters[at + 2] ?? 0;
      handle.duplicates = counters[at + 3] ?? 0;
    }
  }

  #ended(message: Extract<FromTftpThread, { kind: "ended" | "discarded" }>): void {
    const { transfer } = message;
    const handle = this.#transfers.get(transfer);
    if (handle === undefined) return;
    if (message.kind === "ended") this.#count(message.counters);
    this.#transfers.delete(transfer);
    this.#lastEnded = { transfer, id: handle.id };
    if (message.kind === "discarded") handle.discard();
    else handle.end(message.outcome, message.cause);
  }
}

const threadFault = (why: string): Fault =>
  fault("internal", why, "Start the TFTP server again on Image Servers > Servers.");
