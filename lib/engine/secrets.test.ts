import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSecrets } from "./secrets";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "ewc-secrets-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const keyFile = () => path.join(folder, "secrets.key");

test("any sealed text can be unsealed, also after a restart", async () => {
  const before = await openSecrets(folder);
  const after = await openSecrets(folder);
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      expect(after.unseal(before.seal(text, "profile"), "profile")).toBe(text);
    }),
    { numRuns: 100 },
  );
});

test("a sealed text does not contain the secret and is different each time", async () => {
  const { seal } = await openSecrets(folder);
  const [a, b] = [seal("correct horse", "profile"), seal("correct horse", "profile")];
  expect(a).not.toBe(b);
  expect(Buffer.from(a.slice(3), "base64url").toString("latin1")).not.toContain("horse");
});

test("sealStable gives the same text for the same secret, also after a restart, and another text for another secret", async () => {
  const [before, after] = [await openSecrets(folder), await openSecrets(folder)];
  const shown = before.sealStable("correct horse", "profile");
  expect(after.sealStable("correct horse", "profile")).toBe(shown);
  expect(after.unseal(shown, "profile")).toBe("correct horse");
  expect(before.sealStable("correct horses", "profile")).not.toBe(shown);
  expect(before.sealStable("correct horse", "other")).not.toBe(shown);
});

test("a text that was sealed for one purpose cannot be unsealed for another", async () => {
  const { seal, unseal } = await openSecrets(folder);
  expect(unseal(seal("secret", "sftp-user:ewc"), "sftp-user:other")).toBeNull();
});

test("a text with a changed byte, a truncated one and any other text give null and do not throw", async () => {
  const { seal, unseal } = await openSecrets(folder);
  const sealed = seal("secret", "profile");
  const bytes = Buffer.from(sealed.slice(3), "base64url");
  for (let i = 0; i < bytes.length; i++) {
    const changed = Buffer.from(bytes);
    changed[i] = (changed[i] ?? 0) ^ 1;
    expect(unseal(`v1.${changed.toString("base64url")}`, "profile")).toBeNull();
  }
  for (const nonsense of ["", "v1.", "v1.AAAA", sealed.slice(0, -4), "v2.AAAA", "secret"])
    expect(unseal(nonsense, "profile")).toBeNull();
});

test("a text cannot be unsealed with the key of another data folder", async () => {
  const sealed = (await openSecrets(folder)).seal("secret", "profile");
  await rm(keyFile());
  expect((await openSecrets(folder)).unseal(sealed, "profile")).toBeNull();
});

test("the key file has mode 0600, and gets it again when a copy changed it", async () => {
  await openSecrets(folder);
  expect((await stat(keyFile())).mode & 0o777).toBe(0o600);
  await chmod(keyFile(), 0o644);
  await openSecrets(folder);
  expect((await stat(keyFile())).mode & 0o777).toBe(0o600);
});

test("a key file that is not a key stops the start and is not changed", async () => {
  await writeFile(keyFile(), "gone\n");
  await expect(openSecrets(folder)).rejects.toThrow("secrets.key is not a key");
  expect(await readFile(keyFile(), "utf8")).toBe("gone\n");
});
