/**
 * OpenSSH's signatures of files (PROTOCOL.sshsig of OpenSSH) with ed25519 keys (RFC 8709), as bytes and as text. Hashing
 * and signing are done elsewhere: this file says what is signed, and how the signature is written and read.
 */
import { err, ok, type Result } from "@/lib/kit/result";

const MAGIC = "SSHSIG";
const VERSION = 1;
const KEY_TYPE = "ssh-ed25519";
const HASH = "sha512";
export const ED25519_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** As `ssh-keygen` writes it. */
const LINE_CHARACTERS = 70;
const BEGIN = "-----BEGIN SSH SIGNATURE-----";
const END = "-----END SSH SIGNATURE-----";
/** A signature with an ed25519 key has less than 300. */
const MAX_TEXT = 4_000;

/** What a signature file says. Keys and signatures are the bare bytes of ed25519: 32 and 64. */
export type SshSignature = { publicKey: Uint8Array; namespace: string; signature: Uint8Array };

/** The bytes that are signed with the key. @param digest the SHA-512 of the file, 64 bytes */
export const bytesToSign = (namespace: string, digest: Uint8Array): Uint8Array =>
  joined([ascii(MAGIC), text(namespace), text(""), text(HASH), field(digest)]);

/** The text of a signature file. */
export function encodeSshSignature({ publicKey, namespace, signature }: SshSignature): string {
  const blob = joined([
    ascii(MAGIC),
    number(VERSION),
    field(publicKeyBlob(publicKey)),
    text(namespace),
    // Reserved.
    text(""),
    text(HASH),
    field(joined([text(KEY_TYPE), field(signature)])),
  ]);
  const base64 = Buffer.from(blob).toString("base64");
  const lines = base64.match(new RegExp(`.{1,${LINE_CHARACTERS}}`, "g")) ?? [];
  return `${[BEGIN, ...lines, END].join("\n")}\n`;
}

/** Reads a signature file. The fault is a sentence. Never throws. */
export function decodeSshSignature(armored: string): Result<SshSignature, string> {
  if (armored.length > MAX_TEXT) return err("The signature is too long for an ed25519 key.");
  const lines = armored.trim().split(/\r?\n/);
  if (lines[0] !== BEGIN || lines.at(-1) !== END) return err("The text is not an SSH signature.");
  const base64 = lines.slice(1, -1).join("");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return err("The signature is not Base64.");
  const input = new Reader(Buffer.from(base64, "base64"));
  if (input.bytes(MAGIC.length) !== MAGIC) return err("The signature does not begin with SSHSIG.");
  if (input.number() !== VERSION) return err("The signature has another version than 1.");
  const key = new Reader(input.field());
  const namespace = input.text();
  input.field();
  const hash = input.text();
  const signed = new Reader(input.field());
  if (!input.isAtEnd) return err("The signature is cut off, or more follows it.");
  if (key.text() !== KEY_TYPE || signed.text() !== KEY_TYPE)
    return err("The signature was not made with an ed25519 key.");
  if (hash !== HASH) return err("The signature is not of a SHA-512 hash.");
  const publicKey = key.field();
  const signature = signed.field();
  const isWhole = key.isAtEnd && signed.isAtEnd;
  if (!isWhole || publicKey.length !== ED25519_KEY_BYTES || signature.length !== SIGNATURE_BYTES)
    return err("The key or the signature has a wrong length.");
  return ok({ publicKey, namespace, signature });
}

/** `ssh-ed25519 AAAA...`: a public key as OpenSSH writes it. */
export const sshPublicKey = (publicKey: Uint8Array): string =>
  `${KEY_TYPE} ${Buffer.from(publicKeyBlob(publicKey)).toString("base64")}`;

/** The bytes of a public key, whose SHA-256 is its fingerprint. */
export const publicKeyBlob = (publicKey: Uint8Array): Uint8Array =>
  joined([text(KEY_TYPE), field(publicKey)]);

/**
 * A line of the file `allowed_signers` (ssh-keygen(1)) that trusts the key for one namespace.
 * @param identity without spaces, commas and patterns
 */
export const allowedSigner = (identity: string, namespace: string, publicKey: Uint8Array): string =>
  `${identity} namespaces="${namespace}" ${sshPublicKey(publicKey)}`;

const ascii = (value: string): Uint8Array => Buffer.from(value, "latin1");

function number(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A field of RFC 4251 section 5: its length in four bytes, then its bytes. */
const field = (bytes: Uint8Array): Uint8Array => joined([number(bytes.length), bytes]);
const text = (value: string): Uint8Array => field(Buffer.from(value, "utf8"));
const joined = (parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);

/** Reads fields. Beyond the end everything is empty, and `isAtEnd` is false. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  number(): number {
    return this.#has(4) ? this.#bytes.readUInt32BE(this.#at - 4) : -1;
  }

  bytes(count: number): string {
    return this.#has(count) ? this.#bytes.toString("latin1", this.#at - count, this.#at) : "";
  }

  field(): Uint8Array {
    const length = this.number();
    return length >= 0 && this.#has(length)
      ? this.#bytes.subarray(this.#at - length, this.#at)
      : new Uint8Array();
  }

  text(): string {
    return Buffer.from(this.field()).toString("utf8");
  }

  /** Moves on by so many bytes. After too few, nothing can be read any more. */
  #has(count: number): boolean {
    const isThere = this.#at + count <= this.#bytes.length;
    this.#at = isThere ? this.#at + count : Number.POSITIVE_INFINITY;
    return isThere;
  }
}
