/** How long keys are known, whose they are, and what becomes of a request that nobody saw the end of. */
import { expect, test } from "vitest";
import type { Actor } from "@/lib/contracts/actor";
import { fakeClock } from "@/lib/testing/fake-clock";
import { createMemoryStore } from "@/lib/testing/memory-store";
import { IdempotencyKeys } from "./idempotency-keys";

const admin: Actor = { name: "admin", role: "admin", from: "127.0.0.1" };
/** Sealing that can be read in a test. */
const secrets = {
  sealStable: (plain: string, purpose: string) => `${purpose} ${[...plain].reverse().join("")}`,
};
const DAY_MS = 24 * 3_600_000;

async function rig() {
  const { documents } = createMemoryStore();
  const wall = fakeClock();
  let keys = await IdempotencyKeys.open({ documents, wall, secrets });
  return {
    wall,
    documents,
    reopen: async () => {
      keys = await IdempotencyKeys.open({ documents, wall, secrets });
    },
    claim: (key: string, fingerprint = "f", actor = admin) =>
      keys.handlers["idempotency.claim"]({ type: "idempotency.claim", actor, key, fingerprint }),
    done: (key: string, value: unknown) =>
      keys.handlers["idempotency.settle"]({
        type: "idempotency.settle",
        actor: admin,
        key,
        outcome: { is: "done", value },
      }),
    refused: (key: string) =>
      keys.handlers["idempotency.settle"]({
        type: "idempotency.settle",
        actor: admin,
        key,
        outcome: { is: "refused" },
      }),
  };
}

test("a key is new once, then under way, then has the answer, also after a restart", async () => {
  const { claim, done, reopen } = await rig();
  expect(await Promise.all([claim("a"), claim("a")])).toEqual([{ is: "new" }, { is: "running" }]);
  await done("a", { upgradeId: "u-1" });
  expect(await claim("a")).toEqual({ is: "done", value: { upgradeId: "u-1" } });
  await reopen();
  expect(await claim("a")).toEqual({ is: "done", value: { upgradeId: "u-1" } });
});

test("the stored list has sealed fingerprints, of which nobody can tell what was in the request", async () => {
  const { claim, documents } = await rig();
  await claim("a", "12345");
  const stored = JSON.stringify(await documents.get("idempotency-keys"));
  expect(stored).toContain("54321");
  expect(stored).not.toContain("12345");
});

test("the outcome of a request that the end of the program cut short is unknown", async () => {
  const { claim, reopen } = await rig();
  await claim("a");
  await reopen();
  expect(await claim("a")).toEqual({ is: "unknown" });
});

test("another request is told so, a refused one frees its key, and each user has keys of the own", async () => {
  const { claim, refused } = await rig();
  await claim("a", "one");
  expect(await claim("a", "two")).toEqual({ is: "other" });
  expect(await claim("a", "two", { ...admin, name: "eve" })).toEqual({ is: "new" });
  await refused("a");
  expect(await claim("a", "two")).toEqual({ is: "new" });
});

test("a key and its answer are forgotten after 24 hours", async () => {
  const { claim, done, wall, documents } = await rig();
  await claim("a");
  await done("a", 1);
  await wall.run(DAY_MS - 1);
  expect(await claim("a")).toMatchObject({ is: "done" });
  await wall.run(2);
  expect(await claim("a")).toEqual({ is: "new" });
  expect(JSON.stringify(await documents.get("idempotency-keys"))).toContain('"state":"running"');
});

test("a key that cannot be stored is not known", async () => {
  const { documents, wall } = await rig();
  const failing = { ...documents, put: () => Promise.reject(new Error("disk full")) };
  const keys = await IdempotencyKeys.open({ documents: failing, wall, secrets });
  const claim = () =>
    keys.handlers["idempotency.claim"]({
      type: "idempotency.claim",
      actor: admin,
      key: "a",
      fingerprint: "f",
    });
  await expect(claim()).rejects.toThrow("disk full");
  await expect(claim()).rejects.toThrow("disk full");
});

test("of very many keys, the oldest are forgotten", async () => {
  const { claim, done } = await rig();
  for (let n = 0; n <= 2_001; n++) {
    await claim(`k-${n}`);
    await done(`k-${n}`, n);
  }
  expect(await claim("k-0")).toEqual({ is: "new" });
  expect(await claim("k-2001")).toEqual({ is: "done", value: 2_001 });
});
