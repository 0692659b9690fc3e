/**
 * Sends syslog messages to one collector for as long as it is asked to: over UDP or TCP, connecting again by itself,
 * with a bounded queue for what waits. Never blocks who sends, never throws; how it fares is told after each change.
 */

import type { Fault } from "@/lib/contracts/fault";
import type { ForwardingRow } from "@/lib/contracts/forwarding";
import type { Cancel, Clock } from "@/lib/kit/clock";
import { type Carrier, type Collector, faultOfCollector, type OpenCarrier } from "./carrier";
import { MessageQueue } from "./message-queue";
import { openTcpCarrier } from "./tcp-carrier";
import { openUdpCarrier } from "./udp-carrier";

export const openCarrier: OpenCarrier = (collector, wall, on) =>
  (collector.transport === "udp" ? openUdpCarrier : openTcpCarrier)(collector, wall, on);

/** Before the first, second, ... attempt to connect again; then always the last. */
const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 30_000];
/** About 10,000 lines of the controller. */
const QUEUE_BYTES = 4_000_000;
/** A datagram that is not refused for so long went well. */
const CALM_MS = 2_000;

/** Counted since the sender was made. */
export type SenderStatus = Pick<ForwardingRow, "sent" | "dropped" | "waiting" | "fault"> & {
  state: Exclude<ForwardingRow["state"], "off">;
};

export type SyslogSenderSettings = {
  collector: Collector;
  wall: Clock;
  /** After each change, with the whole. */
  onStatus(status: SenderStatus): void;
  queueBytes?: number;
};

export class SyslogSender {
  readonly #settings: SyslogSenderSettings;
  readonly #queue: MessageQueue;
  readonly #status: SenderStatus = { state: "connecting", fault: null, sent: 0, dropped: 0, waiting: 0 };
  #carrier: Carrier | undefined;
  #isOpen = false;
  /** The first of the queue is with the carrier. */
  #isSending = false;
  #isClosing = false;
  #attempt = 0;
  #retry: Cancel | undefined;
  #calm: Cancel | undefined;
  /** Told when nothing waits any more, or nothing can be sent. */
  #onIdle: (() => void) | undefined;

  /** Connects at once. */
  constructor(settings: SyslogSenderSettings) {
    this.#settings = settings;
    this.#queue = new MessageQueue(settings.queueBytes ?? QUEUE_BYTES);
    this.#connect();
  }

  send(message: Uint8Array): void {
    if (this.#isClosing) return;
    this.#status.dropped += this.#queue.push(message, this.#isSending);
    this.#pump();
    this.#tell();
  }

  /**
   * Sends what waits if there is a connection, and ends it in order, all within `graceMs`.
   * @returns what could not be sent, in order
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
   * Ends at once; what the system has taken still goes out.
   * @returns what is not sent, in order
   */
  abandon(): Uint8Array[] {
    this.#isClosing = true;
    this.#isOpen = false;
    this.#retry?.();
    this.#calm?.();
    this.#carrier?.destroy();
    // A datagram is gone as soon as it is handed over, whether that was told already or not.
    if (this.#isSending && this.#settings.collector.transport === "udp") {
      this.#queue.shift();
      this.#status.sent++;
    }
    this.#isSending = false;
    const left = this.#queue.takeAll();
    this.#tell();
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
        this.#is("sending", null);
        this.#pump();
      },
      onLost: (code) => this.#lost(code),
      onRefused: () => {
        this.#calm?.();
        this.#calm = undefined;
        this.#is("failing", faultOfCollector("ECONNREFUSED", collector));
      },
    });
  }

  #pump(): void {
    const message = this.#queue.first;
    if (message === undefined) this.#onIdle?.();
    if (message === undefined || !this.#isOpen || this.#isSending) return;
    this.#isSending = true;
    this.#carrier?.send(message, (taken) => {
      this.#isSending = false;
      this.#queue.shift();
      if (taken) this.#wasTaken();
      else this.#status.dropped++;
      this.#tell();
      this.#pump();
    });
  }

  #wasTaken(): void {
    this.#status.sent++;
    this.#attempt = 0;
    if (this.#status.state !== "failing" || this.#isClosing) return;
    this.#calm ??= this.#settings.wall.after(CALM_MS, () => {
      this.#calm = undefined;
      this.#is("sending", null);
    });
  }

  #lost(code: string): void {
    this.#isOpen = false;
    this.#isSending = false;
    this.#calm?.();
    this.#calm = undefined;
    this.#onIdle?.();
    this.#is("failing", faultOfCollector(code, this.#settings.collector));
    if (this.#isClosing) return;
    const delayMs = RETRY_MS[Math.min(this.#attempt++, RETRY_MS.length - 1)] ?? 0;
    this.#retry = this.#settings.wall.after(delayMs, () => this.#connect());
  }

  #is(state: SenderStatus["state"], fault: Fault | null): void {
    this.#status.state = state;
    this.#status.fault = fault;
    this.#tell();
  }

  #tell(): void {
    this.#status.waiting = this.#queue.length;
    this.#settings.onStatus({ ...this.#status });
  }
}
