/** Verifies a signature file as `ssh-keygen -Y verify` does, for tests on machines without it. */
import { createHash, createPublicKey, verify } from "node:crypto";
import { bytesToSign, decodeSshSignature, sshPublicKey } from "@/lib/wire/ssh-signature";

/** The beginning of the DER form of an ed25519 key (RFC 8410). */
const SPKI = Buffer.from("302a300506032b6570032100", "hex");

/**
 * Whether the line of allowed signers trusts the key for this identity and namespace, and the signature is of the text.
 * @returns null when it is good, else why not
 */
export function whyNotVerified(
  armored: string,
  text: string | Buffer,
  { line, identity, namespace }: { line: string; identity: string; namespace: string },
): string | null {
  const read = decodeSshSignature(armored);
  if (!read.ok) return read.fault;
  const { publicKey, signature } = read.value;
  if (read.value.namespace !== namespace) return "The signature is of another namespace.";
  if (line !== `${identity} namespaces="${namespace}" ${sshPublicKey(publicKey)}`)
    return "The key is not that of the allowed signer.";
  const key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: "der", type: "spki" });
  const digest = createHash("sha512").update(text).digest();
  return verify(null, bytesToSign(namespace, digest), key, signature) ? null : "The signature is wrong.";
}
