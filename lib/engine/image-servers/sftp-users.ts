/**
 * The users of the SFTP server, stored as one document and published as rows of topic `sftpUsers`. Every password is
 * stored as a hash. The generated password of the demo user is also stored encrypted, because the controller logs in
 * with it.
 */

import { randomInt } from "node:crypto";
import { stat } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import { type SftpUser, sftpUserSchema } from "@/lib/contracts/sftp";
import type { SftpUserOrder, SftpUserRow } from "@/lib/contracts/sftp-users";
import type { Clock } from "@/lib/kit/clock";
import { grouped } from "@/lib/kit/number-text";
import { readablePassword } from "@/lib/kit/readable-password";
import { SerialQueue } from "@/lib/kit/serial-queue";
import { hashPassword, keyText, parsePublicKeys } from "@/lib/servers/sftp/credentials";
import { readDocument } from "@/lib/store/read-document";
import type { DocumentStore } from "@/lib/store/store-types";
import type { Bus } from "../bus";
import type { Secrets } from "../secrets";

const DOCUMENT = "sftp-users";
const MAX_USERS = 1000;

const storedUserSchema = sftpUserSchema.extend({
  /** The encrypted password, for one that the program generated and still needs; else null. */
  sealedPassword: z.string().nullable(),
  /** Whether the generated password was revealed. */
  passwordTold: z.boolean(),
  changedAt: z.number(),
});
type StoredUser = z.infer<typeof storedUserSchema>;

/** What the list of users needs from the engine. */
export type SftpUsersPorts = {
  bus: Pick<Bus, "put" | "del">;
  documents: DocumentStore;
  secrets: Secrets;
  wall: Pick<Clock, "now">;
  /** The folder that contains all home folders. */
  root: string;
  /** Called when a user was changed or removed; open connections of the user must be closed. */
  onChanged(name: string): void;
};

export class SftpUsers {
  readonly #ports: SftpUsersPorts;
  readonly #users: Map<string, StoredUser>;
  /** Each change reads, checks and writes, so changes must not overlap. */
  readonly #changes = new SerialQueue();

  private constructor(ports: SftpUsersPorts, users: readonly StoredUser[]) {
    this.#ports = ports;
    this.#users = new Map(users.map((user) => [user.name, user]));
    for (const user of users) this.#show(user);
  }

  /** @throws FaultError `store-unusable` when the stored users cannot be read, so that no user is lost unnoticed. */
  static async open(ports: SftpUsersPorts): Promise<SftpUsers> {
    const stored = await readDocument(ports.documents, DOCUMENT, "SFTP users", z.array(storedUserSchema));
    return new SftpUsers(ports, stored ?? []);
  }

  /** The user with exactly this name; null when there is none. */
  find(name: string): SftpUser | null {
    return this.#users.get(name) ?? null;
  }

  /** Adds a user with read access to all images and a generated password, unless a user has this name. */
  ensure(name: string): Promise<void> {
    return this.#changes.run(async () => {
      if (this.#users.has(name)) return;
      await this.#store({
        name,
        publicKeys: [],
        home: "",
        canWrite: false,
        enabled: true,
        expiresAt: null,
        ...(await this.#generatedPassword(name)),
        changedAt: this.#ports.wall.now(),
      });
    });
  }

  /** The stored generated password of this user, for logins on the operator's behalf. Must not be displayed. */
  generatedPasswordOf(name: string): string | null {
    const sealed = this.#users.get(name)?.sealedPassword ?? null;
    return sealed === null ? null : this.#ports.secrets.unseal(sealed, purpose(name));
  }

  /** The users whose generated password is stored and who can log in now. */
  namesWithGeneratedPassword(): string[] {
    const now = this.#ports.wall.now();
    return [...this.#users.values()]
      .filter((user) => user.enabled && (user.expiresAt === null || user.expiresAt > now))
      .filter((user) => this.generatedPasswordOf(user.name) !== null)
      .map((user) => user.name);
  }

  /** Adds or changes a user. @returns the password, if it was generated on request */
  save(order: SftpUserOrder): Promise<{ name: string; password: string | null }> {
    return this.#changes.run(async () => {
      const { name, existing, home, access, enabled, expiresAt, publicKeys } = order;
      const before = this.#users.get(name);
      if (existing && !before)
        throw new FaultError(fault("not-found", `There is no SFTP user named ${name}.`));
      if (!existing && before) throw fieldError("name", `An SFTP user named ${name} already exists.`);
      if (!before && this.#users.size >= MAX_USERS)
        throw new FaultError(fault("too-large", `The limit of ${grouped(MAX_USERS)} SFTP users is reached.`));
      checkKeys(publicKeys);
      await this.#checkHome(home);
      const generated = order.generatePassword ? generatePassword() : null;
      const password = (await newPassword(generated ?? order.password)) ?? currentPassword(before);
      if (password.passwordHash === null && publicKeys.length === 0)
        throw fieldError("password", "Enter a password or at least one public key.");
      await this.#store({
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
      return { name, password: generated };
    });
  }

  remove(name: string): Promise<void> {
    return this.#changes.run(async () => {
      if (!this.#users.has(name))
        throw new FaultError(fault("not-found", `There is no SFTP user named ${name}.`));
      await this.#write([...this.#users.values()].filter((user) => user.name !== name));
      this.#users.delete(name);
      this.#ports.bus.del("sftpUsers", name);
      this.#ports.onChanged(name);
    });
  }

  /** Returns the generated password of a user, once. */
  reveal(name: string): Promise<string> {
    return this.#changes.run(async () => {
      const user = this.#users.get(name);
      if (!user) throw new FaultError(fault("not-found", `There is no SFTP user named ${name}.`));
      if (user.passwordTold || user.sealedPassword === null)
        throw new FaultError(
          fault("conflict", `The password of ${name} was already revealed.`, "Reset the password."),
        );
      const password = this.generatedPasswordOf(name);
      await this.#store({ ...user, passwordTold: true });
      if (password === null)
        throw new FaultError(
          fault("conflict", `The password of ${name} cannot be decrypted.`, "Reset the password."),
        );
      return password;
    });
  }

  async #generatedPassword(name: string) {
    const password = generatePassword();
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
      throw fieldError(
        "home",
        `There is no folder ${home} on the image servers. The root folder / contains all image sets.`,
      );
  }

  /** Writes the user to the store first; only then it takes effect and is published. */
  async #store(user: StoredUser): Promise<void> {
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

const fieldError = (field: string, sentence: string) =>
  new FaultError({ ...fault("bad-input", sentence), fields: { [field]: [sentence] } } satisfies Fault);

/** The present password of a user who was not given a new one. */
const currentPassword = (before: StoredUser | undefined) => ({
  passwordHash: before?.passwordHash ?? null,
  sealedPassword: before?.sealedPassword ?? null,
  passwordTold: before?.passwordTold ?? false,
});

/** Only the hash is stored, because a person knows this password. Null when none was given. */
const newPassword = async (password: string) =>
  password === ""
    ? null
    : { passwordHash: await hashPassword(password), sealedPassword: null, passwordTold: true };

/** Twenty random characters that are easy to read and to type. */
export const generatePassword = (): string => readablePassword(randomInt);

function checkKeys(lines: readonly string[]): void {
  const bad = lines.findIndex((line) => parsePublicKeys([line]).length === 0);
  if (bad >= 0) throw fieldError("publicKeys", `Key ${bad + 1} is not valid. It may be incomplete.`);
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
