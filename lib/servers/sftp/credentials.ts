/**
 * Verifies logins: passwords against scrypt hashes, public keys by their signature. The work is the same whether the user
 * exists or not, so that the time does not tell.
 */
import { createHash, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import ssh2, { type ParsedKey } from "ssh2";
import { ed25519Pair } from "../ssh-key-pair";

/** OWASP's parameters for scrypt with 16 MB: N = 2^14, r = 8, p = 5. Each hash states its own, so these may change. */
const LOG2_COST = 14;
const BLOCK_SIZE = 8;
const PARALLELISM = 5;
const KEY_BYTES = 32;
/** A longer password never matches. */
const MAX_PASSWORD_BYTES = 1024;
/** Verifications at the same time: each takes 16 MB and a thread of the pool that also reads files. */
const MAX_VERIFICATIONS = 2;

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
 * Hashes a password for storage, with a random salt.
 * @param log2Cost lower than the default only in tests with many logins
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
  // Limits the memory and time that a hash from outside can cost.
  if (!log2Cost || !blockSize || !parallelism || log2Cost > 18 || blockSize > 16 || parallelism > 16)
    return null;
  return {
    parameters: { log2Cost, blockSize, parallelism, salt: Buffer.from(match[4] ?? "", "base64") },
    key: Buffer.from(match[5] ?? "", "base64"),
  };
}

/** Verified instead when there is no user, or no password: the same work, and never a match. */
const decoyHash = {
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

async function acquireSlot(): Promise<void> {
  if (verifying < MAX_VERIFICATIONS) verifying++;
  else await new Promise<void>((resolve) => waiting.push(resolve));
}

function releaseSlot(): void {
  const next = waiting.shift();
  if (next) next();
  else verifying--;
}

/**
 * Whether a password matches a hash.
 * @param hash null for a user that does not exist or has no password: takes as long, and returns false
 */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const stored = readHash(hash);
  const { parameters, key } = stored ?? decoyHash;
  const isAcceptable = Buffer.byteLength(password) <= MAX_PASSWORD_BYTES;
  await acquireSlot();
  try {
    const derived = await derive(isAcceptable ? password : "", parameters, key.length);
    return timingSafeEqual(derived, key) && stored !== null && isAcceptable;
  } finally {
    releaseSlot();
  }
}

/** Compared instead when there is no user, or no key: the same work, and the private key is not kept anywhere. */
export const decoyKeys: readonly string[] = [ed25519Pair().public];

/** A public key from a client (RFC 4252 §7): offered without a signature, or with one as proof. */
export type PresentedKey = {
  /** Key type: `ssh-rsa` for every RSA key, whatever the hash. */
  algorithm: string;
  /** The public key in SSH wire format. */
  data: Buffer;
  /** For RSA keys `sha256` or `sha512`; undefined with RSA means SHA-1. */
  hashAlgorithm: string | undefined;
  proof: { signature: Buffer; signed: Buffer } | null;
};

/** The keys of `authorized_keys` lines; comments, options and unreadable lines are left out. */
export function parsePublicKeys(lines: readonly string[]): ParsedKey[] {
  return lines.flatMap((line) => {
    const bare = line.trim().replace(/^.*?(?=(?:ssh-|ecdsa-sha2-)\S+ AAAA)/, "");
    if (bare === "" || bare.startsWith("#")) return [];
    const parsed = ssh2.utils.parseKey(bare);
    if (parsed instanceof Error || Array.isArray(parsed) || parsed.isPrivateKey()) return [];
    return [parsed];
  });
}

/** `known`: one of the user's keys. `proved`: the client has shown that it holds the private key. */
export type KeyVerdict = "unknown" | "known" | "proved";

/**
 * Compares a presented key with the keys of a user, and verifies its signature when there is one.
 * @param allowSha1 whether RSA signatures with SHA-1 are accepted, for legacy clients
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
  // ssh2 returns an Error when the signature is malformed.
  return key.verify(signed, signature, presented.hashAlgorithm) === true ? "proved" : "unknown";
}

const sameBytes = (a: Buffer, b: Buffer) => a.length === b.length && timingSafeEqual(a, b);

/** `SHA256:` and unpadded base64, as `ssh-keygen -l` prints it. */
export const fingerprintSha256 = (key: Buffer): string =>
  `SHA256:${unpadded(createHash("sha256").update(key).digest())}`;

/** `MD5:` and colon-separated pairs, as older devices print it. */
export const fingerprintMd5 = (key: Buffer): string =>
  `MD5:${(createHash("md5").update(key).digest("hex").match(/../g) ?? []).join(":")}`;

const KEY_NAMES: Record<string, string> = {
  "ssh-ed25519": "ED25519",
  "ssh-rsa": "RSA",
  "ecdsa-sha2-nistp256": "ECDSA",
  "ecdsa-sha2-nistp384": "ECDSA",
  "ecdsa-sha2-nistp521": "ECDSA",
};

/** A key as OpenSSH names it in its log: `ED25519 SHA256:...`. */
export const keyText = (algorithm: string, key: Buffer): string =>
  `${KEY_NAMES[algorithm] ?? "unknown"} ${fingerprintSha256(key)}`;
