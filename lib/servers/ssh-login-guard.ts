/**
 * Limits the guessing of passwords, one guard per set of accounts: delays and then blocks addresses whose logins keep
 * failing, and slows down accounts (`account-throttle.ts`). An address is an IPv4 address, or the /64 of an IPv6 one. An
 * operator can release an address.
 */
import { sourceOf } from "@/lib/contracts/address-rules";
import type { Clock } from "@/lib/kit/clock";
import { AccountThrottle } from "./account-throttle";

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
  readonly #accounts: AccountThrottle;

  constructor(clock: Clock, settings: LoginGuardSettings) {
    this.#clock = clock;
    this.#settings = settings;
    this.#accounts = new AccountThrottle(clock, settings);
  }

  /** The settings apply to failures from now on. */
  apply(settings: LoginGuardSettings): void {
    this.#settings = settings;
    this.#accounts.apply(settings);
  }

  /**
   * Judges a password when the account's turn has come; guessing makes the account slow, but not for known addresses.
   * @returns what `judge` returned; null when the password was refused without being judged
   */
  judge<T>(address: string, name: string, judge: () => Promise<T | null>): Promise<T | null> {
    return this.#accounts.judge(sourceOf(address), name, judge);
  }

  /** Whether connections from this address are refused now. */
  isBlocked(address: string): boolean {
    return this.#current(sourceOf(address))?.blockedSince != null;
  }

  /**
   * Counts a failed login of an address.
   * @returns how long to delay the answer, how many failures the address has, and whether this one blocked it
   */
  failed(address: string): { delayMs: number; failures: number; blocked: boolean } {
    const { failureDelayMs, blockAfterFailures } = this.#settings;
    const source = sourceOf(address);
    const record = this.#current(source) ?? { failures: 0, lastAt: 0, blockedSince: null };
    record.failures++;
    record.lastAt = this.#clock.elapsed();
    this.#records.delete(source);
    this.#records.set(source, record);
    if (this.#records.size > MAX_ADDRESSES) {
      const quietest = this.#records.keys().next();
      if (!quietest.done) this.#records.delete(quietest.value);
    }
    const blocked = record.blockedSince === null && record.failures >= blockAfterFailures;
    if (blocked) record.blockedSince = record.lastAt;
    const delayMs = failureDelayMs * Math.min(8, 2 ** (record.failures - 1));
    return { delayMs, failures: record.failures, blocked };
  }

  /** A login succeeded: earlier failures of the address are forgotten, and the account knows it from now on. */
  succeeded(address: string, name: string): void {
    this.#records.delete(sourceOf(address));
    this.#accounts.know(sourceOf(address), name);
  }

  /** Unblocks an address. Returns false when it was not blocked. */
  release(address: string): boolean {
    return this.isBlocked(address) && this.#records.delete(sourceOf(address));
  }

  /** The addresses that are blocked now; of IPv6 the /64. */
  blocks(): BlockedAddress[] {
    return [...this.#records.keys()].flatMap((address) => {
      const record = this.#current(address);
      if (!record || record.blockedSince === null) return [];
      const since = this.#clock.now() - Math.round(this.#clock.elapsed() - record.blockedSince);
      return [{ address, failures: record.failures, since, until: since + this.#settings.blockForMs }];
    });
  }

  /** The record of an address, unless it has expired. */
  #current(address: string): Record | undefined {
    const record = this.#records.get(address);
    if (!record) return undefined;
    if (this.#clock.elapsed() - (record.blockedSince ?? record.lastAt) < this.#settings.blockForMs)
      return record;
    this.#records.delete(address);
    return undefined;
  }
}
