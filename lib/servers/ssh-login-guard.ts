/**
 * Slows down and shuts out addresses that keep failing to log in. One guard per server; it knows addresses and times,
 * no protocol. Who is shut out is shown and can be released.
 */
import type { Clock } from "@/lib/kit/clock";

export type LoginGuardSettings = {
  /** Milliseconds before a first failed login is answered; doubled with each further one, up to eight times that. */
  failureDelayMs: number;
  /** Failed logins of one address that shut it out. */
  blockAfterFailures: number;
  /** Milliseconds an address stays shut out; also how long a failure is remembered. */
  blockForMs: number;
};

export type BlockedAddress = { address: string; failures: number; since: number; until: number };

type Record = { failures: number; lastAt: number; blockedSince: number | null };

/** More addresses than this at once are a flood; the one that has been quiet longest is forgotten. */
const REMEMBERED_ADDRESSES = 4096;

export class LoginGuard {
  readonly #clock: Clock;
  #settings: LoginGuardSettings;
  readonly #records = new Map<string, Record>();

  constructor(clock: Clock, settings: LoginGuardSettings) {
    this.#clock = clock;
    this.#settings = settings;
  }

  apply(settings: LoginGuardSettings): void {
    this.#settings = settings;
  }

  /** Whether connections of this address are to be refused now. */
  isBlocked(address: string): boolean {
    return this.#fresh(address)?.blockedSince != null;
  }

  /** Counts one failed login. Returns how long its answer is to be held back, and whether it shut the address out. */
  failed(address: string): { delayMs: number; blocked: boolean } {
    const { failureDelayMs, blockAfterFailures } = this.#settings;
    const record = this.#fresh(address) ?? { failures: 0, lastAt: 0, blockedSince: null };
    record.failures++;
    record.lastAt = this.#clock.now();
    this.#records.delete(address);
    this.#records.set(address, record);
    if (this.#records.size > REMEMBERED_ADDRESSES) {
      const quietest = this.#records.keys().next();
      if (!quietest.done) this.#records.delete(quietest.value);
    }
    const blocked = record.blockedSince === null && record.failures >= blockAfterFailures;
    if (blocked) record.blockedSince = record.lastAt;
    return { delayMs: failureDelayMs * Math.min(8, 2 ** (record.failures - 1)), blocked };
  }

  /** A login succeeded: earlier slips of the address are forgiven. */
  succeeded(address: string): void {
    this.#records.delete(address);
  }

  /** Lets a shut-out address in again. False when it was not shut out. */
  release(address: string): boolean {
    return this.isBlocked(address) && this.#records.delete(address);
  }

  blocks(): BlockedAddress[] {
    return [...this.#records.keys()].flatMap((address) => {
      const record = this.#fresh(address);
      if (!record || record.blockedSince === null) return [];
      const since = record.blockedSince;
      return [{ address, failures: record.failures, since, until: since + this.#settings.blockForMs }];
    });
  }

  /** The record unless its time is over. */
  #fresh(address: string): Record | undefined {
    const record = this.#records.get(address);
    if (!record) return undefined;
    if (this.#clock.now() - (record.blockedSince ?? record.lastAt) < this.#settings.blockForMs) return record;
    this.#records.delete(address);
    return undefined;
  }
}
