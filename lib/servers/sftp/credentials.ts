/**
 * How a login is proved: passwords as scrypt hashes, public keys with a signature. Takes the same time whether the
 * user exists or not. Who the users are, and where they are kept, is not this file's business.
 */
import { createHash, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import ssh2, { type ParsedKey } from "ssh2";
import { ed25519Pair } from "../ssh-key-pair";

/** OWASP's figures for scrypt with 16 MB: N = 2^14, r = 8, p = 5. They stand in each hash, so they may change. */
const LOG2_COST = 14;
const BLOCK_SIZE = 8;
const PARALLELISM = 5;
const KEY_BYTES = 32;
/** A longer password is refused before any work is done. */
const MAX_PASSWORD_BYTES = 1024;
/** Verifications at once: each takes a thread of the pool that also reads files, and 16 MB. */
const VERIFICATIONS_AT_ONCE = 2;

/** `$scrypt$ln=14,r=8,p=5$<salt>$<key>` in unpadded base64, as passlib writes it. */
const HASH = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{16,})\$([A-Za-z0-9+/]{22,})$/;

type Parameters = { log2Cost: number; blockSize: number; parallelism: number; salt: Buffer };

function derive(password: string, parameters: Parameters, keyBytes: number): Promise<Buffer> {
  const { log2Cost, blockSize, parallelism, salt } = parameters;
  const cost = 2 ** log2Cost;
  const options = { N: cost, r: blockSize, p: parallelism, maxmem: 256 * cost * blockSize };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFC"), salt, keyBytes, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

const unpadded = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");

/**
 * Hashes a password for keeping. A random salt makes two hashes of one password differ.
 * @param log2Cost less than the default only where a test has many logins.
 */
export async function hashPassword(password: string, log2Cost = LOG2_COST): Promise<string> {
  const salt = randomBytes(16);
  const parameters = { log2Cost, blockSize: BLOCK_SIZE, parallelism: PARALLELISM, salt };
  const key = await derive(password, parameters, KEY_BYTES);
  return `$scrypt$ln=${log2Cost},r=${BLOCK_SIZE},p=${PARALLELISM}$${unpadded(salt)}$${unpadded(key)}`;
}

function readHash(hash: string | null): { parameters: Parameters; key: Buffer } | null {
  const match = hash === null ? null : HASH.exec(hash);
  if (!match) return null;
  const [log2Cost, blockSize, parallelism] = match.slice(1, 4).map(Number);
  // A hash from outside must not be able to ask for gigabytes or hours.
  if (!log2Cost || !blockSize || !parallelism || log2Cost > 18 || blockSize > 16 || parallelism > 16)
    return null;
  return {
    parameters: { log2Cost, blockSize, parallelism, salt: Buffer.from(match[4] ?? "", "base64") },
    key: Buffer.from(match[5] ?? "", "base64"),
  };
}

/** What is verified when there is no user, or one without a password: the same work, and never a match. */
const nobody = {
  parameters: {
    log2Cost: LOG2_COST,
    blockSize: BLOCK_SIZE,
    parallelism: PARALLELISM,
    salt: Buffer.alloc(16, 1),
  },
  key: Buffer.alloc(KEY_BYTES),
};

let verifying = 0;
const waiting: (() => void)[] = [];

async function takeTurn(): Promise<void> {
  if (verifying < VERIFICATIONS_AT_ONCE) verifying++;
  else await new Promise<void>((resolve) => waiting.push(resolve));
}

function passTurn(): void {
  const next = waiting.shift();
  if (next) next();
  else verifying--;
}

/**
 * Whether the password is the hashed one.
 * @param hash null for a user that does not exist or has no password: takes as long, and is false.
 */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const kept = readHash(hash);
  const { parameters, key } = kept ?? nobody;
  const acceptable = Buffer.byteLength(password) <= MAX_PASSWORD_BYTES;
  await takeTurn();
  try {
    const derived = await derive(acceptable ? password : "", parameters, key.length);
    return timingSafeEqual(derived, key) && kept !== null && acceptable;
  } finally {
    passTurn();
  }
}

/**
 * What is compared when there is no user, or one without keys: the same work, and nobody has its private half.
 */
export const decoyKeys: readonly string[] = [ed25519Pair().public];

/** A public key as a client presents it: asking whether it would do (no signature), or proving that it holds it. */
export type PresentedKey = {
  /** `ssh-rsa` whatever the hash. */
  algorithm: string;
  /** The key in SSH wire form. */
  data: Buffer;
  /** For RSA keys `sha256` or `sha512`; undefined with RSA means SHA-1. */
  hashAlgorithm: string | undefined;
  proof: { signature: Buffer; signed: Buffer } | null;
};

/** The keys of an `authorized_keys` file: comments, options and what cannot be read are left out. */
export function parsePublicKeys(lines: readonly string[]): ParsedKey[] {
  return lines.flatMap((line) => {
    const bare = line.trim().replace(/^.*?(?=(?:ssh-|ecdsa-sha2-)\S+ AAAA)/, "");
    if (bare === "" || bare.startsWith("#")) return [];
    const parsed = ssh2.utils.parseKey(bare);
    if (parsed instanceof Error || Array.isArray(parsed) || parsed.isPrivateKey()) return [];
    return [parsed];
  });
}

/** How a presented key stands to the keys of a user. */
export type KeyVerdict = "unknown" | "known" | "proved";

/**
 * Compares a presented key with a user's and checks the signature when there is one.
 * @param keys of the user; empty for one that does not exist.
 * @param allowSha1 RSA signatures with SHA-1 count only for legacy clients.
 */
export function judgePublicKey(
  presented: PresentedKey,
  keys: readonly ParsedKey[],
  allowSha1: boolean,
): KeyVerdict {
  const key = keys.find((candidate) => sameBytes(candidate.getPublicSSH(), presented.data));
  if (!key) return "unknown";
  if (presented.algorithm === "ssh-rsa" && presented.hashAlgorithm === undefined && !allowSha1)
    return "unknown";
  if (!presented.proof) return "known";
  const { signature, signed } = presented.proof;
  // ssh2 answers with an Error, not an exception, when the signature has no sensible form.
  return key.verify(signed, signature, presented.hashAlgorithm) === true ? "proved" : "unknown";
}

const sameBytes = (a: Buffer, b: Buffer) => a.length === b.length && timingSafeEqual(a, b);

/** `SHA256:` and unpadded base64, as `ssh-keygen -l` prints it. */
export const fingerprintSha256 = (key: Buffer): string =>
  `SHA256:${unpadded(createHash("sha256").update(key).digest())}`;

/** `MD5:` and colon-separated pairs, as older gear prints it. */
export const fingerprintMd5 = (key: Buffer): string =>
  `MD5:${(createHash("md5").update(key).digest("hex").match(/../g) ?? []).join(":")}`;

const KEY_WORDS: Record<string, string> = {
  "ssh-ed25519": "ED25519",
  "ssh-rsa": "RSA",
  "ecdsa-sha2-nistp256": "ECDSA",
  "ecdsa-sha2-nistp384": "ECDSA",
  "ecdsa-sha2-nistp521": "ECDSA",
};

/** `ED25519 SHA256:...`: how OpenSSH names a key in its log. */
export const keyInWords = (algorithm: string, key: Buffer): string =>
  `${KEY_WORDS[algorithm] ?? "unknown"} ${fingerprintSha256(key)}`;
