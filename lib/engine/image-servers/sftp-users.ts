/**
 * The users of the SFTP server: who they are, stored as one document, shown as rows of topic `sftpUsers`. Knows how a
 * password is kept (a hash to compare, and, only for one that the program made itself, a sealed copy to use again),
 * not how SSH works.
 */
import { randomInt } from "node:crypto";
import { stat } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import { type SftpUser, sftpUserSchema } from "@/lib/contracts/sftp";
import type { SftpUserOrder, SftpUserRow } from "@/lib/contracts/sftp-users";
import type { Clock } from "@/lib/kit/clock";
import { hashPassword, keyText, parsePublicKeys } from "@/lib/servers/sftp/credentials";
import type { DocumentStore } from "@/lib/store/store-types";
import type { Bus } from "../bus";
import type { Secrets } from "../secrets";

const DOCUMENT = "sftp-users";
const MOST_USERS = 1000;
const MADE_PASSWORD_LENGTH = 20;
/** Without look-alikes: it is read from a screen and typed into a controller. */
const MADE_FROM = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

const storedUserSchema = sftpUserSchema.extend({
  /** Only of a password that the program made. */
  sealedPassword: z.string().nullable(),
  /** Somebody has been told it. */
  passwordTold: z.boolean(),
  changedAt: z.number(),
});
type StoredUser = z.infer<typeof storedUserSchema>;

export type SftpUsersPorts = {
  bus: Pick<Bus, "put" | "del">;
  documents: DocumentStore;
  secrets: Secrets;
  wall: Pick<Clock, "now">;
  /** The folder of all homes. */
  root: string;
  /** What this user may do is another now, or the user is gone: who is connected must log in again. */
  onChanged(name: string): void;
};

export class SftpUsers {
  readonly #ports: SftpUsersPorts;
  readonly #users: Map<string, StoredUser>;
  /** Changes wait for each other: each is a read, a decision and a write. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(ports: SftpUsersPorts, users: readonly StoredUser[]) {
    this.#ports = ports;
    this.#users = new Map(users.map((user) => [user.name, user]));
    for (const user of users) this.#show(user);
  }

  /** @throws FaultError `store-unusable` when what is stored cannot be read: nobody is forgotten silently. */
  static async open(ports: SftpUsersPorts): Promise<SftpUsers> {
    const stored = (await ports.documents.get(DOCUMENT)) ?? [];
    const parsed = z.array(storedUserSchema).safeParse(stored);
    if (!parsed.success)
      throw new FaultError(
        fault("store-unusable", "The stored SFTP users cannot be read.", "Put back a copy of the database."),
      );
    return new SftpUsers(ports, parsed.data);
  }

  find(name: string): SftpUser | null {
    return this.#users.get(name) ?? null;
  }

