import { mkdir, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { SftpUserInput, SftpUserRow } from "@/lib/contracts/sftp-users";
import { verifyPassword } from "@/lib/servers/sftp/credentials";
import { faultIn } from "@/lib/testing/fault-in";
import { createMemoryStore } from "@/lib/testing/memory-store";
import { sftpUserInput } from "@/lib/testing/sftp-user";
import { openSecrets } from "../secrets";
import { SftpUsers } from "./sftp-users";

let folder: string;
let rows: Map<string, SftpUserRow>;
let changed: string[];
let store: ReturnType<typeof createMemoryStore>;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "ewc-users-"));
  store = createMemoryStore();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function open(): Promise<SftpUsers> {
  rows = new Map();
  changed = [];
  return SftpUsers.open({
    bus: {
      put: (_, key, row) => void rows.set(key, row as SftpUserRow),
      del: (_, key) => void rows.delete(key),
    },
    documents: store.documents,
    secrets: await openSecrets(folder),
    wall: { now: () => 5 },
    root: folder,
    onChanged: (name) => void changed.push(name),
  });
}
const order = (fields: Partial<SftpUserInput> = {}) => sftpUserInput(fields);

test("the generated password of the demo user is revealed once, is valid, and stays available for the profile after a restart", async () => {
  const users = await open();
  await users.ensure("ewc");
  await users.ensure("ewc");
  expect(rows.get("ewc")).toMatchObject({ hasPassword: true, passwordWaits: true, access: "read-only" });
  const password = await users.reveal("ewc");
  expect(password).toHaveLength(20);
  expect(await verifyPassword(password, users.find("ewc")?.passwordHash ?? null)).toBe(true);
  expect(rows.get("ewc")?.passwordWaits).toBe(false);
  const again = await open();
  expect(await faultIn(again.reveal("ewc"))).toMatchObject({ code: "conflict" });
  expect(again.generatedPasswordOf("ewc")).toBe(password);
});

test("neither the rows nor the stored document contains a password", async () => {
  const users = await open();
  await users.ensure("ewc");
  await users.save(order());
  const stored = JSON.stringify(await store.documents.get("sftp-users"));
  const shown = JSON.stringify([...rows.values()]);
  for (const secret of ["correct horse", await users.reveal("ewc")]) {
    expect(stored).not.toContain(secret);
    expect(shown).not.toContain(secret);
  }
  expect(shown).not.toMatch(/scrypt|v1\./);
});

test("a password that an operator entered or generated is stored only as a hash", async () => {
  const users = await open();
  await users.ensure("ewc");
  await users.save(order({ existing: true, name: "ewc" }));
  expect(users.generatedPasswordOf("ewc")).toBeNull();
  expect(rows.get("ewc")?.passwordWaits).toBe(false);
  const { password } = await users.save(order({ name: "made", password: "", generatePassword: true }));
  expect(await verifyPassword(password ?? "", users.find("made")?.passwordHash ?? null)).toBe(true);
  expect(users.generatedPasswordOf("made")).toBeNull();
});

test("an empty password keeps the present one, and every change is reported so that connections are closed", async () => {
  const users = await open();
  await users.save(order());
  const before = users.find("lab")?.passwordHash;
  await users.save(order({ existing: true, password: "", access: "read-write" }));
  expect(users.find("lab")).toMatchObject({ passwordHash: before, canWrite: true });
  await users.remove("lab");
  expect(users.find("lab")).toBeNull();
  expect(changed).toEqual(["lab", "lab", "lab"]);
});

test.each([
  ["a name that is already used", { name: "taken" }, "name"],
  ["no password and no key", { password: "" }, "password"],
  ["a folder that does not exist", { home: "EWC_17_12_1" }, "home"],
  ["an incomplete key", { publicKeys: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJh" }, "publicKeys"],
])("%s is rejected with an error for its field", async (_, fields, field) => {
  const users = await open();
  await users.save(order({ name: "taken" }));
  const refused = await faultIn(users.save(order(fields)));
  expect(refused).toMatchObject({ code: "bad-input", fields: { [field]: [expect.any(String)] } });
});

test("users saved at the same time are all kept", async () => {
  await mkdir(path.join(folder, "set"));
  const users = await open();
  await Promise.all(["a", "b", "c"].map((name) => users.save(order({ name, home: "set" }))));
  await open();
  expect([...rows.keys()].sort()).toEqual(["a", "b", "c"]);
});

test("stored users that cannot be read stop the start", async () => {
  await store.documents.put("sftp-users", [{ name: "lab" }]);
  expect(await faultIn(open())).toMatchObject({ code: "store-unusable" });
});
