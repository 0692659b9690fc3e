import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { faultOf } from "@/lib/contracts/fault";
import { installed, run } from "@/lib/testing/installed-programs";
import { type HostKey, hostKeyRow, loadHostKeys, recreateHostKeys } from "./host-keys";

const keygen = installed("ssh-keygen");
let folder = "";
beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), "host-keys-")), "ssh");
});
afterEach(() => rm(path.dirname(folder), { recursive: true }));

test("keys are generated once, readable by their owner only, kept over a restart, and replaced by recreateHostKeys", async () => {
  const made = await loadHostKeys(folder);
  expect(made.map((key) => key.type)).toEqual(["ed25519", "rsa"]);
  expect((await readdir(folder)).sort()).toEqual([
    "ssh_host_ed25519_key",
    "ssh_host_ed25519_key.pub",
    "ssh_host_rsa_key",
    "ssh_host_rsa_key.pub",
  ]);
  for (const name of ["ssh_host_ed25519_key", "ssh_host_rsa_key"]) {
    expect((await stat(path.join(folder, name))).mode & 0o777).toBe(0o600);
  }
  await chmod(path.join(folder, "ssh_host_rsa_key"), 0o644);
  const loaded = await loadHostKeys(folder);
  expect(loaded.map((key) => key.sha256)).toEqual(made.map((key) => key.sha256));
  expect((await stat(path.join(folder, "ssh_host_rsa_key"))).mode & 0o777).toBe(0o600);
  for (const key of loaded) expect(JSON.stringify(hostKeyRow(key))).not.toContain("PRIVATE");
  if (keygen) await expectKeygenToAgree(loaded);
  const recreated = await recreateHostKeys(folder);
  expect(recreated).toHaveLength(made.length);
  for (const [i, key] of recreated.entries()) expect(key.sha256).not.toBe(made[i]?.sha256);
});

test("a damaged key is a fault that names the file, and is not replaced", async () => {
  const file = path.join(folder, "ssh_host_ed25519_key");
  await mkdir(folder);
  await writeFile(file, "half a key");
  const refused = await loadHostKeys(folder).catch(faultOf);
  expect(refused).toMatchObject({ message: "The host key ssh_host_ed25519_key cannot be read." });
  expect(await readFile(file, "utf8")).toBe("half a key");
});

async function expectKeygenToAgree(keys: readonly HostKey[]): Promise<void> {
  for (const key of keys) {
    const file = path.join(folder, `ssh_host_${key.type}_key`);
    const bits = key.type === "rsa" ? "3072" : "256";
    expect((await run(keygen!, ["-lf", file])).output).toContain(`${bits} ${key.sha256}`);
    expect((await run(keygen!, ["-E", "md5", "-lf", file])).output).toContain(key.md5);
    expect((await run(keygen!, ["-yf", file])).output).toContain(key.publicKey);
  }
}
