/**
 * Where the first administrator comes from: the command line's user of an earlier version, the environment, or the
 * set-up page, which opens with the one-time token that the start prints.
 */
import { timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { DocumentStore } from "@/lib/store/store-types";
import type { Passwords } from "./passwords";
import { hashSecret, newSecret } from "./secret";
import type { Users } from "./users";

/** The only user of versions before users existed: the one of the command line over SSH. */
const CLI_USER = "cli-user";
const cliUserSchema = z.object({ name: z.string(), passwordHash: z.string() });

/** The password of the environment that was applied last, so that only a changed one resets a password. */
const APPLIED = "admin-password-applied";
const appliedSchema = z.object({ name: z.string(), passwordHash: z.string() });

/** The command line's user of an earlier version becomes the first administrator. @returns whether there was one */
export async function adoptCommandLineUser(documents: DocumentStore, users: Users): Promise<boolean> {
  const stored = cliUserSchema.safeParse(await documents.get(CLI_USER));
  if (!stored.success) return false;
  const isAdopted = users.isEmpty && (await users.addFirst(stored.data.name, stored.data.passwordHash));
  await documents.put(CLI_USER, undefined);
  return isAdopted;
}

/**
 * Applies the user and password of the environment if they differ from those applied last: creates the administrator, or
 * resets a lost password and enables the user again.
 * @returns what was done; null when nothing was
 */
export async function applyEnvironment(
  documents: DocumentStore,
  users: Users,
  passwords: Passwords,
  given: { name: string; password: string },
): Promise<"created" | "reset" | null> {
  const { name, password } = given;
  const applied = appliedSchema.safeParse(await documents.get(APPLIED));
  const isApplied =
    applied.success &&
    applied.data.name === name &&
    (await passwords.verify(password, applied.data.passwordHash));
  if (isApplied && users.hasAdmin) return null;
  const passwordHash = await passwords.hash(password);
  const exists = users.find(name) !== undefined;
  if (exists) {
    await users.setPassword(name, passwordHash);
    await users.setRole(name, "admin");
    await users.setDisabled(name, false);
  } else await users.add(name, "admin", passwordHash);
  await documents.put(APPLIED, { name, passwordHash });
  return exists ? "reset" : "created";
}

/** The one-time token of the set-up link. It exists in memory only, so each start prints another one. */
export class SetUpToken {
  readonly text = newSecret();
  readonly #hash = Buffer.from(hashSecret(this.text));

  matches(typed: string): boolean {
    return timingSafeEqual(Buffer.from(hashSecret(typed)), this.#hash);
  }
}
