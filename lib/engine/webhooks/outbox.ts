/**
 * The deliveries of all webhooks: each is stored before it is sent, and published as a row. After a start it goes on with
 * what was not delivered.
 */

import { randomBytes } from "node:crypto";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import {
  type Delivery,
  type DeliveryQuery,
  type DeliveryRow,
  RECENT_DELIVERIES,
  type WebhookRow,
} from "@/lib/contracts/webhooks";
import { grouped } from "@/lib/kit/number-text";
import { SerialQueue } from "@/lib/kit/serial-queue";
import type { WebhookStore } from "@/lib/store/store-types";
import type { Bus } from "../bus";
import { orderedAgain } from "./delivery-machine";
import { DeliverySender, type SenderPorts } from "./delivery-sender";
import { messageBody, type Occurrence } from "./occurrences";
import { lastOf } from "./stored-webhook";

/** What is kept of deliveries that are over. */
const KEEP_DELIVERIES = 2_000;
const PRUNE_AFTER = 100;
/** A receiver that is down for days does not fill the database: more than these are not tried. */
const MOST_WAITING = 1_000;
const STOP_GRACE_MS = 2_000;

export type OutboxPorts = Pick<SenderPorts, "wall" | "chance" | "onFault"> & {
  bus: Pick<Bus, "put" | "del" | "row">;
  store: WebhookStore;
  /** Where a webhook's deliveries are sent now. */
  target(webhookId: string): ReturnType<SenderPorts["target"]>;
  /** Something about the deliveries of a webhook has changed. */
  onActivity(webhookId: string): void;
  onGone(webhookId: string): void;
};

/** Deliveries to one webhook in a nutshell, as its row shows them. */
export type Activity = Pick<WebhookRow, "waiting" | "last">;

export class Outbox {
  readonly #ports: OutboxPorts;
  /** One for each webhook that is enabled. */
  readonly #senders = new Map<string, DeliverySender>();
  readonly #last = new Map<string, WebhookRow["last"]>();
  /** Ids of the published rows, by number. */
  readonly #published = new Map<number, string>();
  #lastNumber: number;
  #sincePrune = 0;
  readonly #writes = new SerialQueue();

  private constructor(ports: OutboxPorts, lastNumber: number) {
    this.#ports = ports;
    this.#lastNumber = lastNumber;
  }

  /** Publishes the newest deliveries; `start` goes on with those of a webhook. */
  static async open(ports: OutboxPorts): Promise<Outbox> {
    const outbox = new Outbox(ports, await ports.store.lastNumber());
    const newest = await ports.store.list({ webhookId: null, before: null, limit: RECENT_DELIVERIES });
    for (const row of newest.deliveries.toReversed()) outbox.#publish(asStored(row));
    return outbox;
  }

  activityOf(webhookId: string): Activity {
    return {
      waiting: this.#senders.get(webhookId)?.size ?? 0,
      last: this.#last.get(webhookId) ?? null,
    };
  }

