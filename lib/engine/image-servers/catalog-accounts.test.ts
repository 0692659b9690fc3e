import { beforeEach, expect, test } from "vitest";
import type { CatalogAccountOrder, CatalogAccountRow } from "@/lib/contracts/catalog";
import { verifyPassword } from "@/lib/servers/sftp/credentials";
import { faultIn } from "@/lib/testing/fault-in";
import { createMemoryStore } from "@/lib/testing/memory-store";
import { CatalogAccounts } from "./catalog-accounts";

const { documents } = createMemoryStore();
const rows = new Map<string, CatalogAccountRow>();
const changed: string[] = [];
const secrets = {
  seal: (text: string, purpose: string) => `${purpose}|${text}`,
  sealStable: (text: string, purpose: string) => `${purpose}|${text}`,
  unseal: (sealed: string, purpose: string) =>
    sealed.startsWith(`${purpose}|`) ? sealed.slice(purpose.length + 1) : null,
};
const open = () =>
  CatalogAccounts.open({
    bus: {
      put: (_topic, key, row) => void rows.set(key, row as CatalogAccountRow),
      del: (_topic, key) => void rows.delete(key),
    },
    documents,
    secrets,
    wall: { now: () => 7 },
    onChanged: (name) => void changed.push(name),
  });
const order = (fields: Partial<CatalogAccountOrder> = {}): CatalogAccountOrder => ({
  existing: false,
  name: "lab",
  password: "correct horse",
  generatePassword: false,
  hasContract: true,
  hasAccepted: false,
  enabled: true,
  ...fields,
});

let accounts: CatalogAccounts;
beforeEach(async () => {
  await documents.put("catalog-accounts", []);
  rows.clear();
  changed.length = 0;
  accounts = await open();
});

test("a typed password is stored as a hash only, and no secret is in the row", async () => {
  expect(await accounts.save(order())).toEqual({ name: "lab", password: null });
  const account = accounts.find("lab");
  expect(await verifyPassword("correct horse", account?.passwordHash ?? null)).toBe(true);
  expect(JSON.stringify(await documents.get("catalog-accounts"))).not.toContain("correct horse");
  expect(rows.get("lab")).toEqual({
    name: "lab",
    hasContract: true,
    hasAccepted: false,
    enabled: true,
    passwordWaits: false,
    changedAt: 7,
  });
  expect(accounts.namesWithGeneratedPassword()).toEqual([]);
});

test("a password that is generated on request is in the answer and nowhere else", async () => {
  const { password } = await accounts.save(order({ password: "", generatePassword: true }));
  expect(password).toMatch(/^[A-Za-z2-9]{20}$/);
  expect(JSON.stringify(await documents.get("catalog-accounts"))).not.toContain(password);
});

test("the demo account may download, its password can be used, and revealed once, also after a restart", async () => {
  await accounts.ensure("ewc");
  await accounts.ensure("ewc");
  expect(rows.get("ewc")).toMatchObject({ hasContract: true, hasAccepted: true, passwordWaits: true });
  accounts = await open();
  const password = accounts.generatedPasswordOf("ewc");
  expect(accounts.namesWithGeneratedPassword()).toEqual(["ewc"]);
  expect(await accounts.reveal("ewc")).toBe(password);
  expect(rows.get("ewc")?.passwordWaits).toBe(false);
  expect(await faultIn(accounts.reveal("ewc"))).toMatchObject({ code: "conflict" });
  expect(accounts.generatedPasswordOf("ewc")).toBe(password);
});

test("a change keeps the password unless a new one is typed, which the program then no longer knows", async () => {
  await accounts.ensure("ewc");
  const before = accounts.find("ewc")?.passwordHash;
  await accounts.save(order({ existing: true, name: "ewc", password: "", enabled: false }));
  expect(accounts.find("ewc")).toMatchObject({ passwordHash: before, enabled: false });
  expect(accounts.namesWithGeneratedPassword()).toEqual([]);
  await accounts.save(order({ existing: true, name: "ewc", password: "another one" }));
  expect(accounts.generatedPasswordOf("ewc")).toBe(null);
  expect(changed).toEqual(["ewc", "ewc"]);
});

test("a client's answer to the agreement is stored and revokes nothing", async () => {
  await accounts.save(order());
  changed.length = 0;
  await accounts.setAccepted("lab", true);
  await accounts.setAccepted("nobody", true);
  expect(rows.get("lab")?.hasAccepted).toBe(true);
  expect((await open()).find("lab")?.hasAccepted).toBe(true);
  expect(changed).toEqual([]);
});

test("names do not collide, a new account needs a password, and a removed one is gone", async () => {
  await accounts.save(order());
  expect(await faultIn(accounts.save(order()))).toMatchObject({
    fields: { name: ["An account named lab already exists."] },
  });
  expect(await faultIn(accounts.save(order({ name: "other", password: "" })))).toMatchObject({
    fields: { password: ["Enter a password."] },
  });
  expect(await faultIn(accounts.save(order({ name: "other", existing: true })))).toMatchObject({
    code: "not-found",
  });
  await accounts.remove("lab");
  expect(rows.has("lab")).toBe(false);
  expect((await open()).find("lab")).toBe(null);
  expect(await faultIn(accounts.remove("lab"))).toMatchObject({ code: "not-found" });
});

test("stored accounts that cannot be read stop the start", async () => {
  await documents.put("catalog-accounts", [{ name: "lab" }]);
  expect(await faultIn(open())).toMatchObject({ code: "store-unusable" });
});
