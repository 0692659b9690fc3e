/**
 * Hashes and verifies the passwords of the console's users, with Argon2id. Hashes by scrypt are of earlier versions: they
 * still verify, and are replaced when their user signs in.
 */
import { hash, verify } from "@node-rs/argon2";
import { verifyPassword as verifyScrypt } from "@/lib/servers/sftp/credentials";

/** OWASP's parameters for Argon2id with 19 MB. Each hash states its own, so these may change. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Computations at the same time: each takes 19 MB and a thread of the pool that also reads files. */
const MAX_AT_ONCE = 2;

/** How passwords become hashes. Tests hand in one that takes no time. */
export type Passwords = {
  /** Hashes a password for storage, with a random salt. */
  hash(password: string): Promise<string>;
  /**
   * Whether a password matches a hash.
   * @param stored null for a user that does not exist: takes as long, and returns false
   */
  verify(password: string, stored: string | null): Promise<boolean>;
  /** Whether the hash is of an earlier version and has to be replaced when the password is known. */
  isOutdated(stored: string): boolean;
};

let running = 0;
const waiting: (() => void)[] = [];

async function withSlot<T>(compute: () => Promise<T>): Promise<T> {
  if (running < MAX_AT_ONCE) running++;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await compute();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

// The same characters typed on two systems may be composed differently.
const normalized = (password: string) => password.normalize("NFC");

const hashUserPassword = (password: string): Promise<string> =>
  withSlot(() => hash(normalized(password), COST));

const isOutdatedHash = (stored: string): boolean => !stored.startsWith("$argon2id$");

let decoy: Promise<string> | undefined;

async function verifyUserPassword(password: string, stored: string | null): Promise<boolean> {
  if (stored !== null && isOutdatedHash(stored)) return await verifyScrypt(password, stored);
  decoy ??= hashUserPassword("A password that nobody has, to compare with");
  const compared = stored ?? (await decoy);
  // A hash that cannot be read matches no password.
  const matches = await withSlot(() => verify(compared, normalized(password))).catch(() => false);
  return matches && stored !== null;
}

/** The hashes of this program. */
export const argon2Passwords: Passwords = {
  hash: hashUserPassword,
  verify: verifyUserPassword,
  isOutdated: isOutdatedHash,
};
