/**
 * Signs users in on the command line over SSH. There is one administrator, whose name is ADMIN_USER and whose password
 * is ADMIN_PASSWORD, or a generated one that is printed once at the first start. Only its hash is stored.
 */
import { z } from "zod";
import { hashPassword, verifyPassword } from "@/lib/servers/sftp/credentials";
import type { Authenticate } from "@/lib/servers/ssh-cli/ssh-cli-connection";
import type { DocumentStore } from "@/lib/store/store-types";
import { generatePassword } from "../image-servers/sftp-users";

const DOCUMENT = "cli-user";
const storedSchema = z.object({ name: z.string(), passwordHash: z.string() });

/** The sign-in of the SSH server. */
export type CliSignIn = {
  authenticate: Authenticate;
  /** A sentence with the password that was just generated; null when none was. */
  note: string | null;
};

/** @param given from the environment; a password given there is used in place of a stored one */
export async function openCliSignIn(
  documents: DocumentStore,
  given: { adminUser: string; adminPassword: string | null },
): Promise<CliSignIn> {
  const { adminUser: name, adminPassword } = given;
  if (adminPassword !== null)
    return { authenticate: authenticateOnly(name, await hashPassword(adminPassword)), note: null };
  const stored = storedSchema.safeParse(await documents.get(DOCUMENT));
  if (stored.success && stored.data.name === name)
    return { authenticate: authenticateOnly(name, stored.data.passwordHash), note: null };
  const password = generatePassword();
  const passwordHash = await hashPassword(password);
  await documents.put(DOCUMENT, { name, passwordHash });
  return {
    authenticate: authenticateOnly(name, passwordHash),
    note: `Command line: sign in over SSH as ${name} with the password ${password} (shown only once; set ADMIN_PASSWORD to use another one).`,
  };
}

/** Takes the same time for unknown names, so that names cannot be guessed from the response time. */
const authenticateOnly =
  (name: string, passwordHash: string): Authenticate =>
  async (user, password) =>
    (await verifyPassword(password, user === name ? passwordHash : null)) ? { name, privilege: 15 } : null;
