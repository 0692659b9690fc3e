/**
 * Limits the guessing of one account's password from many addresses: after some failures, its passwords are judged one
 * after the other with growing distances. Addresses from which the owner has logged in do not wait, so guessing cannot
 * lock the owner out. Accounts that do not exist are treated alike.
 */
import type { Cancel, Clock } from "@/lib/kit/clock";

/** Passwords that are judged at once or fail before an account is slowed down: its owner may mistype. */
const FREE_ATTEMPTS = 5;
/** The distance between two judged passwords is at most so many times the delay. */
const MAX_FACTOR = 16;
/** A password that waited so long is refused without being judged. */
const MAX_WAIT_MS = 20_000;
const MAX_WAITING = 64;
/** Above this many accounts, the one that has been quiet longest is forgotten. */
const MAX_ACCOUNTS = 4096;
const MAX_KNOWN_ADDRESSES = 16;

export type AccountThrottleSettings = {
  /** The first distance between two passwords of a slowed account, milliseconds; it doubles with each failure. */
  failureDelayMs: number;
  /** Failures are forgotten when the account has been quiet for so many milliseconds. */
  blockForMs: number;
};

type Waiting = { address: string; grant(isGranted: boolean): void; cancel: Cancel };
type Account = {
  failures: number;
  lastAt: number;
  /** Passwords that are being judged. */
  judging: number;
  /** No password is judged before this time, once the account is slowed down. */
  nextAt: number;
  waiting: Waiting[];
  timer: Cancel | undefined;
};

export class AccountThrottle {
  readonly #clock: Clock;
  #settings: AccountThrottleSettings;
  readonly #accounts = new Map<string, Account>();
  /** Addresses from which each account has logged in, the newest last. */
  readonly #known = new Map<string, string[]>();

  constructor(clock: Clock, settings: AccountThrottleSettings) {
    this.#clock = clock;
    this.#settings = settings;
  }

  apply(settings: AccountThrottleSettings): void {
    this.#settings = settings;
  }

  /**
   * Judges a password of an account when it is its turn.
   * @returns what `judge` returned; null when the password was refused without being judged
   */
  async judge<T>(address: string, name: string, judge: () => Promise<T | null>): Promise<T | null> {
    if (this.#isKnown(address, name)) return await judge();
    const account = this.#account(name);
    if (!(await this.#turn(account, address))) return null;
    let accepted: T | null = null;
    try {
      accepted = await judge();
    } finally {
      account.judging--;
      if (accepted === null) this.#countFailure(account);
      else this.know(address, name);
      this.#next(account);
    }
    return accepted;
  }

  /** The owner of the account has logged in from this address. Who waits there need not wait any longer. */
  know(address: string, name: string): void {
    const known = (this.#known.get(name) ?? []).filter((other) => other !== address);
    setNewest(this.#known, name, [...known, address].slice(-MAX_KNOWN_ADDRESSES));
    const account = this.#accounts.get(name);
    for (const waiting of account?.waiting.filter((one) => one.address === address) ?? [])
      waiting.grant(true);
  }

  #isKnown(address: string, name: string): boolean {
    return this.#known.get(name)?.includes(address) ?? false;
  }

  /** Resolves with true when a password may be judged, which counts from then on; with false when it waited too long. */
  #turn(account: Account, address: string): Promise<boolean> {
    if (account.waiting.length === 0 && this.#canStart(account)) {
      account.judging++;
      return Promise.resolve(true);
    }
    if (account.waiting.length >= MAX_WAITING) return Promise.resolve(false);
    return new Promise((resolve) => {
      const waiting: Waiting = {
        address,
        grant: (isGranted) => {
          waiting.cancel();
          account.waiting = account.waiting.filter((other) => other !== waiting);
          // Counted here, because several may be granted before the first goes on.
          if (isGranted) account.judging++;
          resolve(isGranted);
        },
        cancel: this.#clock.after(MAX_WAIT_MS, () => waiting.grant(false)),
      };
      account.waiting.push(waiting);
      this.#next(account);
    });
  }

  #canStart({ failures, judging, nextAt }: Account): boolean {
    if (failures + judging < FREE_ATTEMPTS) return true;
    return judging === 0 && this.#clock.elapsed() >= nextAt;
  }

  /** Grants the first who waits, now or at the time that the account is ready. */
  #next(account: Account): void {
    account.timer?.();
    account.timer = undefined;
    const first = account.waiting[0];
    if (first === undefined) return;
    if (this.#canStart(account)) first.grant(true);
    else if (account.judging === 0)
      account.timer = this.#clock.after(account.nextAt - this.#clock.elapsed(), () => this.#next(account));
  }

  #countFailure(account: Account): void {
    account.failures++;
    account.lastAt = this.#clock.elapsed();
    const doublings = account.failures - FREE_ATTEMPTS;
    if (doublings < 0) return;
    account.nextAt = account.lastAt + this.#settings.failureDelayMs * Math.min(MAX_FACTOR, 2 ** doublings);
  }

  /** The account as the newest one, without failures that are too old. */
  #account(name: string): Account {
    const account = this.#accounts.get(name) ?? {
      failures: 0,
      lastAt: 0,
      judging: 0,
      nextAt: 0,
      waiting: [],
      timer: undefined,
    };
    if (this.#clock.elapsed() - account.lastAt >= this.#settings.blockForMs) account.failures = 0;
    setNewest(this.#accounts, name, account);
    return account;
  }
}

/** Sets an entry as the newest one, and forgets the oldest above the limit. */
function setNewest<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= MAX_ACCOUNTS) return;
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}