  /** Sends what waits for an enabled webhook, now and from now on. @param waiting its stored deliveries */
  async start(webhookId: string, waiting: readonly DeliveryRow[]): Promise<void> {
    const { store, target, onActivity, onGone, ...ports } = this.#ports;
    if (!this.#last.has(webhookId)) await this.#readLast(webhookId);
    const sender = new DeliverySender({
      ...ports,
      store,
      target: () => target(webhookId),
      onChanged: (row) => {
        if (row.state !== "sending") this.#last.set(webhookId, lastOf(row));
        this.#publish(row);
        onActivity(webhookId);
      },
      onGone: () => onGone(webhookId),
    });
    this.#senders.set(webhookId, sender);
    for (const row of waiting) sender.add(row);
  }

  /** The webhook is disabled: what waits for it has failed, and can be sent again once it is enabled. */
  async disable(webhookId: string, waiting: readonly DeliveryRow[] = []): Promise<void> {
    if (!this.#last.has(webhookId)) await this.#readLast(webhookId);
    const left = this.#senders.get(webhookId)?.drop() ?? waiting;
    this.#senders.delete(webhookId);
    await this.#writes.run(() => this.#giveUp(left));
  }

  /** The webhook was removed. */
  async remove(webhookId: string): Promise<void> {
    this.#senders.get(webhookId)?.drop();
    this.#senders.delete(webhookId);
    this.#last.delete(webhookId);
    for (const [number, id] of this.#published) {
      if (this.#ports.bus.row("webhookDeliveries", id)?.webhookId !== webhookId) continue;
      this.#published.delete(number);
      this.#ports.bus.del("webhookDeliveries", id);
    }
    await this.#writes.run(() => this.#ports.store.removeOf(webhookId));
  }

  /**
   * Stores what has happened for each webhook that asked for it, together with what was told, and then sends it.
   * @param told the document and its key
   * @param before resolves when the state that it is about is stored
   */
  record(
    messages: readonly { webhookId: string; occurrence: Occurrence }[],
    told: { key: string; value: unknown },
    before: () => Promise<void>,
  ): Promise<void> {
    const made = messages.map(({ webhookId, occurrence }) => this.#make(webhookId, occurrence));
    return this.#writes.run(async () => {
      await before();
      await this.#ports.store.record(made, told);
      // Meanwhile a webhook may have been disabled or removed.
      await this.#giveUp(made.map(({ row }) => row).filter((row) => !this.#take(row)));
      await this.#prune(made.length);
    });
  }

  /** Stores and sends what somebody ordered. @returns the id of the delivery */
  async order(webhookId: string, occurrence: Occurrence): Promise<string> {
    this.#senderOf(webhookId);
    const delivery = this.#make(webhookId, occurrence);
    await this.#ports.store.put(delivery);
    this.#take(delivery.row);
    await this.#prune(1);
    return delivery.row.id;
  }

  /** Tries a delivery again as if it were new. It keeps its id. */
  async sendAgain(id: string): Promise<void> {
    const delivery = await this.get(id);
    const sender = this.#senderOf(delivery.row.webhookId);
    if (sender.isSending(id)) throw new FaultError(fault("conflict", "This delivery is already being sent."));
    const row: DeliveryRow = { ...delivery.row, ...orderedAgain(this.#ports.wall.now()) };
    await this.#ports.store.put({ ...delivery, row });
    this.#take(row);
  }

  /** @throws FaultError `not-found` */
  async get(id: string): Promise<Delivery> {
    const delivery = await this.#ports.store.get(id);
    if (delivery === undefined)
      throw new FaultError(
        fault("not-found", "There is no such delivery.", "It was never made, or it is no longer kept."),
      );
    return { ...delivery, row: this.#current(delivery.row) };
  }

  async list(query: DeliveryQuery): Promise<{ deliveries: DeliveryRow[]; more: boolean }> {
    const { deliveries, more } = await this.#ports.store.list(query);
    return { deliveries: deliveries.map((row) => this.#current(row)), more };
  }

  /** Lets running attempts end for at most two seconds; what is cut off is sent again after the next start. */
  async stop(): Promise<void> {
    await this.#writes.run(() => Promise.resolve());
    await Promise.all([...this.#senders.values()].map((sender) => sender.stop(STOP_GRACE_MS)));
  }

  #senderOf(webhookId: string): DeliverySender {
    const sender = this.#senders.get(webhookId);
    if (sender === undefined)
      throw new FaultError(fault("conflict", "This webhook is disabled.", "Enable it first."));
    return sender;
  }

  #make(webhookId: string, occurrence: Occurrence): Delivery {
    const now = this.#ports.wall.now();
    const isFull = (this.#senders.get(webhookId)?.size ?? 0) >= MOST_WAITING;
    const row: DeliveryRow = {
      id: `msg_${randomBytes(15).toString("base64url")}`,
      number: ++this.#lastNumber,
      webhookId,
      type: occurrence.message.type,
      about: occurrence.about,
      createdAt: now,
      state: isFull ? "failed" : "waiting",
      attempts: 0,
      attemptsInRow: 0,
      nextAttemptAt: isFull ? null : now,
      lastAttemptAt: null,
      status: null,
      fault: isFull ? TOO_MANY : null,
    };
    return { row, body: messageBody(occurrence), tries: [] };
  }

  /** Publishes a stored delivery and hands it to its sender. @returns false when there is none */
  #take(row: DeliveryRow): boolean {
    const sender = this.#senders.get(row.webhookId);
    if (sender === undefined) return false;
    this.#publish(row);
    if (row.state === "waiting") sender.add(row);
    this.#ports.onActivity(row.webhookId);
    return true;
  }

  /** Of removed webhooks nothing is written again: their deliveries are gone from the store when this reads them. */
  async #giveUp(rows: readonly DeliveryRow[]): Promise<void> {
    const { store, onActivity } = this.#ports;
    for (const { id, webhookId } of rows) {
      const delivery = await store.get(id);
      if (delivery === undefined) continue;
      const row: DeliveryRow = { ...delivery.row, state: "failed", nextAttemptAt: null, fault: DISABLED };
      await store.keep([{ ...delivery, row }]);
      this.#publish(row);
      onActivity(webhookId);
    }
  }

  async #prune(made: number): Promise<void> {
    this.#sincePrune += made;
    if (this.#sincePrune < PRUNE_AFTER) return;
    this.#sincePrune = 0;
    await this.#ports.store.prune(KEEP_DELIVERIES);
  }

  async #readLast(webhookId: string): Promise<void> {
    const { deliveries } = await this.#ports.store.list({
      webhookId,
      before: null,
      limit: RECENT_DELIVERIES,
    });
    const latest = deliveries
      .filter(({ lastAttemptAt }) => lastAttemptAt !== null)
      .reduce<DeliveryRow | null>(
        (newest, row) => ((newest?.lastAttemptAt ?? 0) > (row.lastAttemptAt ?? 0) ? newest : row),
        null,
      );
    this.#last.set(webhookId, latest && lastOf(asStored(latest)));
  }

  /** What was read from the store may be older than what has happened since. */
  #current(stored: DeliveryRow): DeliveryRow {
    const live =
      this.#ports.bus.row("webhookDeliveries", stored.id) ??
      this.#senders.get(stored.webhookId)?.rowOf(stored.id);
    return { ...(live ?? stored) };
  }

  #publish(row: DeliveryRow): void {
    const { bus } = this.#ports;
    if (row.number <= this.#lastNumber - RECENT_DELIVERIES) return;
    this.#published.set(row.number, row.id);
    bus.put("webhookDeliveries", row.id, { ...row });
    for (const [number, id] of this.#published) {
      if (number > this.#lastNumber - RECENT_DELIVERIES) continue;
      this.#published.delete(number);
      bus.del("webhookDeliveries", id);
    }
  }
}

/** One that was being sent when the program ended waits again. */
const asStored = (row: DeliveryRow): DeliveryRow =>
  row.state === "sending" ? { ...row, state: "waiting" } : row;

const DISABLED: Fault = fault(
  "aborted",
  "The webhook was disabled.",
  "Enable the webhook, then select Send again.",
);
const TOO_MANY: Fault = fault(
  "busy",
  `${grouped(MOST_WAITING)} deliveries to this webhook are already waiting, so this one was not sent.`,
  "Make the receiver reachable, then select Send again.",
);
