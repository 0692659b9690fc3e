/** Delays and then blocks addresses whose logins keep failing, one guard per server. An operator can release an address. */
import type { Clock } from "@/lib/kit/clock";

export type LoginGuardSettings = {
  /** Milliseconds before the first failed login is answered; doubled with each further one, up to eight times that. */
  failureDelayMs: number;
  /** An address is blocked after this many failed logins. */
  blockAfterFailures: number;
  /** Milliseconds for which an address is blocked; also how long a failure is remembered. */
  blockForMs: number;
};

/** `since` and `until` are milliseconds of the guard's clock. */
export type BlockedAddress = { address: string; failures: number; since: number; until: number };

type Record = { failures: number; lastAt: number; blockedSince: number | null };

/** Above this many addresses, as in a flood, the one that has been quiet longest is forgotten. */
const MAX_ADDRESSES = 4096;

export class LoginGuard {
  readonly #clock: Clock;
  #settings: LoginGuardSettings;
  readonly #records = new Map<string, Record>();

  constructor(clock: Clock, settings: LoginGuardSettings) {
    this.#clock = clock;
    this.#settings = settings;
  }

  /** The settings apply to failures from now on. */
  apply(settings: LoginGuardSettings): void {
    this.#settings = settings;
  }

  /** Whether connections from this address are refused now. */
  isBlocked(address: string): boolean {
    return this.#current(address)?.blockedSince != null;
  }

  /**
   * Counts a failed login of an address.
   * @returns how long to delay the answer, how many failures the address has, and whether this one blocked it
   */
  failed(address: string): { delayMs: number; failures: number; blocked: boolean } {
    const { failureDelayMs, blockAfterFailures } = this.#settings;
    const record = this.#current(address) ?? { failures: 0, lastAt: 0, blockedSince: null };
    record.failures++;
    record.lastAt = this.#clock.now();
    this.#records.delete(address);
    this.#records.set(address, record);
    if (this.#records.size > MAX_ADDRESSES) {
      const quietest = this.#records.keys().next();
      if (!quietest.done) this.#records.delete(quietest.value);
    }
    const blocked = record.blockedSince === null && record.failures >= blockAfterFailures;
    if (blocked) record.blockedSince = record.lastAt;
    const delayMs = failureDelayMs * Math.min(8, 2 ** (record.failures - 1));
    return { delayMs, failures: record.failures, blocked };
  }

  /** Forgets earlier failures of an address, because a login succeeded. */
  succeeded(address: string): void {
    this.#records.delete(address);
  }

  /** Unblocks an address. Returns false when it was not blocked. */
  release(address: string): boolean {
    return this.isBlocked(address) && this.#records.delete(address);
  }

  /** The addresses that are blocked now. */
  blocks(): BlockedAddress[] {
    return [...this.#records.keys()].flatMap((address) => {
      const record = this.#current(address);
      if (!record || record.blockedSince === null) return [];
      const since = record.blockedSince;
      return [{ address, failures: record.failures, since, until: since + this.#settings.blockForMs }];
    });
  }

  /** The record of an address, unless it has expired. */
  #current(address: string): Record | undefined {
    const record = this.#records.get(address);
    if (!record) return undefined;
    if (this.#clock.now() - (record.blockedSince ?? record.lastAt) < this.#settings.blockForMs) return record;
    this.#records.delete(address);
    return undefined;
  }
}
