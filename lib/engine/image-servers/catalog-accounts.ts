/**
 * The accounts of the software download service, stored as one document and published as rows of topic `catalogAccounts`.
 * Every password is stored as a hash. The generated password of the demo account is also stored encrypted, because the
 * controller signs in with it.
 */

import { z } from "zod";
import {
  type CatalogAccount,
  type CatalogAccountOrder,
  type CatalogAccountRow,
  catalogAccountSchema,
} from "@/lib/contracts/catalog";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import type { Clock } from "@/lib/kit/clock";
import { grouped } from "@/lib/kit/number-text";
import { SerialQueue } from "@/lib/kit/serial-queue";
import { hashPassword } from "@/lib/servers/sftp/credentials";
import { readDocument } from "@/lib/store/read-document";
import type { DocumentStore } from "@/lib/store/store-types";
import type { Bus } from "../bus";
import type { Secrets } from "../secrets";
import { generatePassword } from "./sftp-users";

const DOCUMENT = "catalog-accounts";
const MAX_ACCOUNTS = 1000;

const storedAccountSchema = catalogAccountSchema.extend({
  /** The encrypted password, for one that the program generated and still needs; else null. */
  sealedPassword: z.string().nullable(),
  /** Whether the generated password was revealed. */
  passwordTold: z.boolean(),
  changedAt: z.number(),
});
type StoredAccount = z.infer<typeof storedAccountSchema>;

/** What the list of accounts needs from the engine. */
export type CatalogAccountsPorts = {
  bus: Pick<Bus, "put" | "del">;
  documents: DocumentStore;
  secrets: Secrets;
  wall: Pick<Clock, "now">;
  /** Called when an account was changed or removed; its tokens must be revoked. */
  onChanged(name: string): void;
};

export class CatalogAccounts {
  readonly #ports: CatalogAccountsPorts;
  readonly #accounts: Map<string, StoredAccount>;
  /** Each change reads, checks and writes, so changes must not overlap. */
  readonly #changes = new SerialQueue();

  private constructor(ports: CatalogAccountsPorts, accounts: readonly StoredAccount[]) {
    this.#ports = ports;
    this.#accounts = new Map(accounts.map((account) => [account.name, account]));
    for (const account of accounts) this.#show(account);
  }

  /** @throws FaultError `store-unusable` when the stored accounts cannot be read, so that none is lost unnoticed. */
  static async open(ports: CatalogAccountsPorts): Promise<CatalogAccounts> {
    const what = "accounts of the software download service";
    const stored = await readDocument(ports.documents, DOCUMENT, what, z.array(storedAccountSchema));
    return new CatalogAccounts(ports, stored ?? []);
  }

  /** The account with exactly this name; null when there is none. */
  find(name: string): CatalogAccount | null {
    return this.#accounts.get(name) ?? null;
  }

