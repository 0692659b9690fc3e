/**
 * Sends syslog messages to one collector over UDP or TCP, reconnects automatically, and queues a limited number of
 * messages meanwhile. Sending never blocks and never throws; the status is reported after each change.
 */

import type { Fault } from "@/lib/contracts/fault";
import type { ForwardingRow } from "@/lib/contracts/forwarding";
import type { Cancel, Clock } from "@/lib/kit/clock";
import { type Carrier, type Collector, faultOfCollector, type OpenCarrier } from "./carrier";
import { MessageQueue } from "./message-queue";
import { openTcpCarrier } from "./tcp-carrier";
import { openUdpCarrier } from "./udp-carrier";

/** Opens a carrier for the transport of the collector. */
export const openCarrier: OpenCarrier = (collector, wall, on) =>
  (collector.transport === "udp" ? openUdpCarrier : openTcpCarrier)(collector, wall, on);

/** Delays before the first, second ... attempt to reconnect; the last one repeats. */
const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 30_000];
/** About 10,000 lines of the controller. */
const QUEUE_BYTES = 4_000_000;
/** After a refused datagram: when no other is refused for so long, the collector counts as reachable. */
const RECOVERED_AFTER_MS = 2_000;

/** Counters since the sender was created. */
export type SenderStatus = Pick<ForwardingRow, "sent" | "dropped" | "waiting" | "fault"> & {
  state: Exclude<ForwardingRow["state"], "off">;
};

export type SyslogSenderSettings = {
  collector: Collector;
  wall: Clock;
  /** Called after each change with a new object. */
  onStatus(status: SenderStatus): void;
  queueBytes?: number;
};

export class SyslogSender {
  readonly #settings: SyslogSenderSettings;
  readonly #queue: MessageQueue;
  readonly #status: SenderStatus = { state: "connecting", fault: null, sent: 0, dropped: 0, waiting: 0 };
  #carrier: Carrier | undefined;
  #isOpen = false;
  /** The first message of the queue is being sent. */
  #isSending = false;
  #isClosing = false;
  #attempt = 0;
  #retry: Cancel | undefined;
  #recovery: Cancel | undefined;
  /** Called when the queue is empty, or when nothing can be sent. */
  #onIdle: (() => void) | undefined;

  /** Starts to connect. */
  constructor(settings: SyslogSenderSettings) {
    this.#settings = settings;
    this.#queue = new MessageQueue(settings.queueBytes ?? QUEUE_BYTES);
    this.#connect();
  }

  /** Queues a message. */
  send(message: Uint8Array): void {
    if (this.#isClosing) return;
    this.#status.dropped += this.#queue.push(message, this.#isSending);
    this.#pump();
    this.#report();
  }

  /**
   * Sends the queued messages if there is a connection, and closes it in order, all within `graceMs`.
   * @returns the messages that could not be sent, in order
   */
  async close(graceMs: number): Promise<Uint8Array[]> {
    this.#isClosing = true;
    if (this.#isOpen) {
      let cancel: Cancel = () => undefined;
      const deadline = new Promise<void>((resolve) => {
        cancel = this.#settings.wall.after(graceMs, resolve);
      });
      await Promise.race([this.#emptied().then(() => this.#carrier?.close()), deadline]);
      cancel();
    }
    return this.abandon();
  }

  /**
   * Closes at once; what the operating system has accepted is still sent.
   * @returns the messages that were not sent, in order
   */
  abandon(): Uint8Array[] {
    this.#isClosing = true;
    this.#isOpen = false;
    this.#retry?.();
    this.#recovery?.();
    this.#carrier?.destroy();
    // A datagram counts as sent as soon as the socket has it, even if the callback has not run yet.
    if (this.#isSending && this.#settings.collector.transport === "udp") {
      this.#queue.shift();
      this.#status.sent++;
    }
    this.#isSending = false;
    const left = this.#queue.takeAll();
    this.#report();
    return left;
  }

  #emptied(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#queue.length === 0) resolve();
      else this.#onIdle = resolve;
    });
  }

  #connect(): void {
    const { collector, wall } = this.#settings;
    this.#carrier = openCarrier(collector, wall, {
      onOpen: () => {
        this.#isOpen = true;
        this.#setState("sending", null);
        this.#pump();
      },
      onLost: (code) => this.#connectionLost(code),
      onRefused: () => {
        this.#recovery?.();
        this.#recovery = undefined;
        this.#setState("failing", faultOfCollector("ECONNREFUSED", collector));
      },
    });
  }

  #pump(): void {
    const message = this.#queue.first;
    if (message === undefined) this.#onIdle?.();
    if (message === undefined || !this.#isOpen || this.#isSending) return;
    this.#isSending = true;
    this.#carrier?.send(message, (accepted) => {
      this.#isSending = false;
      this.#queue.shift();
      if (accepted) this.#messageSent();
      else this.#status.dropped++;
      this.#report();
      this.#pump();
    });
  }

  #messageSent(): void {
    this.#status.sent++;
    this.#attempt = 0;
    if (this.#status.state !== "failing" || this.#isClosing) return;
    this.#recovery ??= this.#settings.wall.after(RECOVERED_AFTER_MS, () => {
      this.#recovery = undefined;
      this.#setState("sending", null);
    });
  }

  #connectionLost(code: string): void {
    this.#isOpen = false;
    this.#isSending = false;
    this.#recovery?.();
    this.#recovery = undefined;
    this.#onIdle?.();
    this.#setState("failing", faultOfCollector(code, this.#settings.collector));
    if (this.#isClosing) return;
    const delayMs = RETRY_MS[Math.min(this.#attempt++, RETRY_MS.length - 1)] ?? 0;
    this.#retry = this.#settings.wall.after(delayMs, () => this.#connect());
  }

  #setState(state: SenderStatus["state"], fault: Fault | null): void {
    this.#status.state = state;
    this.#status.fault = fault;
    this.#report();
  }

  #report(): void {
    this.#status.waiting = this.#queue.length;
    this.#settings.onStatus({ ...this.#status });
  }
}
