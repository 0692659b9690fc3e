/** The users of the console and of the command line: who they are, and the rule that the last administrator stays. */

import type { Role } from "@/lib/contracts/actor";
import { FaultError, fault } from "@/lib/contracts/fault";
import type { UserRow } from "@/lib/contracts/identity";
import type { Clock } from "@/lib/kit/clock";
import { compareNames } from "@/lib/kit/name-order";
import { grouped } from "@/lib/kit/number-text";
import { SerialQueue } from "@/lib/kit/serial-queue";
import type { IdentityStore, StoredUser } from "@/lib/store/store-types";
import type { Passwords } from "./passwords";

const MAX_USERS = 1000;

type UsersPorts = {
  store: Pick<IdentityStore, "putUser" | "removeUser">;
  wall: Pick<Clock, "now">;
  passwords: Passwords;
};

export class Users {
  readonly #ports: UsersPorts;
  readonly #users: Map<string, StoredUser>;
  /** Each change reads, checks and writes, so changes must not overlap. */
  readonly #changes = new SerialQueue();

  constructor(ports: UsersPorts, stored: readonly StoredUser[]) {
    this.#ports = ports;
    this.#users = new Map(stored.map((user) => [user.name, user]));
  }

  /** Whether somebody can sign in as administrator. */
  get hasAdmin(): boolean {
    return [...this.#users.values()].some(isActiveAdmin);
  }

  get isEmpty(): boolean {
    return this.#users.size === 0;
  }

  find(name: string): Readonly<StoredUser> | undefined {
    return this.#users.get(name);
  }

  rows(): UserRow[] {
    return [...this.#users.values()]
      .map(({ passwordHash: _, ...row }) => row)
      .sort((a, b) => compareNames(a.name, b.name));
  }

  /** The user with this password; null when there is none, or it is disabled. Takes as long for unknown names. */
  async verify(name: string, password: string): Promise<Readonly<StoredUser> | null> {
    const before = this.#users.get(name);
    const { passwords } = this.#ports;
    const matches = await passwords.verify(password, before?.passwordHash ?? null);
    const user = this.#users.get(name);
    // The user may have been disabled, or the password changed, while it was computed.
    if (!matches || user === undefined || user.isDisabled || user.passwordHash !== before?.passwordHash)
      return null;
    if (!passwords.isOutdated(user.passwordHash)) return user;
    const passwordHash = await passwords.hash(password);
    return await this.#change(name, (current) =>
      current.passwordHash === user.passwordHash ? { ...current, passwordHash } : current,
    );
  }

  /** Adds a user. @throws FaultError `bad-input` when the name is taken */
  add(name: string, role: Role, passwordHash: string): Promise<void> {
    return this.#changes.run(async () => {
      if (this.#users.has(name)) throw fieldFault("name", `A user named ${name} already exists.`);
      if (this.#users.size >= MAX_USERS)
        throw new FaultError(fault("too-large", `The limit of ${grouped(MAX_USERS)} users is reached.`));
      const passwordChangedAt = this.#ports.wall.now();
      await this.#put({
        name,
        role,
        isDisabled: false,
        passwordHash,
        passwordChangedAt,
        signedInAt: null,
      });
    });
  }

  /** Adds the first administrator. @returns false when there is one already */
  addFirst(name: string, passwordHash: string): Promise<boolean> {
    return this.#changes.run(async () => {
      if (this.hasAdmin) return false;
      const passwordChangedAt = this.#ports.wall.now();
      await this.#put({
        name,
        role: "admin",
        isDisabled: false,
        passwordHash,
        passwordChangedAt,
        signedInAt: null,
      });
      return true;
    });
  }

  async setPassword(name: string, passwordHash: string): Promise<void> {
    const passwordChangedAt = this.#ports.wall.now();
    await this.#change(name, (user) => ({ ...user, passwordHash, passwordChangedAt }));
  }

  async setRole(name: string, role: Role): Promise<void> {
    await this.#change(name, (user) => ({ ...user, role }));
  }

  async setDisabled(name: string, isDisabled: boolean): Promise<void> {
    await this.#change(name, (user) => ({ ...user, isDisabled }));
  }

  async recordSignIn(name: string): Promise<void> {
    const signedInAt = this.#ports.wall.now();
    await this.#change(name, (user) => ({ ...user, signedInAt }));
  }

  remove(name: string): Promise<void> {
    return this.#changes.run(async () => {
      const user = this.#required(name);
      this.#refuseWithoutAdmin(user, null);
      await this.#ports.store.removeUser(name);
      this.#users.delete(name);
    });
  }

  /** @throws FaultError `not-found`, or `conflict` when no administrator would be left */
  #change(name: string, change: (user: StoredUser) => StoredUser): Promise<StoredUser> {
    return this.#changes.run(async () => {
      const before = this.#required(name);
      const after = change(before);
      this.#refuseWithoutAdmin(before, after);
      await this.#put(after);
      return after;
    });
  }

  #refuseWithoutAdmin(before: StoredUser, after: StoredUser | null): void {
    if (!isActiveAdmin(before) || (after !== null && isActiveAdmin(after))) return;
    const others = [...this.#users.values()].filter((user) => user.name !== before.name);
    if (others.some(isActiveAdmin)) return;
    throw new FaultError(
      fault(
        "conflict",
        `${before.name} is the last administrator who can sign in.`,
        "Make another user an administrator first.",
      ),
    );
  }

  #required(name: string): StoredUser {
    const user = this.#users.get(name);
    if (user === undefined) throw new FaultError(fault("not-found", `There is no user named ${name}.`));
    return user;
  }

  /** Written to the store first; only then it applies. */
  async #put(user: StoredUser): Promise<void> {
    await this.#ports.store.putUser(user);
    this.#users.set(user.name, user);
  }
}

const isActiveAdmin = (user: StoredUser): boolean => user.role === "admin" && !user.isDisabled;

const fieldFault = (field: string, sentence: string) =>
  new FaultError({ ...fault("bad-input", sentence), fields: { [field]: [sentence] } });
