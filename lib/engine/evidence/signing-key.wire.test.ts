/** The key that signs evidence: created once, private, in the backup, and its signatures pass OpenSSH's own check. */
import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { EVIDENCE_NAMESPACE } from "@/lib/contracts/evidence";
import { installed, run, titleWith } from "@/lib/testing/installed-programs";
import { whyNotVerified } from "@/lib/testing/verify-ssh-signature";
import { KEY_FILE, openSigningKey } from "./signing-key";

const folder = () => mkdtempSync(path.join(tmpdir(), "ewc-evidence-"));
const manifest = `${"ab".repeat(32)}  run.json\n${"cd".repeat(32)}  record.md\n`;

test("the key is created once, readable only by its owner, and signs the same for good", async () => {
  const dir = folder();
  const first = await openSigningKey(dir);
  const file = path.join(dir, KEY_FILE);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await chmod(file, 0o644);
  const second = await openSigningKey(dir);
  expect(second.signer).toEqual(first.signer);
  expect(second.sign(manifest)).toBe(first.sign(manifest));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(first.signer).toMatchObject({
    identity: expect.stringMatching(/^ewc-[0-9a-f]{8}$/),
    namespace: EVIDENCE_NAMESPACE,
    fingerprint: expect.stringMatching(/^SHA256:[A-Za-z0-9+/]{43}$/),
  });
});

test("two consoles sign with different keys and identities", async () => {
  const [one, other] = [await openSigningKey(folder()), await openSigningKey(folder())];
  expect(one.signer.identity).not.toBe(other.signer.identity);
});

test("a file that is no such key is refused with a sentence, and stays as it is", async () => {
  const dir = folder();
  const file = path.join(dir, KEY_FILE);
  writeFileSync(file, "not a key\n");
  await expect(openSigningKey(dir)).rejects.toMatchObject({
    fault: { code: "store-unusable", message: `${file} is not an ed25519 key.` },
  });
  expect(readFileSync(file, "utf8")).toBe("not a key\n");
  await expect(openSigningKey(path.join(dir, "missing"))).rejects.toMatchObject({
    fault: { code: "store-unusable" },
  });
});

test("a signature is of one text, one namespace and one key", async () => {
  const key = await openSigningKey(folder());
  const { identity, namespace, allowedSigners: line } = key.signer;
  const signature = key.sign(manifest);
  const trusted = { line, identity, namespace };
  expect(whyNotVerified(signature, manifest, trusted)).toBeNull();
  expect(whyNotVerified(signature, manifest.replace("ab", "aa"), trusted)).toBe("The signature is wrong.");
  expect(whyNotVerified(signature, manifest, { ...trusted, namespace: "file" })).not.toBeNull();
  const { signer: other } = await openSigningKey(folder());
  const othersLine = { line: other.allowedSigners, identity: other.identity, namespace };
  expect(whyNotVerified(signature, manifest, othersLine)).toBe("The key is not that of the allowed signer.");
});

test.skipIf(installed("ssh-keygen") === undefined)(
  titleWith("ssh-keygen", "ssh-keygen accepts the signature, and refuses it after one changed byte"),
  async () => {
    const dir = folder();
    const key = await openSigningKey(dir);
    const { identity, allowedSigners, fingerprint } = key.signer;
    writeFileSync(path.join(dir, "allowed_signers"), `${allowedSigners}\n`);
    writeFileSync(path.join(dir, "manifest.sig"), key.sign(manifest));
    writeFileSync(path.join(dir, "key.pub"), `${allowedSigners.split(" ").slice(2).join(" ")}\n`);
    const keygen = installed("ssh-keygen") ?? "";
    const verify = (text: string, who = identity, namespace = EVIDENCE_NAMESPACE) =>
      run(
        keygen,
        ["-Y", "verify", "-f", "allowed_signers", "-I", who, "-n", namespace, "-s", "manifest.sig"],
        text,
        dir,
      );
    expect(await verify(manifest)).toMatchObject({
      code: 0,
      output: expect.stringContaining(`Good "${EVIDENCE_NAMESPACE}" signature for ${identity}`),
    });
    for (const at of [0, manifest.length - 1]) {
      const changed = Buffer.from(manifest);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect((await verify(changed.toString("latin1"))).code).not.toBe(0);
    }
    expect((await verify(manifest, "somebody")).code).not.toBe(0);
    expect((await verify(manifest, identity, "file")).code).not.toBe(0);
    expect((await run(keygen, ["-l", "-f", "key.pub"], undefined, dir)).output).toContain(fingerprint);
  },
);