  /** Adds an account that may download, with a generated password, unless an account has this name. */
  ensure(name: string): Promise<void> {
    return this.#changes.run(async () => {
      if (this.#accounts.has(name)) return;
      const password = generatePassword();
      await this.#store({
        name,
        passwordHash: await hashPassword(password),
        sealedPassword: this.#ports.secrets.seal(password, purpose(name)),
        passwordTold: false,
        hasContract: true,
        hasAccepted: true,
        enabled: true,
        changedAt: this.#ports.wall.now(),
      });
    });
  }

  /** The stored generated password of this account, for sign-ins on the operator's behalf. Must not be displayed. */
  generatedPasswordOf(name: string): string | null {
    const sealed = this.#accounts.get(name)?.sealedPassword ?? null;
    return sealed === null ? null : this.#ports.secrets.unseal(sealed, purpose(name));
  }

  /** The accounts whose generated password is stored and that can sign in. */
  namesWithGeneratedPassword(): string[] {
    return [...this.#accounts.values()]
      .filter(({ name, enabled }) => enabled && this.generatedPasswordOf(name) !== null)
      .map(({ name }) => name);
  }

  /** Adds or changes an account. @returns the password, if it was generated on request */
  save(order: CatalogAccountOrder): Promise<{ name: string; password: string | null }> {
    return this.#changes.run(async () => {
      const { name, existing, hasContract, hasAccepted, enabled } = order;
      const before = this.#accounts.get(name);
      if (existing && !before) throw new FaultError(notFound(name));
      if (!existing && before) throw fieldError("name", `An account named ${name} already exists.`);
      if (!before && this.#accounts.size >= MAX_ACCOUNTS)
        throw new FaultError(
          fault("too-large", `The limit of ${grouped(MAX_ACCOUNTS)} accounts is reached.`),
        );
      const generated = order.generatePassword ? generatePassword() : null;
      const typed = generated ?? order.password;
      if (typed === "" && !before) throw fieldError("password", "Enter a password.");
      await this.#store({
        name,
        // Only the hash of a new password is stored, because a person knows it.
        passwordHash: typed === "" ? (before?.passwordHash ?? "") : await hashPassword(typed),
        sealedPassword: typed === "" ? (before?.sealedPassword ?? null) : null,
        passwordTold: typed === "" ? (before?.passwordTold ?? true) : true,
        hasContract,
        hasAccepted,
        enabled,
        changedAt: this.#ports.wall.now(),
      });
      this.#ports.onChanged(name);
      return { name, password: generated };
    });
  }

  /** Stores what a client of the account answered to the license agreement. */
  setAccepted(name: string, hasAccepted: boolean): Promise<void> {
    return this.#changes.run(async () => {
      const account = this.#accounts.get(name);
      if (!account || account.hasAccepted === hasAccepted) return;
      await this.#store({ ...account, hasAccepted, changedAt: this.#ports.wall.now() });
    });
  }

  remove(name: string): Promise<void> {
    return this.#changes.run(async () => {
      if (!this.#accounts.has(name)) throw new FaultError(notFound(name));
      await this.#write([...this.#accounts.values()].filter((account) => account.name !== name));
      this.#accounts.delete(name);
      this.#ports.bus.del("catalogAccounts", name);
      this.#ports.onChanged(name);
    });
  }

  /** Returns the generated password of an account, once. */
  reveal(name: string): Promise<string> {
    return this.#changes.run(async () => {
      const account = this.#accounts.get(name);
      if (!account) throw new FaultError(notFound(name));
      if (account.passwordTold || account.sealedPassword === null)
        throw new FaultError(
          fault("conflict", `The password of ${name} was already revealed.`, "Reset the password."),
        );
      const password = this.generatedPasswordOf(name);
      await this.#store({ ...account, passwordTold: true });
      if (password === null)
        throw new FaultError(
          fault("conflict", `The password of ${name} cannot be decrypted.`, "Reset the password."),
        );
      return password;
    });
  }

  /** Writes the account to the store first; only then it takes effect and is published. */
  async #store(account: StoredAccount): Promise<void> {
    const others = [...this.#accounts.values()].filter(({ name }) => name !== account.name);
    await this.#write([...others, account]);
    this.#accounts.set(account.name, account);
    this.#show(account);
  }

  #write(accounts: readonly StoredAccount[]): Promise<void> {
    return this.#ports.documents.put(DOCUMENT, accounts);
  }

  #show(account: StoredAccount): void {
    this.#ports.bus.put("catalogAccounts", account.name, rowOf(account));
  }
}

const purpose = (name: string) => `catalog-account:${name}`;

const notFound = (name: string) => fault("not-found", `There is no account named ${name}.`);

const fieldError = (field: string, sentence: string) =>
  new FaultError({ ...fault("bad-input", sentence), fields: { [field]: [sentence] } } satisfies Fault);

const rowOf = (account: StoredAccount): CatalogAccountRow => ({
  name: account.name,
  hasContract: account.hasContract,
  hasAccepted: account.hasAccepted,
  enabled: account.enabled,
  passwordWaits: account.sealedPassword !== null && !account.passwordTold,
  changedAt: account.changedAt,
});
