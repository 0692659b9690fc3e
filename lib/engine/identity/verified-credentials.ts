/**
 * Signs in programs that send name and password with each request. Hashing a password takes long on purpose, so one that
 * was right is remembered for a minute, as a keyed hash whose key exists in memory only.
 */
import { createHmac, randomBytes } from "node:crypto";
import type { Actor } from "@/lib/contracts/actor";
import type { Command } from "@/lib/contracts/commands";
import { type Fault, FaultError, fault, faultOf } from "@/lib/contracts/fault";
import type { Visitor } from "@/lib/contracts/identity";
import type { Clock } from "@/lib/kit/clock";
import type { StoredUser } from "@/lib/store/store-types";
import type { Users } from "./users";

export const REMEMBER_MS = 60_000;
const MAX_REMEMBERED = 1000;
const KEY_BYTES = 32;
const SIGN_IN = "Sign in over HTTP";

type VerifiedCredentialsPorts = {
  users: Pick<Users, "hasAdmin" | "find" | "verify">;
  wall: Pick<Clock, "elapsed">;
  /** Judges a secret as for a sign-in: with the limits of guessing. Null when it is wrong. */
  judge(from: string, name: string, judge: () => Promise<StoredUser | null>): Promise<StoredUser | null>;
  audit(actor: Actor, action: string, detail: object, refusal: Fault | null): Promise<void>;
};

/** `passwordHash`: the stored one at that time, so that another password is another account. */
type Remembered = { passwordHash: string; until: number };

export class VerifiedCredentials {
  readonly #ports: VerifiedCredentialsPorts;
  readonly #key = randomBytes(KEY_BYTES);
  readonly #remembered = new Map<string, Remembered>();

  constructor(ports: VerifiedCredentialsPorts) {
    this.#ports = ports;
  }

  /** @throws FaultError `too-many-attempts` when the address is blocked */
  async visitor({ name, password, from }: Command<"identity.verify">): Promise<Visitor> {
    const { users, judge, audit } = this.#ports;
    if (!users.hasAdmin) return { state: "set-up" };
    const key = createHmac("sha256", this.#key)
      .update(JSON.stringify([name, password]))
      .digest("base64");
    const known = this.#find(key, name);
    if (known !== undefined) return visitorOf(known, from);
    const anonymous: Actor = { name: "anonymous", role: "monitor", from };
    const detail = { name: name.slice(0, 64) };
    const user = await judge(from, name, () => users.verify(name, password)).catch(
      async (thrown: unknown) => {
        await audit(anonymous, SIGN_IN, detail, faultOf(thrown));
        throw thrown;
      },
    );
    if (user === null) {
      await audit(anonymous, SIGN_IN, detail, fault("wrong-password"));
      throw new FaultError(fault("wrong-password"));
    }
    this.#remember(key, user);
    await audit({ name: user.name, role: user.role, from }, SIGN_IN, {}, null);
    return visitorOf(user, from);
  }

  /** The user of a remembered credential, unless the account has changed since. */
  #find(key: string, name: string): Readonly<StoredUser> | undefined {
    const remembered = this.#remembered.get(key);
    if (remembered === undefined) return undefined;
    const user = this.#ports.users.find(name);
    const isSame = user?.isDisabled === false && user.passwordHash === remembered.passwordHash;
    if (isSame && this.#ports.wall.elapsed() < remembered.until) return user;
    this.#remembered.delete(key);
    return undefined;
  }

  #remember(key: string, { passwordHash }: StoredUser): void {
    this.#remembered.delete(key);
    this.#remembered.set(key, { passwordHash, until: this.#ports.wall.elapsed() + REMEMBER_MS });
    if (this.#remembered.size <= MAX_REMEMBERED) return;
    const oldest = this.#remembered.keys().next();
    if (!oldest.done) this.#remembered.delete(oldest.value);
  }
}

const visitorOf = ({ name, role }: StoredUser, from: string): Visitor => ({
  state: "user",
  actor: { name, role, from, isConfirmed: false },
});
