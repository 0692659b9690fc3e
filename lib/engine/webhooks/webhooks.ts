/**
 * Webhooks as an administrator manages them, and what they are told: follows the rows of runs, access points and servers,
 * and gives what happened to the outbox.
 */
import { z } from "zod";
import { FaultError, fault } from "@/lib/contracts/fault";
import type { Delta } from "@/lib/contracts/stream";
import { MOST_WEBHOOKS, type WebhookOrder } from "@/lib/contracts/webhooks";
import type { Chance } from "@/lib/kit/chance";
import type { Cancel, Clock } from "@/lib/kit/clock";
import { SerialQueue } from "@/lib/kit/serial-queue";
import { newWebhookSecret } from "@/lib/servers/webhooks/signature";
import { readDocument } from "@/lib/store/read-document";
import type { Store } from "@/lib/store/store-types";
import type { Bus } from "../bus";
import type { Handlers } from "../handlers";
import { newId } from "../identity/secret";
import type { Secrets } from "../secrets";
import { Occurrences, toldSchema } from "./occurrences";
import { Outbox } from "./outbox";
import { type StoredWebhook, secretPurpose, storedWebhookSchema, webhookRow } from "./stored-webhook";

const WEBHOOKS = "webhooks";
const TOLD = "webhook-told";

export type WebhookPorts = {
  bus: Bus;
  wall: Clock;
  chance: Pick<Chance, "next">;
  store: Pick<Store, "documents" | "webhooks">;
  secrets: Secrets;
  /** Resolves when the state that the messages are about is stored. */
  stateStored(): Promise<void>;
  /** Writes to the program's own log. */
  onNote(text: string): void;
  onFault(cause: unknown): void;
};

export class Webhooks {
  readonly #ports: WebhookPorts;
  readonly #webhooks = new Map<string, StoredWebhook>();
  readonly #occurrences: Occurrences;
  #outbox: Outbox | undefined;
  #isBehind = true;
  #unsubscribe: Cancel[] = [];
  /** Each change reads, checks and writes, so changes must not overlap. */
  readonly #changes = new SerialQueue();

  private constructor(
    ports: WebhookPorts,
    webhooks: readonly StoredWebhook[],
    told: z.infer<typeof toldSchema>,
  ) {
    this.#ports = ports;
    for (const webhook of webhooks) this.#webhooks.set(webhook.id, webhook);
    this.#occurrences = new Occurrences(told);
  }

