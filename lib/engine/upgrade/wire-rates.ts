/**
 * At which rate images came from each server, as measured in the last fetches: what the prediction of the next upgrade
 * rests on. Kept over restarts and when another lab is loaded, because it belongs to the server.
 */
import { z } from "zod";
import { type Profile, placeOfProfile } from "@/lib/contracts/profile";
import type { DocumentStore } from "@/lib/store/store-types";

const DOCUMENT = "wire-rates";
const KEPT_RATES = 12;
const KEPT_SERVERS = 30;
/** What takes less time, or has fewer bytes, says more of its start than of its rate. */
const LEAST = { bytes: 100_000, ms: 1 };

const documentSchema = z.object({
  /** The server that was read from last is last. Bytes per second of wall time, the newest last. */
  servers: z.array(z.object({ key: z.string(), rates: z.array(z.number().positive()) })),
});

export type WireRatesPorts = {
  documents: Pick<DocumentStore, "get" | "keep">;
  onFault(where: string, cause: unknown): void;
};

export class WireRates {
  readonly #ports: WireRatesPorts;
  readonly #servers = new Map<string, number[]>();
  #isWriting = false;
  #isStale = false;

  constructor(ports: WireRatesPorts) {
    this.#ports = ports;
  }

  /** What was measured before is of use, not a must: a document that cannot be read is reported and left behind. */
  async restore(): Promise<void> {
    const stored = await this.#ports.documents.get(DOCUMENT);
    if (stored === undefined) return;
    const parsed = documentSchema.safeParse(stored);
    if (!parsed.success) return this.#ports.onFault("reading the rates of image servers", parsed.error);
    for (const { key, rates } of parsed.data.servers) this.#servers.set(key, rates);
  }

  /** Bytes per second of wall time in the last fetches from this server in this mode, the newest last. */
  of(profile: Profile): readonly number[] {
    return this.#servers.get(keyOf(profile)) ?? [];
  }

  /** A whole image has arrived. */
  record(profile: Profile, bytes: number, ms: number): void {
    if (bytes < LEAST.bytes || ms < LEAST.ms) return;
    const key = keyOf(profile);
    const rates = [...this.of(profile), (bytes * 1000) / ms].slice(-KEPT_RATES);
    this.#servers.delete(key);
    this.#servers.set(key, rates);
    const [oldest] = this.#servers.keys();
    if (this.#servers.size > KEPT_SERVERS && oldest !== undefined) this.#servers.delete(oldest);
    this.#isStale = true;
    void this.#store();
  }

  /** One write at a time; what is measured meanwhile follows. */
  async #store(): Promise<void> {
    if (this.#isWriting) return;
    this.#isWriting = true;
    while (this.#isStale) {
      this.#isStale = false;
      const servers = [...this.#servers].map(([key, rates]) => ({ key, rates }));
      try {
        await this.#ports.documents.keep(DOCUMENT, { servers });
      } catch (cause) {
        this.#ports.onFault("writing the rates of image servers", cause);
      }
    }
    this.#isWriting = false;
  }
}

function keyOf(profile: Profile): string {
  const { mode, imageServer, servicePort } = placeOfProfile(profile);
  return `${mode} ${imageServer} ${servicePort ?? ""}`;
}
