/**
 * The host keys of our SSH servers: one Ed25519 and one RSA key in OpenSSH's format, readable by their owner only. They are
 * generated on the first start. An unreadable key is a fault and is never replaced silently, because clients pin it.
 */
import { chmod, mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import ssh2, { type ParsedKey } from "ssh2";
import { FaultError, fault } from "@/lib/contracts/fault";
import type { HostKeyRow } from "@/lib/contracts/sftp";
import { ed25519Pair, type KeyPair } from "../ssh-key-pair";
import { fingerprintMd5, fingerprintSha256 } from "./credentials";

const RSA_BITS = 3072;
const files = { ed25519: "ssh_host_ed25519_key", rsa: "ssh_host_rsa_key" } as const;
type KeyKind = keyof typeof files;
const kinds = Object.keys(files) as KeyKind[];

export type HostKey = HostKeyRow & {
  /** OpenSSH private key, PEM. Must never leave `lib/servers`. */
  privateKey: string;
};

/** The public part of a key. */
export const hostKeyRow = ({ privateKey: _, ...row }: HostKey): HostKeyRow => row;

/**
 * Loads the keys of a folder and generates missing ones.
 * @throws FaultError that names the file when a key exists but cannot be read
 */
export async function loadHostKeys(folder: string): Promise<HostKey[]> {
  await mkdir(/* turbopackIgnore: true */ folder, { recursive: true, mode: 0o700 });
  const keys: HostKey[] = [];
  for (const kind of kinds) keys.push((await read(folder, kind)) ?? (await create(folder, kind)));
  return keys;
}

/** Replaces all keys by new ones. Clients that have pinned the old keys will refuse to connect. */
export async function recreateHostKeys(folder: string): Promise<HostKey[]> {
  await mkdir(/* turbopackIgnore: true */ folder, { recursive: true, mode: 0o700 });
  const keys: HostKey[] = [];
  for (const kind of kinds) keys.push(await create(folder, kind));
  return keys;
}

async function read(folder: string, kind: KeyKind): Promise<HostKey | null> {
  const file = path.join(/* turbopackIgnore: true */ folder, files[kind]);
  let privateKey: string;
  try {
    privateKey = await readFile(/* turbopackIgnore: true */ file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw new FaultError(unreadable(files[kind]));
  }
  const parsed = ssh2.utils.parseKey(privateKey);
  if (parsed instanceof Error || Array.isArray(parsed) || !parsed.isPrivateKey()) {
    throw new FaultError(unreadable(files[kind]));
  }
  const facts = await stat(/* turbopackIgnore: true */ file);
  // A restored backup or a copy may be readable by others.
  if ((facts.mode & 0o077) !== 0) await chmod(/* turbopackIgnore: true */ file, 0o600);
  return describe(kind, privateKey, parsed, facts.mtimeMs);
}

async function create(folder: string, kind: KeyKind): Promise<HostKey> {
  const pair = await generate(kind);
  const file = path.join(/* turbopackIgnore: true */ folder, files[kind]);
  await writePrivately(file, pair.private);
  await writeFile(/* turbopackIgnore: true */ `${file}.pub`, `${pair.public}\n`, { mode: 0o644 });
  const parsed = ssh2.utils.parseKey(pair.private);
  if (parsed instanceof Error || Array.isArray(parsed)) throw new FaultError(unreadable(files[kind]));
  return describe(kind, pair.private, parsed, (await stat(/* turbopackIgnore: true */ file)).mtimeMs);
}

/** Writes a new file and renames it, so that no incomplete key and none that others can read ever exists. */
async function writePrivately(file: string, text: string): Promise<void> {
  const fresh = `${file}.new`;
  await writeFile(/* turbopackIgnore: true */ fresh, text, { mode: 0o600 });
  await chmod(/* turbopackIgnore: true */ fresh, 0o600);
  await rename(/* turbopackIgnore: true */ fresh, file);
}

function generate(kind: KeyKind): Promise<KeyPair> {
  const comment = "image server";
  if (kind === "ed25519") return Promise.resolve(ed25519Pair(comment));
  return new Promise((resolve, reject) => {
    ssh2.utils.generateKeyPair("rsa", { bits: RSA_BITS, comment }, (error: Error | null, keys: KeyPair) => {
      if (error) reject(error);
      else resolve(keys);
    });
  });
}

function describe(kind: KeyKind, privateKey: string, parsed: ParsedKey, createdAt: number): HostKey {
  const publicKey = parsed.getPublicSSH();
  return {
    type: kind,
    sha256: fingerprintSha256(publicKey),
    md5: fingerprintMd5(publicKey),
    publicKey: `${parsed.type} ${publicKey.toString("base64")}`,
    createdAt,
    privateKey,
  };
}

const unreadable = (name: string) =>
  fault(
    "internal",
    `The host key ${name} cannot be read.`,
    "Restore it from a backup, or delete it. If you delete it, a new key is generated, which clients have to accept.",
  );