  /** Adds a user who reads everything, with a password of the program's making, unless there is one of that name. */
  ensure(name: string): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#users.has(name)) return;
      await this.#keep({
        name,
        publicKeys: [],
        home: "",
        canWrite: false,
        enabled: true,
        expiresAt: null,
        ...(await this.#sealedPassword(name)),
        changedAt: this.#ports.wall.now(),
      });
    });
  }

  /** The password that the program made for this user, to be used on the operator's behalf; never to be shown. */
  passwordOf(name: string): string | null {
    const sealed = this.#users.get(name)?.sealedPassword ?? null;
    return sealed === null ? null : this.#ports.secrets.unseal(sealed, purpose(name));
  }

  /** Users that may log in now with a password that the program made and can use. */
  made(): string[] {
    const now = this.#ports.wall.now();
    return [...this.#users.values()]
      .filter((user) => user.enabled && (user.expiresAt === null || user.expiresAt > now))
      .filter((user) => this.passwordOf(user.name) !== null)
      .map((user) => user.name);
  }

  /** Adds or changes a user. `password` is the one that was made on request. */
  save(order: SftpUserOrder): Promise<{ name: string; password: string | null }> {
    return this.#inTurn(async () => {
      const { name, existing, home, access, enabled, expiresAt, publicKeys } = order;
      const before = this.#users.get(name);
      if (existing && !before) throw new FaultError(fault("not-found", `There is no SFTP user ${name}.`));
      if (!existing && before) throw refused("name", `There is an SFTP user ${name} already.`);
      if (!before && this.#users.size >= MOST_USERS)
        throw new FaultError(fault("too-large", `There are ${MOST_USERS} SFTP users already.`));
      checkKeys(publicKeys);
      await this.#checkHome(home);
      const made = order.generatePassword ? makePassword() : null;
      const password = (await newPassword(made ?? order.password)) ?? kept(before);
      if (password.passwordHash === null && publicKeys.length === 0)
        throw refused("password", "Give a password, or at least one public key.");
      await this.#keep({
        name,
        publicKeys,
        home,
        enabled,
        expiresAt,
        canWrite: access === "read-write",
        ...password,
        changedAt: this.#ports.wall.now(),
      });
      this.#ports.onChanged(name);
      return { name, password: made };
    });
  }

  remove(name: string): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#users.has(name)) throw new FaultError(fault("not-found", `There is no SFTP user ${name}.`));
      await this.#write([...this.#users.values()].filter((user) => user.name !== name));
      this.#users.delete(name);
      this.#ports.bus.del("sftpUsers", name);
      this.#ports.onChanged(name);
    });
  }

  /** Tells the password that the program made, the first time somebody asks. */
  reveal(name: string): Promise<string> {
    return this.#inTurn(async () => {
      const user = this.#users.get(name);
      if (!user) throw new FaultError(fault("not-found", `There is no SFTP user ${name}.`));
      if (user.passwordTold || user.sealedPassword === null)
        throw new FaultError(
          fault("conflict", `The password of ${name} was shown before.`, "Give the user a new one."),
        );
      const password = this.passwordOf(name);
      await this.#keep({ ...user, passwordTold: true });
      if (password === null)
        throw new FaultError(
          fault("conflict", `The password of ${name} cannot be read any more.`, "Give the user a new one."),
        );
      return password;
    });
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(change);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #sealedPassword(name: string) {
    const password = makePassword();
    return {
      passwordHash: await hashPassword(password),
      sealedPassword: this.#ports.secrets.seal(password, purpose(name)),
      passwordTold: false,
    };
  }

  async #checkHome(home: string): Promise<void> {
    const folder = path.join(this.#ports.root, ...home.split("/"));
    const found = await stat(folder).catch(() => undefined);
    if (!found?.isDirectory())
      throw refused(
        "home",
        `There is no folder ${home} on the image servers. / is the root, above all sets.`,
      );
  }

  /** Stored first, in force and shown then. */
  async #keep(user: StoredUser): Promise<void> {
    const others = [...this.#users.values()].filter(({ name }) => name !== user.name);
    await this.#write([...others, user]);
    this.#users.set(user.name, user);
    this.#show(user);
  }

  #write(users: readonly StoredUser[]): Promise<void> {
    return this.#ports.documents.put(DOCUMENT, users);
  }

  #show(user: StoredUser): void {
    this.#ports.bus.put("sftpUsers", user.name, rowOf(user));
  }
}

const purpose = (name: string) => `sftp-user:${name}`;

const refused = (field: string, sentence: string) =>
  new FaultError({ ...fault("bad-input", sentence), fields: { [field]: [sentence] } } satisfies Fault);

const kept = (before: StoredUser | undefined) => ({
  passwordHash: before?.passwordHash ?? null,
  sealedPassword: before?.sealedPassword ?? null,
  passwordTold: before?.passwordTold ?? false,
});

/** Null when there is none. One that a person has seen is only hashed. */
const newPassword = async (password: string) =>
  password === ""
    ? null
    : { passwordHash: await hashPassword(password), sealedPassword: null, passwordTold: true };

/** Twenty characters that can be read out and typed. */
export const makePassword = (): string =>
  Array.from({ length: MADE_PASSWORD_LENGTH }, () => MADE_FROM[randomInt(MADE_FROM.length)]).join("");

function checkKeys(lines: readonly string[]): void {
  const bad = lines.findIndex((line) => parsePublicKeys([line]).length === 0);
  if (bad >= 0)
    throw refused("publicKeys", `Key ${bad + 1} cannot be read: it may have been cut in copying.`);
}

function rowOf(user: StoredUser): SftpUserRow {
  return {
    name: user.name,
    hasPassword: user.passwordHash !== null,
    passwordWaits: user.sealedPassword !== null && !user.passwordTold,
    publicKeys: user.publicKeys.map((line) => {
      const [key] = parsePublicKeys([line]);
      return { line, words: key ? keyText(key.type, key.getPublicSSH()) : "not readable" };
    }),
    home: user.home,
    access: user.canWrite ? "read-write" : "read-only",
    enabled: user.enabled,
    expiresAt: user.expiresAt,
    changedAt: user.changedAt,
  };
}
