/**
 * Who may sign in on the command line over SSH, until the console has users of its own: the one administrator of
 * ADMIN_USER and ADMIN_PASSWORD, or one whose password is made at the first start and told once. Only a hash is kept.
 */
import { z } from "zod";
import { hashPassword, verifyPassword } from "@/lib/servers/sftp/credentials";
import type { Authenticate } from "@/lib/servers/ssh-cli/ssh-cli-connection";
import type { DocumentStore } from "@/lib/store/store-types";
import { generatePassword } from "../image-servers/sftp-users";

const DOCUMENT = "cli-user";
const storedSchema = z.object({ name: z.string(), passwordHash: z.string() });

export type CliSignIn = {
  authenticate: Authenticate;
  /** The password that was made just now, in a sentence for the start; null when there is nothing to tell. */
  note: string | null;
};

/** @param given the environment's words; with a password they hold, whatever is stored. */
export async function openCliSignIn(
  documents: DocumentStore,
  given: { adminUser: string; adminPassword: string | null },
): Promise<CliSignIn> {
  const { adminUser: name, adminPassword } = given;
  if (adminPassword !== null)
    return { authenticate: only(name, await hashPassword(adminPassword)), note: null };
  const stored = storedSchema.safeParse(await documents.get(DOCUMENT));
  if (stored.success && stored.data.name === name)
    return { authenticate: only(name, stored.data.passwordHash), note: null };
  const password = generatePassword();
  const passwordHash = await hashPassword(password);
  await documents.put(DOCUMENT, { name, passwordHash });
  return {
    authenticate: only(name, passwordHash),
    note: `Command line: sign in over SSH as ${name} with the password ${password} (made now and not shown again; ADMIN_PASSWORD sets another).`,
  };
}

/** A name that does not exist takes as long as one that does. */
const only =
  (name: string, passwordHash: string): Authenticate =>
  async (user, password) =>
    (await verifyPassword(password, user === name ? passwordHash : null)) ? { name, privilege: 15 } : null;
