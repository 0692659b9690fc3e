/** Writes the audit log, answers questions about it, and keeps it within its limit. */
import type { Actor } from "@/lib/contracts/actor";
import {
  AUDIT_DONE,
  type AuditEntry,
  type AuditRetention,
  auditRetentionSchema,
  DEFAULT_AUDIT_RETENTION,
} from "@/lib/contracts/audit";
import type { Fault } from "@/lib/contracts/fault";
import type { Clock } from "@/lib/kit/clock";
import { SerialQueue } from "@/lib/kit/serial-queue";
import type { AuditStore, DocumentStore } from "@/lib/store/store-types";
import type { Handlers } from "../handlers";
import { type Refusal, RefusalCounter } from "./refusal-counter";

const RETENTION = "audit-retention";
/** So many new entries start the next pruning: a hundredth of what is kept by default. */
const PRUNE_AFTER_ENTRIES = 1_000;
const MAX_OUTCOME = 500;

export type AuditTrailPorts = {
  store: AuditStore;
  documents: DocumentStore;
  wall: Clock;
  /** Resolves when the work is done, or at once while the store cannot write. */
  unlessFailing(work: Promise<unknown>): Promise<void>;
  onFault(cause: unknown): void;
};

/** An entry as the rest of the engine hands it in. */
export type Recorded = {
  actor: Actor;
  /** In plain words. */
  action: string;
  /** JSON without secrets. */
  detail: string;
  changes?: AuditEntry["changes"];
  /** Null: it was done. */
  fault: Pick<Fault, "code" | "message"> | null;
};

/** What the audit log says of an outcome. */
export const outcomeText = (fault: Pick<Fault, "code" | "message"> | null): string =>
  fault === null ? AUDIT_DONE : `${fault.code}: ${fault.message}`.slice(0, MAX_OUTCOME);

export class AuditTrail {
  readonly #ports: AuditTrailPorts;
  readonly #refusals: RefusalCounter;
  readonly #prunings = new SerialQueue();
  #retention: AuditRetention;
  #sincePruning = 0;

  private constructor(ports: AuditTrailPorts, retention: AuditRetention) {
    this.#ports = ports;
    this.#retention = retention;
    this.#refusals = new RefusalCounter(ports.wall, (entry) => void this.#append(entry));
  }

  /** Reads how many entries are kept. */
  static async open(ports: AuditTrailPorts): Promise<AuditTrail> {
    const stored = auditRetentionSchema.safeParse(await ports.documents.get(RETENTION));
    const trail = new AuditTrail(ports, stored.data ?? DEFAULT_AUDIT_RETENTION);
    await trail.#prune();
    return trail;
  }

  /**
   * Stores an entry. Never rejects: an entry that cannot be written must not undo what was done. While the store cannot
   * write, it resolves at once, and the entry is written later.
   */
  async record({ actor, action, detail, changes = [], fault }: Recorded): Promise<void> {
    await this.#add({
      actor: { name: actor.name, role: actor.role, from: actor.from, token: actor.token ?? null },
      action,
      detail,
      changes,
      outcome: outcomeText(fault),
    });
  }

  /** Stores what was counted and not yet written. */
  async stop(): Promise<void> {
    this.#refusals.stop();
    await this.#prunings.run(() => Promise.resolve());
  }

  readonly handlers: Handlers<"audit"> = {
    "audit.append": async ({ actor, action, detail, outcome }) => {
      const { name, role, from, token = null } = actor;
      await this.#add({ actor: { name, role, from, token }, action, detail, changes: [], outcome });
      return { ok: true };
    },
    "audit.list": (query) => this.#ports.store.list(query),
    "audit.values": () => this.#ports.store.values(),
    "audit.retention": () => this.#retention,
    "audit.save-retention": async ({ keepRecords }) => {
      await this.#ports.documents.put(RETENTION, { keepRecords });
      this.#retention = { keepRecords };
      await this.#prune();
      return this.#retention;
    },
  };

  async #add(entry: Refusal): Promise<void> {
    if (entry.outcome === AUDIT_DONE || this.#refusals.isFirst(entry)) await this.#append(entry);
  }

  async #append(entry: Refusal): Promise<void> {
    const { store, wall, unlessFailing, onFault } = this.#ports;
    await unlessFailing(store.append([{ ...entry, wallAt: wall.now() }]).catch(onFault));
    if (++this.#sincePruning >= PRUNE_AFTER_ENTRIES) void this.#prune();
  }

  #prune(): Promise<unknown> {
    const { store, wall, onFault } = this.#ports;
    this.#sincePruning = 0;
    return this.#prunings.run(() => store.prune(this.#retention.keepRecords, wall.now())).catch(onFault);
  }
}
