/**
 * Sends the deliveries of one webhook when they are due, at most a few at once. Each webhook has a sender of its own, so a
 * slow receiver delays no other. What became of an attempt is stored; what is stored before is the outbox's matter.
 */
import { fault } from "@/lib/contracts/fault";
import type { Attempt, DeliveryRow } from "@/lib/contracts/webhooks";
import type { Chance } from "@/lib/kit/chance";
import type { Cancel, Clock } from "@/lib/kit/clock";
import { postWebhook, type WebhookAnswer } from "@/lib/servers/webhooks/post-webhook";
import type { WebhookStore } from "@/lib/store/store-types";
import { afterAttempt, waitOf } from "./delivery-machine";

/** Requests to one receiver at once. */
export const MOST_AT_ONCE = 4;
/** More attempts than these are counted, and not kept. */
const MOST_TRIES = 20;
/** When the database cannot be read, a delivery is looked up again after this. */
const LOOK_AGAIN_MS = 5000;

export type SenderPorts = {
  wall: Clock;
  chance: Pick<Chance, "next">;
  store: Pick<WebhookStore, "get" | "keep">;
  /** Where it is sent now; `secret` is null when it cannot be decrypted. */
  target(): { url: string; secret: string | null };
  /** A delivery has changed; the row is a copy. */
  onChanged(row: DeliveryRow): void;
  /** The receiver wants no more. */
  onGone(): void;
  onFault(cause: unknown): void;
};

/** `dueAt` is of the monotonic clock: a wall clock that is set changes no delay. */
type Open = { row: DeliveryRow; dueAt: number };

export class DeliverySender {
  readonly #ports: SenderPorts;
  /** What waits or is being sent, by id. */
  readonly #open = new Map<string, Open>();
  readonly #running = new Map<string, AbortController>();
  #timer: Cancel | undefined;
  #isStopped = false;
  #onIdle: (() => void) | undefined;

  constructor(ports: SenderPorts) {
    this.#ports = ports;
  }

  /** Deliveries that wait or are being sent. */
  get size(): number {
    return this.#open.size;
  }

  isSending(id: string): boolean {
    return this.#running.has(id);
  }

  /** A delivery that waits or is being sent, as it is now. */
  rowOf(id: string): Readonly<DeliveryRow> | undefined {
    return this.#open.get(id)?.row;
  }

  /** Takes a stored delivery, or an earlier one in its new state; one that is being sent stays as it is. */
  add(row: DeliveryRow): void {
    if (this.#running.has(row.id)) return;
    const open = { row: { ...row, state: "waiting" as const }, dueAt: 0 };
    this.#schedule(open);
    this.#open.set(row.id, open);
    this.#pump();
  }

  /** Sends nothing more, and gives what runs a moment to end. What is cut off is sent again after the next start. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopped = true;
    this.#timer?.();
    if (this.#running.size === 0) return;
    const idle = new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
    const cancel = this.#ports.wall.after(graceMs, () => this.#abort());
    await idle;
    cancel();
  }

  /** Ends everything at once. @returns what was not delivered */
  drop(): DeliveryRow[] {
    this.#isStopped = true;
    this.#timer?.();
    const left = [...this.#open.values()].map(({ row }) => row);
    this.#open.clear();
    this.#abort();
    return left;
  }

  #abort(): void {
    for (const running of this.#running.values()) running.abort();
  }

  /** Starts what is due, and sets the timer for what is due next. */
  #pump(): void {
    this.#timer?.();
    this.#timer = undefined;
    if (this.#isStopped) return;
    const now = this.#ports.wall.elapsed();
    let next = Number.POSITIVE_INFINITY;
    for (const open of this.#open.values()) {
      if (this.#running.size >= MOST_AT_ONCE) return;
      if (this.#running.has(open.row.id)) continue;
      if (open.dueAt <= now) void this.#send(open);
      else next = Math.min(next, open.dueAt - now);
    }
    if (next !== Number.POSITIVE_INFINITY) this.#timer = this.#ports.wall.after(next, () => this.#pump());
  }

  #schedule(open: Open): void {
    const { wall } = this.#ports;
    open.dueAt = wall.elapsed() + waitOf(open.row, wall.now());
  }

  async #send(open: Open): Promise<void> {
    const { row } = open;
    const abort = new AbortController();
    this.#running.set(row.id, abort);
    try {
      await this.#attempt(row, abort.signal);
    } catch (cause) {
      row.state = "waiting";
      row.nextAttemptAt = this.#ports.wall.now() + LOOK_AGAIN_MS;
      this.#ports.onFault(cause);
    } finally {
      this.#schedule(open);
      this.#running.delete(row.id);
      if (this.#running.size === 0) this.#onIdle?.();
      this.#pump();
    }
  }

  async #attempt(row: DeliveryRow, signal: AbortSignal): Promise<void> {
    const { wall, store, chance, onChanged, onGone, onFault } = this.#ports;
    row.state = "sending";
    onChanged({ ...row });
    const delivery = await store.get(row.id);
    if (delivery === undefined) {
      this.#open.delete(row.id);
      return;
    }
    const at = wall.now();
    const from = wall.elapsed();
    const answer = await this.#post({ id: row.id, at, body: delivery.body }, signal);
    if (signal.aborted) {
      row.state = "waiting";
      return;
    }
    const { changes, isGone } = afterAttempt(row, answer, wall.now(), chance.next());
    Object.assign(row, changes);
    if (changes.state !== "waiting") this.#open.delete(row.id);
    const attempt: Attempt = {
      at,
      tookMs: Math.round(wall.elapsed() - from),
      status: changes.status,
      fault: changes.fault,
      responseStart: answer.responseStart,
    };
    const tries = [...delivery.tries, attempt].slice(-MOST_TRIES);
    store.keep([{ row: { ...row }, body: delivery.body, tries }]).catch(onFault);
    onChanged({ ...row });
    if (isGone) onGone();
  }

  #post(
    message: { id: string; at: number; body: string },
    signal: AbortSignal,
  ): Promise<WebhookAnswer> | WebhookAnswer {
    const { url, secret } = this.#ports.target();
    if (secret !== null) return postWebhook({ url, secret, message, signal }, this.#ports.wall);
    return {
      status: null,
      fault: fault(
        "internal",
        "The secret of this webhook cannot be decrypted.",
        "Select Change secret, then enter the new secret in the receiver.",
      ),
      retryAfterMs: null,
      responseStart: "",
    };
  }
}
