import { generateKeyPairSync } from "node:crypto";
import ssh2 from "ssh2";
import { beforeEach, expect, test, vi } from "vitest";
import { ed25519Pair } from "../ssh-key-pair";
import {
  fingerprintMd5,
  fingerprintSha256,
  hashPassword,
  judgePublicKey,
  keyText,
  type PresentedKey,
  parsePublicKeys,
  verifyPassword,
} from "./credentials";

const scryptCalls = vi.hoisted(() => ({ arguments: [] as unknown[][] }));
vi.mock("node:crypto", async (original) => {
  const real = await original<typeof import("node:crypto")>();
  const scrypt = (...args: Parameters<typeof real.scrypt>) => {
    scryptCalls.arguments.push(args);
    real.scrypt(...args);
  };
  return { ...real, default: real, scrypt };
});
beforeEach(() => {
  scryptCalls.arguments.length = 0;
});

test("a password matches its own hash only, also in another Unicode composition", async () => {
  const hash = await hashPassword("pässword");
  expect(hash).toMatch(/^\$scrypt\$ln=14,r=8,p=5\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(await verifyPassword("pässword", hash)).toBe(true);
  // The same letters in another Unicode composition, as another keyboard may send them.
  expect(await verifyPassword("pässword", hash)).toBe(true);
  expect(await verifyPassword("password", hash)).toBe(false);
  expect(await hashPassword("pässword")).not.toBe(hash);
});

test("a missing or unreadable hash costs the same work as a wrong password and never matches", async () => {
  const hash = await hashPassword("x");
  scryptCalls.arguments.length = 0;
  expect(await verifyPassword("y", hash)).toBe(false);
  for (const nothing of [
    null,
    "",
    "plain",
    "$scrypt$ln=30,r=8,p=1$AAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
  ]) {
    expect(await verifyPassword("", nothing)).toBe(false);
  }
  const work = scryptCalls.arguments.map((args) => [args[2], args[3]]);
  expect(work).toHaveLength(5);
  for (const done of work) expect(done).toEqual(work[0]);
});

test("a password of 5,000 bytes never matches and is not hashed", async () => {
  const long = "x".repeat(5000);
  const hash = await hashPassword(long);
  scryptCalls.arguments.length = 0;
  expect(await verifyPassword(long, hash)).toBe(false);
  expect(scryptCalls.arguments[0]?.[0]).toBe("");
});

const pair = ed25519Pair("ewc@lab");
const other = ed25519Pair();
const parse = (text: string) => ssh2.utils.parseKey(text) as ssh2.ParsedKey;

function present(text: string, signWith?: string, hashAlgorithm?: string): PresentedKey {
  const key = parse(text);
  const signed = Buffer.from("session and request");
  const proof = signWith ? { signed, signature: parse(signWith).sign(signed, hashAlgorithm) } : null;
  return { algorithm: key.type, data: key.getPublicSSH(), hashAlgorithm, proof };
}

test("authorized_keys lines are read with options; comments, unreadable lines and private keys are left out", () => {
  const keys = parsePublicKeys([
    "# comment",
    "",
    pair.public,
    `no-pty,command="true" ${other.public}`,
    "ssh-ed25519 unreadable",
    pair.private,
  ]);
  expect(keys.map((key) => key.type)).toEqual(["ssh-ed25519", "ssh-ed25519"]);
});

test("a key is known when the user has it, and proved only by a signature of its private key", () => {
  const keys = parsePublicKeys([pair.public]);
  expect(judgePublicKey(present(pair.public), keys, false)).toBe("known");
  expect(judgePublicKey(present(pair.public, pair.private), keys, false)).toBe("proved");
  expect(judgePublicKey(present(pair.public, other.private), keys, false)).toBe("unknown");
  expect(judgePublicKey(present(other.public, other.private), keys, false)).toBe("unknown");
  expect(judgePublicKey(present(pair.public, pair.private), [], false)).toBe("unknown");
  const malformed = {
    ...present(pair.public),
    proof: { signed: Buffer.from("a"), signature: Buffer.from("b") },
  };
  expect(judgePublicKey(malformed, keys, false)).toBe("unknown");
});

test("an RSA signature with SHA-1 is accepted for legacy clients only", () => {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = rsa.privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  const line = `ssh-rsa ${parse(pem).getPublicSSH().toString("base64")}`;
  const keys = parsePublicKeys([line]);
  expect(judgePublicKey(present(line, pem, "sha256"), keys, false)).toBe("proved");
  expect(judgePublicKey(present(line, pem), keys, false)).toBe("unknown");
  expect(judgePublicKey(present(line, pem), keys, true)).toBe("proved");
});

test("fingerprints are written as ssh-keygen and older devices write them", () => {
  const data = parse(pair.public).getPublicSSH();
  expect(fingerprintSha256(data)).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
  expect(fingerprintMd5(data)).toMatch(/^MD5:([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
  expect(keyText("ssh-ed25519", data)).toBe(`ED25519 ${fingerprintSha256(data)}`);
});