  /**
   * Goes on with what was not delivered, and follows the bus from now on. Runs must be published already, and nothing else.
   * @throws FaultError `store-unusable` when the stored webhooks cannot be read
   */
  static async open(ports: WebhookPorts): Promise<Webhooks> {
    const { documents, webhooks: deliveries } = ports.store;
    const stored = await readDocument(documents, WEBHOOKS, "webhooks", z.array(storedWebhookSchema));
    const told = await readDocument(documents, TOLD, "record of what webhooks were told", toldSchema);
    const opened = new Webhooks(ports, stored ?? [], told ?? { runs: [], aps: [], servers: [] });
    const outbox = await Outbox.open({
      ...ports,
      store: deliveries,
      target: (id) => opened.#target(id),
      onActivity: (id) => opened.#show(id),
      onGone: (id) => opened.#disableGone(id),
    });
    opened.#outbox = outbox;
    const waiting = await deliveries.waiting();
    for (const { id, enabled } of opened.#webhooks.values()) {
      const own = waiting.filter(({ webhookId }) => webhookId === id);
      await (enabled ? outbox.start(id, own) : outbox.disable(id, own));
      opened.#show(id);
    }
    // A crash may have come between the removal of a webhook and that of its deliveries.
    for (const webhookId of new Set(waiting.map((row) => row.webhookId)))
      if (!opened.#webhooks.has(webhookId)) await outbox.remove(webhookId);
    opened.#follow();
    return opened;
  }

  readonly handlers: Handlers<"webhooks"> = {
    "webhooks.list": () => ({
      webhooks: [...this.#webhooks.values()].map((webhook) => this.#rowOf(webhook)),
    }),
    "webhooks.save": ({ webhook }) => this.#changes.run(() => this.#save(webhook)),
    "webhooks.remove": ({ id }) =>
      this.#changes.run(async () => {
        this.#find(id);
        await this.#store([...this.#webhooks.values()].filter((webhook) => webhook.id !== id));
        this.#webhooks.delete(id);
        this.#ports.bus.del("webhooks", id);
        await this.#box.remove(id);
        return { id };
      }),
    "webhooks.rotate-secret": ({ id }) =>
      this.#changes.run(async () => {
        const secret = newWebhookSecret();
        const { name } = await this.#put({ ...this.#find(id), sealedSecret: this.#seal(secret, id) });
        return { name, secret };
      }),
    "webhooks.test": async ({ id, actor }) => {
      const { name } = this.#find(id);
      const message = { type: "test", data: { webhook: name, requestedBy: actor.name } } as const;
      const at = this.#ports.wall.now();
      return { delivery: await this.#box.order(id, { message, about: "Test", at }) };
    },
    "webhooks.deliveries": (query) => this.#box.list(query),
    "webhooks.delivery": ({ id }) => this.#box.get(id),
    "webhooks.send-again": async ({ id }) => {
      await this.#box.sendAgain(id);
      return { id };
    },
  };

  /** Stops following, and stores what has happened until now. */
  async stop(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    await this.#changes.run(() => this.#box.stop());
  }

  get #box(): Outbox {
    if (this.#outbox === undefined) throw new Error("The outbox is not open.");
    return this.#outbox;
  }

  #find(id: string): StoredWebhook {
    const webhook = this.#webhooks.get(id);
    if (webhook === undefined) throw new FaultError(fault("not-found", "There is no such webhook."));
    return webhook;
  }

  #seal(secret: string, id: string): string {
    return this.#ports.secrets.seal(secret, secretPurpose(id));
  }

  async #save({
    id: known,
    ...order
  }: WebhookOrder): Promise<{ id: string; name: string; secret: string | null }> {
    const before = known === null ? null : this.#find(known);
    const isTaken = [...this.#webhooks.values()].some(
      ({ id, name }) => id !== known && name.toLowerCase() === order.name.toLowerCase(),
    );
    if (isTaken) throw fieldError("name", `A webhook named ${order.name} already exists.`);
    if (before !== null) {
      await this.#put({ ...before, ...order, isGone: before.isGone && !order.enabled });
      if (before.enabled !== order.enabled)
        await (order.enabled ? this.#box.start(before.id, []) : this.#box.disable(before.id));
      this.#show(before.id);
      return { id: before.id, name: order.name, secret: null };
    }
    if (this.#webhooks.size >= MOST_WEBHOOKS)
      throw new FaultError(fault("too-large", `The limit of ${MOST_WEBHOOKS} webhooks has been reached.`));
    const id = newId();
    const secret = newWebhookSecret();
    const createdAt = this.#ports.wall.now();
    await this.#put({ ...order, id, isGone: false, createdAt, sealedSecret: this.#seal(secret, id) });
    if (order.enabled) await this.#box.start(id, []);
    return { id, name: order.name, secret };
  }

  /** Writes the webhook to the store first; only then it takes effect and is published. */
  async #put(changed: Omit<StoredWebhook, "changedAt">): Promise<StoredWebhook> {
    const webhook = { ...changed, changedAt: this.#ports.wall.now() };
    const others = [...this.#webhooks.values()].filter(({ id }) => id !== webhook.id);
    await this.#store([...others, webhook]);
    this.#webhooks.set(webhook.id, webhook);
    this.#show(webhook.id);
    return webhook;
  }

  #store(webhooks: readonly StoredWebhook[]): Promise<void> {
    return this.#ports.store.documents.put(WEBHOOKS, webhooks);
  }

  #target(id: string): { url: string; secret: string | null } {
    const { url, sealedSecret } = this.#find(id);
    return { url, secret: this.#ports.secrets.unseal(sealedSecret, secretPurpose(id)) };
  }

  #rowOf(webhook: StoredWebhook) {
    const { waiting, last } = this.#box.activityOf(webhook.id);
    return webhookRow(webhook, waiting, last);
  }

  #show(id: string): void {
    const webhook = this.#webhooks.get(id);
    if (webhook !== undefined) this.#ports.bus.put("webhooks", id, this.#rowOf(webhook));
  }

  /** The receiver answered 410. This has happened, so it is kept in memory until it can be stored. */
  #disableGone(id: string): void {
    const { store, onNote, onFault } = this.#ports;
    void this.#changes
      .run(async () => {
        const webhook = this.#webhooks.get(id);
        if (webhook === undefined || !webhook.enabled) return;
        this.#webhooks.set(id, {
          ...webhook,
          enabled: false,
          isGone: true,
          changedAt: this.#ports.wall.now(),
        });
        this.#show(id);
        onNote(`The receiver of ${webhook.name} answered 410 Gone, so the webhook is disabled.`);
        const kept = store.documents.keep(WEBHOOKS, [...this.#webhooks.values()]);
        await Promise.all([kept, this.#box.disable(id)]);
      })
      .catch(onFault);
  }

  #follow(): void {
    const { bus } = this.#ports;
    this.#unsubscribe = [
      bus.onEvent((event) => {
        if (event.type === "ap.controller-image.failed")
          this.#occurrences.controllerImageFailed(event.data.apId, event.data.fault);
      }),
      bus.onBatch((deltas) => this.#lookAt(deltas)),
    ];
  }

  #lookAt(deltas: readonly Delta[]): void {
    const { bus, wall, stateStored, onFault } = this.#ports;
    const controller = bus.row("controller", "controller")?.name;
    const upgrade = bus.row("upgrade", "upgrade");
    // Until the simulation has started, rows say nothing yet.
    if (controller === undefined || upgrade === undefined) return;
    const now = wall.now();
    if (this.#isBehind) this.#catchUp(controller, upgrade.running, now);
    else this.#compare(deltas, controller, upgrade.running, now);
    const run = bus.rows("runs").find(({ upgradeId }) => upgradeId === upgrade.id)?.number ?? null;
    const taken = this.#occurrences.take(controller, run, now);
    if (taken === null) return;
    const messages = taken.occurrences.flatMap((occurrence) =>
      [...this.#webhooks.values()]
        .filter(({ enabled, events }) => enabled && events.some((event) => event === occurrence.message.type))
        .map(({ id }) => ({ webhookId: id, occurrence })),
    );
    this.#box.record(messages, { key: TOLD, value: taken.told }, stateStored).catch(onFault);
  }

  /** After a start, every row may differ from what was told. */
  #catchUp(controller: string, isRunning: boolean, now: number): void {
    const { bus } = this.#ports;
    this.#isBehind = false;
    for (const row of bus.rows("runs").sort((a, b) => a.number - b.number))
      this.#occurrences.runChanged(row, controller, now);
    for (const row of bus.rows("servers")) this.#occurrences.serverChanged(row, now);
    for (const row of bus.rows("aps")) this.#occurrences.apChanged(row, isRunning);
  }

  #compare(deltas: readonly Delta[], controller: string, isRunning: boolean, now: number): void {
    const { bus } = this.#ports;
    for (const { topic, key } of deltas) {
      if (topic === "runs") {
        const row = bus.row("runs", key);
        if (row !== undefined) this.#occurrences.runChanged(row, controller, now);
      } else if (topic === "servers") {
        const row = bus.row("servers", key);
        if (row !== undefined) this.#occurrences.serverChanged(row, now);
      } else if (topic === "aps") {
        const row = bus.row("aps", key);
        if (row === undefined) this.#occurrences.apRemoved(key);
        else this.#occurrences.apChanged(row, isRunning);
      } else if (topic === "upgrade" && !isRunning)
        // Those that left in mid-round do not come back in time any more.
        for (const row of bus.rows("aps")) this.#occurrences.apChanged(row, isRunning);
    }
  }
}

const fieldError = (field: string, message: string) =>
  new FaultError({ ...fault("bad-input", message), fields: { [field]: [message] } });
