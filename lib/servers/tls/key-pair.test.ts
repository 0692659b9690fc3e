import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type KeyAndCertificate, untrustedCertificate } from "../catalog/certificates";
import { keyPairProblem, readKeyPair } from "./key-pair";

const NOW = Date.UTC(2026, 10, 1);
const DAY_MS = 24 * 3_600_000;
let pair: KeyAndCertificate;
let other: KeyAndCertificate;
let folder: string;
const files = () => ({ certFile: path.join(folder, "cert.pem"), keyFile: path.join(folder, "key.pem") });
const write = async ({ key, certificate }: KeyAndCertificate) => {
  await writeFile(files().certFile, certificate);
  await writeFile(files().keyFile, key);
};
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "key-pair-"));
  pair = await untrustedCertificate(["lab.example"], NOW);
  other = await untrustedCertificate(["lab.example"], NOW);
});
afterAll(() => rm(folder, { recursive: true }));

const encryptedKey = (): string =>
  generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({
    type: "pkcs8",
    format: "pem",
    cipher: "aes-256-cbc",
    passphrase: "secret",
  }) as string;

test("a key and its certificate are read as they are", async () => {
  await write(pair);
  expect(await readKeyPair(files(), NOW)).toEqual(pair);
});

test("certificates that lead to the authority may follow", () => {
  expect(
    keyPairProblem({ ...pair, certificate: `${pair.certificate}\n${other.certificate}` }, NOW),
  ).toBeNull();
});

test("a missing file is one line with its setting and path", async () => {
  await write(pair);
  const nowhere = path.join(folder, "nowhere.pem");
  await expect(readKeyPair({ ...files(), certFile: nowhere }, NOW)).rejects.toThrow(
    /^TLS_CERT="\S+nowhere\.pem" cannot be read: ENOENT: [^\n]+\.$/,
  );
  await expect(readKeyPair({ ...files(), keyFile: folder }, NOW)).rejects.toThrow(
    /^TLS_KEY="\S+" cannot be read: EISDIR: [^\n]+\.$/,
  );
});

test("a bad pair is one line with the setting and path that are to blame", async () => {
  await write({ ...pair, key: other.key });
  await expect(readKeyPair(files(), NOW)).rejects.toThrow(
    `TLS_KEY=${JSON.stringify(files().keyFile)} is not the key of the certificate in TLS_CERT.`,
  );
});

test.each([
  [
    "no certificate",
    () => ({ ...pair, certificate: "hello" }),
    "TLS_CERT",
    "is not a certificate in PEM format",
  ],
  ["no key", () => ({ ...pair, key: "hello" }), "TLS_KEY", "is not a private key in PEM format"],
  [
    "exchanged files",
    () => ({ key: pair.certificate, certificate: pair.key }),
    "TLS_CERT",
    "is not a certificate in PEM format",
  ],
  [
    "an encrypted key",
    () => ({ ...pair, key: encryptedKey() }),
    "TLS_KEY",
    "is encrypted, and nobody is asked for its passphrase",
  ],
  [
    "the key of another certificate",
    () => ({ ...pair, key: other.key }),
    "TLS_KEY",
    "is not the key of the certificate in TLS_CERT",
  ],
])("%s is refused", (_name, make, setting, text) => {
  expect(keyPairProblem(make(), NOW)).toEqual({ setting, text });
});

test("a certificate is refused from its end on, and before its begin", () => {
  expect(keyPairProblem(pair, NOW + 397 * DAY_MS - 1000)).toBeNull();
  expect(keyPairProblem(pair, NOW + 397 * DAY_MS)).toEqual({
    setting: "TLS_CERT",
    text: "expired at 2027-12-03T00:00:00Z",
  });
  expect(keyPairProblem(pair, NOW - DAY_MS)).toEqual({
    setting: "TLS_CERT",
    text: "is not valid before 2026-10-31T23:00:00Z",
  });
});
