/**
 * The key that signs the evidence of runs: ed25519, created when it is first needed, and kept in the data folder, so that
 * it is part of every backup. It is never replaced: what it signed must stay verifiable.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from "node:crypto";
import { chmod, open, readFile, rename, stat } from "node:fs/promises";
import path from "node:path";
import { EVIDENCE_NAMESPACE, type EvidenceSigner } from "@/lib/contracts/evidence";
import { FaultError, fault } from "@/lib/contracts/fault";
import {
  allowedSigner,
  bytesToSign,
  ED25519_KEY_BYTES,
  encodeSshSignature,
  publicKeyBlob,
} from "@/lib/wire/ssh-signature";

export const KEY_FILE = "evidence.key";

export class SigningKey {
  readonly #privateKey: KeyObject;
  readonly #publicKey: Uint8Array;
  /** Who signs, for the file of allowed signers, and the key's fingerprint. */
  readonly signer: EvidenceSigner;

  constructor(privateKey: KeyObject) {
    this.#privateKey = privateKey;
    // The bare key is the end of its DER form (RFC 8410).
    this.#publicKey = createPublicKey(privateKey)
      .export({ type: "spki", format: "der" })
      .subarray(-ED25519_KEY_BYTES);
    const hash = createHash("sha256").update(publicKeyBlob(this.#publicKey)).digest();
    // Of the key, so that two consoles differ, and a renamed host is still the same signer.
    const identity = `ewc-${hash.toString("hex").slice(0, 8)}`;
    this.signer = {
      identity,
      namespace: EVIDENCE_NAMESPACE,
      allowedSigners: allowedSigner(identity, EVIDENCE_NAMESPACE, this.#publicKey),
      fingerprint: `SHA256:${hash.toString("base64").replace(/=+$/, "")}`,
    };
  }

  /** The text of a signature file for this text. */
  sign(text: string): string {
    const digest = createHash("sha512").update(text).digest();
    return encodeSshSignature({
      publicKey: this.#publicKey,
      namespace: EVIDENCE_NAMESPACE,
      signature: sign(null, bytesToSign(EVIDENCE_NAMESPACE, digest), this.#privateKey),
    });
  }
}

/**
 * Reads the key of a data folder, or creates it (mode 0600).
 * @throws FaultError when the file is no such key, or cannot be read or written
 */
export async function openSigningKey(dataDir: string): Promise<SigningKey> {
  const file = path.join(dataDir, KEY_FILE);
  try {
    const pem = (await readIfThere(file)) ?? (await create(file));
    // A restored backup may be readable by other users.
    if (((await stat(file)).mode & 0o077) !== 0) await chmod(file, 0o600);
    return new SigningKey(ed25519(pem, file));
  } catch (cause) {
    if (cause instanceof FaultError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FaultError(fault("store-unusable", `The key that signs the evidence cannot be used: ${why}`));
  }
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw cause;
  }
}

/** The file appears when it is complete: half a key would be one that can never be used. */
async function create(file: string): Promise<string> {
  const { privateKey } = generateKeyPairSync("ed25519");
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const unfinished = `${file}.new`;
  const handle = await open(unfinished, "w", 0o600);
  try {
    await handle.writeFile(pem);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(unfinished, file);
  return pem;
}

function ed25519(pem: string, file: string): KeyObject {
  let key: KeyObject | null = null;
  try {
    key = createPrivateKey(pem);
  } catch {
    // Refused below, like a key of another kind.
  }
  if (key?.asymmetricKeyType !== "ed25519")
    throw new FaultError(
      fault(
        "store-unusable",
        `${file} is not an ed25519 key.`,
        "Restore it from a backup. If you delete it, a new key is created, and signatures of the old one need the old line of allowed signers.",
      ),
    );
  return key;
}
