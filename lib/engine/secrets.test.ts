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

test("what was sealed opens again, also after a restart, whatever the text", async () => {
  const before = await openSecrets(folder);
  const after = await openSecrets(folder);
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      expect(after.unseal(before.seal(text, "profile"), "profile")).toBe(text);
    }),
    { numRuns: 100 },
  );
});

test("the sealed form shows nothing of the secret, and is another one each time", async () => {
  const { seal } = await openSecrets(folder);
  const [a, b] = [seal("correct horse", "profile"), seal("correct horse", "profile")];
  expect(a).not.toBe(b);
  expect(Buffer.from(a.slice(3), "base64url").toString("latin1")).not.toContain("horse");
});

test("sealed to be shown, the same secret gives the same text, also after a restart, and another one another", async () => {
  const [before, after] = [await openSecrets(folder), await openSecrets(folder)];
  const shown = before.sealStable("correct horse", "profile");
  expect(after.sealStable("correct horse", "profile")).toBe(shown);
  expect(after.unseal(shown, "profile")).toBe("correct horse");
  expect(before.sealStable("correct horses", "profile")).not.toBe(shown);
  expect(before.sealStable("correct horse", "other")).not.toBe(shown);
});

test("sealed for one purpose, it does not open for another", async () => {
  const { seal, unseal } = await openSecrets(folder);
  expect(unseal(seal("secret", "sftp-user:ewc"), "sftp-user:other")).toBeNull();
});

test("a changed byte, a cut or nonsense opens as nothing and does not throw", async () => {
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

test("another data folder's key does not open it", async () => {
  const sealed = (await openSecrets(folder)).seal("secret", "profile");
  await rm(keyFile());
  expect((await openSecrets(folder)).unseal(sealed, "profile")).toBeNull();
});

test("the key file is for its owner only, and is closed again when a copy opened it", async () => {
  await openSecrets(folder);
  expect((await stat(keyFile())).mode & 0o777).toBe(0o600);
  await chmod(keyFile(), 0o644);
  await openSecrets(folder);
  expect((await stat(keyFile())).mode & 0o777).toBe(0o600);
});

test("a key file that is none stops the start and is left as it is", async () => {
  await writeFile(keyFile(), "gone\n");
  await expect(openSecrets(folder)).rejects.toThrow("secrets.key is not a key");
  expect(await readFile(keyFile(), "utf8")).toBe("gone\n");
});
