/** Signature files of OpenSSH: what is signed, how it is written, and that nothing else is read as one. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  allowedSigner,
  bytesToSign,
  decodeSshSignature,
  encodeSshSignature,
  publicKeyBlob,
  sshPublicKey,
} from "./ssh-signature";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const signatures = fc.record({
  publicKey: bytes(32),
  namespace: fc.constantFrom("ewc-run", "file", "ä"),
  signature: bytes(64),
});

test("what is written is read again", () => {
  fc.assert(
    fc.property(signatures, ({ publicKey, namespace, signature }) => {
      const read = decodeSshSignature(encodeSshSignature({ publicKey, namespace, signature }));
      if (!read.ok) throw new Error(read.fault);
      expect(read.value.namespace).toBe(namespace);
      expect(Buffer.from(read.value.publicKey)).toEqual(Buffer.from(publicKey));
      expect(Buffer.from(read.value.signature)).toEqual(Buffer.from(signature));
    }),
  );
});

test("the text has the frame and the line length of ssh-keygen", () => {
  const text = encodeSshSignature({
    publicKey: new Uint8Array(32),
    namespace: "ewc-run",
    signature: new Uint8Array(64),
  });
  const lines = text.split("\n");
  expect(lines[0]).toBe("-----BEGIN SSH SIGNATURE-----");
  expect(lines.slice(-2)).toEqual(["-----END SSH SIGNATURE-----", ""]);
  expect(lines.slice(1, -3).every((line) => line.length === 70)).toBe(true);
});

test("the namespace and the hash are part of what is signed", () => {
  const digest = new Uint8Array(64).fill(7);
  const signed = Buffer.from(bytesToSign("ewc-run", digest));
  expect(signed.toString("latin1")).toBe(
    `SSHSIG\0\0\0\x07ewc-run\0\0\0\0\0\0\0\x06sha512\0\0\0\x40${"\x07".repeat(64)}`,
  );
  expect(signed.equals(Buffer.from(bytesToSign("file", digest)))).toBe(false);
});

test("a public key is written as OpenSSH does, with the namespace that it is trusted for", () => {
  const key = Buffer.from("11".repeat(32), "hex");
  expect(Buffer.from(publicKeyBlob(key)).subarray(0, 19).toString("latin1")).toBe(
    "\0\0\0\x0bssh-ed25519\0\0\0\x20",
  );
  expect(sshPublicKey(key)).toBe(
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBERERERERERERERERERERERERERERERERERERERERER",
  );
  expect(allowedSigner("ewc-1", "ewc-run", key)).toBe(`ewc-1 namespaces="ewc-run" ${sshPublicKey(key)}`);
});

const good = encodeSshSignature({
  publicKey: new Uint8Array(32).fill(1),
  namespace: "ewc-run",
  signature: new Uint8Array(64).fill(2),
});
const blob = Buffer.from(good.split("\n").slice(1, -2).join(""), "base64");
const armored = (content: Buffer) =>
  `-----BEGIN SSH SIGNATURE-----\n${content.toString("base64")}\n-----END SSH SIGNATURE-----\n`;

test.each([
  ["another text", "hello", "The text is not an SSH signature."],
  ["an empty frame", armored(Buffer.alloc(0)), "The signature is not Base64."],
  ["another beginning", armored(Buffer.from("unlike")), "The signature does not begin with SSHSIG."],
  [
    "version 2",
    armored(Buffer.concat([blob.subarray(0, 9), Buffer.from([2]), blob.subarray(10)])),
    "The signature has another version than 1.",
  ],
  ["a cut end", armored(blob.subarray(0, -1)), "The signature is cut off, or more follows it."],
  [
    "a longer end",
    armored(Buffer.concat([blob, Buffer.from([0])])),
    "The signature is cut off, or more follows it.",
  ],
  [
    "another kind of key",
    armored(Buffer.from(blob.toString("latin1").replace("ssh-ed25519", "ssh-ed25518"), "latin1")),
    "The signature was not made with an ed25519 key.",
  ],
  [
    "another hash",
    armored(Buffer.from(blob.toString("latin1").replace("sha512", "sha256"), "latin1")),
    "The signature is not of a SHA-512 hash.",
  ],
  ["a very long text", "x".repeat(5_000), "The signature is too long for an ed25519 key."],
])("%s is refused with a sentence", (_name, text, sentence) => {
  expect(decodeSshSignature(text)).toEqual({ ok: false, fault: sentence });
});

test("any bytes are a signature or a fault, never an exception", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat({ max: 300 }), (noise, at) => {
      const changed = Buffer.from(blob);
      changed.set(
        noise.subarray(0, Math.max(0, changed.length - (at % changed.length))),
        at % changed.length,
      );
      for (const content of [Buffer.from(noise), changed])
        expect(typeof decodeSshSignature(armored(content)).ok).toBe("boolean");
      expect(typeof decodeSshSignature(Buffer.from(noise).toString("latin1")).ok).toBe("boolean");
    }),
  );
});
