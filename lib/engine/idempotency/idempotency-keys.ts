/**
 * Requests with an Idempotency-Key of the last 24 hours and what was answered, so that a request that is sent again is not
 * done twice. They are stored: the answer is the same after a restart, and a request that the end of the program cut short
 * is known as such.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { ClaimedKey } from "@/lib/contracts/commands/idempotency";
import type { Clock } from "@/lib/kit/clock";
import { readDocument } from "@/lib/store/read-document";
import type { DocumentStore } from "@/lib/store/store-types";
import type { Handlers } from "../handlers";
import type { Secrets } from "../secrets";

const KEPT_MS = 24 * 3_600_000;
/** Beyond these, the oldest are forgotten. */
const MOST_KEYS = 2_000;
const MOST_BYTES = 20_000_000;
const DOCUMENT = "idempotency-keys";

const recordSchema = z.object({
  /** The hash of actor and key: the document of its answer has it in its name. */
  id: z.string(),
  /** Sealed, because the hash of a request with a password would let somebody with the database try passwords. */
  fingerprint: z.string(),
  at: z.number(),
  state: z.enum(["running", "done", "unknown"]),
  /** Of the stored answer. */
  bytes: z.int(),
});
type KeyRecord = z.infer<typeof recordSchema>;

type KeyPorts = { documents: DocumentStore; wall: Clock; secrets: Pick<Secrets, "sealStable"> };

const answerDocument = (id: string): string => `${DOCUMENT}/${id}`;

const idOf = (user: string, key: string): string =>
  createHash("sha256")
    .update(JSON.stringify([user, key]))
    .digest("hex")
    .slice(0, 32);

export class IdempotencyKeys {
  readonly #ports: KeyPorts;
  /** In the order of their claims. */
  readonly #records: Map<string, KeyRecord>;

  private constructor(ports: KeyPorts, records: readonly KeyRecord[]) {
    this.#ports = ports;
    this.#records = new Map(records.map((record) => [record.id, record]));
  }

  static async open(ports: KeyPorts): Promise<IdempotencyKeys> {
    const stored = await readDocument(
      ports.documents,
      DOCUMENT,
      "list of Idempotency-Keys",
      z.array(recordSchema),
    );
    // Whatever was under way when the program ended has an outcome that nobody saw.
    const records = (stored ?? []).map((record) =>
      record.state === "running" ? { ...record, state: "unknown" as const } : record,
    );
    return new IdempotencyKeys(ports, records);
  }

  readonly handlers: Handlers<"idempotency"> = {
    "idempotency.claim": ({ actor, key, fingerprint }) =>
      this.#claim(
        idOf(actor.name, key),
        this.#ports.secrets.sealStable(fingerprint, "fingerprint of a request"),
      ),
    "idempotency.settle": async ({ actor, key, outcome }) => {
      const record = this.#records.get(idOf(actor.name, key));
      if (record === undefined) return { settled: true };
      if (outcome.is === "refused") this.#records.delete(record.id);
      else if (outcome.is === "done") await this.#keepAnswer(record, outcome.value);
      else this.#records.set(record.id, { ...record, state: "unknown" });
      await this.#ports.documents.keep(DOCUMENT, this.#list());
      return { settled: true };
    },
  };

  async #claim(id: string, fingerprint: string): Promise<ClaimedKey> {
    await this.#forgetOld();
    const known = this.#records.get(id);
    if (known !== undefined) return await this.#knownKey(known, fingerprint);
    const record: KeyRecord = {
      id,
      fingerprint,
      at: this.#ports.wall.now(),
      state: "running",
      bytes: 0,
    };
    this.#records.set(id, record);
    try {
      await this.#ports.documents.put(DOCUMENT, this.#list());
    } catch (cause) {
      this.#records.delete(id);
      throw cause;
    }
    return { is: "new" };
  }

  async #knownKey({ id, state, fingerprint }: KeyRecord, asked: string): Promise<ClaimedKey> {
    if (fingerprint !== asked) return { is: "other" };
    if (state !== "done") return { is: state };
    return { is: "done", value: await this.#ports.documents.get(answerDocument(id)) };
  }

  /** The answer is stored before the record says that it is there. */
  async #keepAnswer(record: KeyRecord, value: unknown): Promise<void> {
    await this.#ports.documents.keep(answerDocument(record.id), value);
    const bytes = JSON.stringify(value)?.length ?? 0;
    this.#records.set(record.id, { ...record, state: "done", bytes });
  }

  async #forgetOld(): Promise<void> {
    const oldest = this.#ports.wall.now() - KEPT_MS;
    let bytes = 0;
    let count = 0;
    const forgotten = this.#list()
      .toReversed()
      .filter((record) => {
        bytes += record.bytes;
        count += 1;
        const isOver = record.at < oldest || count > MOST_KEYS || bytes > MOST_BYTES;
        return isOver && record.state !== "running";
      });
    for (const { id } of forgotten) {
      this.#records.delete(id);
      await this.#ports.documents.keep(answerDocument(id), undefined);
    }
  }

  #list(): KeyRecord[] {
    return [...this.#records.values()];
  }
}
