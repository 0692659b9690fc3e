/** Webhooks from the row that changes to the receiver that answers, over failures, restarts and changes of settings. */
import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { RunRow } from "@/lib/contracts/runs";
import { openStore } from "@/lib/store/store";
import type { Store } from "@/lib/store/store-types";
import { type FakeClock, fakeClock } from "@/lib/testing/fake-clock";
import { faultIn } from "@/lib/testing/fault-in";
import { createMemoryStore } from "@/lib/testing/memory-store";
import { runRow } from "@/lib/testing/store-contract";
import { respondWith, type WebhookReceiver, webhookReceiver } from "@/lib/testing/webhook-receiver";
import { webhookFolder, webhookRig } from "@/lib/testing/webhook-rig";
import { MOST_AT_ONCE } from "./delivery-sender";

type Rig = Awaited<ReturnType<typeof webhookRig>>;

let folder: Awaited<ReturnType<typeof webhookFolder>>;
beforeAll(async () => {
  folder = await webhookFolder();
});
afterAll(() => folder.remove());

let clock: FakeClock;
let store: Store;
let rigs: Rig[] = [];
let receivers: WebhookReceiver[] = [];
beforeEach(() => {
  clock = fakeClock();
  store = createMemoryStore();
});
afterEach(async () => {
  await Promise.all(rigs.map((rig) => rig.stop()));
  await Promise.all(receivers.map((receiver) => receiver.close()));
  for (const rig of rigs) expect(rig.faults).toEqual([]);
  rigs = [];
  receivers = [];
});

async function start(on: Store = store): Promise<Rig> {
  const rig = await webhookRig(on, clock, folder.folder);
  rigs.push(rig);
  return rig;
}
async function receiverOf(): Promise<WebhookReceiver> {
  const receiver = await webhookReceiver();
  receivers.push(receiver);
  return receiver;
}
function publishRun(rig: Rig, number: number, over: Partial<RunRow> = {}): void {
  rig.bus.put("runs", String(number), runRow(number, over));
  rig.bus.flush();
}
const states = (rig: Rig) => rig.deliveries().map(({ state, attempts }) => [state, attempts]);
const typesOf = (receiver: WebhookReceiver) =>
  receiver.received.map(({ body }) => (JSON.parse(body) as { type: string }).type);

test("a run is told to those who asked for it, signed with the secret that was shown once", async () => {
  const [receiver, other] = [await receiverOf(), await receiverOf()];
  const rig = await start();
  const { secret, id } = await rig.add(receiver.url);
  await rig.ask("webhooks.save", {
    webhook: { id: null, name: "servers", url: other.url, events: ["server.down"], enabled: true },
  });
  publishRun(rig, 3, { outcome: "running" });
  await vi.waitFor(() => expect(states(rig)).toEqual([["delivered", 1]]));
  const [got] = receiver.received;
  const {
    "webhook-id": message,
    "webhook-timestamp": seconds,
    "webhook-signature": signature,
  } = got?.headers ?? {};
  const key = Buffer.from(secret?.replace("whsec_", "") ?? "", "base64");
  const expected = createHmac("sha256", key).update(`${String(message)}.${String(seconds)}.${got?.body}`);
  expect(signature).toBe(`v1,${expected.digest("base64")}`);
  expect(JSON.parse(got?.body ?? "")).toMatchObject({ type: "run.started", data: { run: { number: 3 } } });
  expect(other.received).toEqual([]);
  expect(rig.row(id)).toMatchObject({
    waiting: 0,
    last: { type: "run.started", state: "delivered", status: 204 },
  });
  expect(JSON.stringify([rig.row(id), await rig.ask("webhooks.list", {})])).not.toContain("whsec_");
  expect(JSON.stringify(await store.documents.get("webhooks"))).not.toContain(String(secret));
});

test("a failed delivery is tried again later with the same id and body, until it succeeds", async () => {
  const receiver = await receiverOf();
  receiver.respond = [respondWith(500, "no"), respondWith(502), respondWith(200)];
  const rig = await start();
  await rig.add(receiver.url);
  publishRun(rig, 1, { outcome: "running" });
  await vi.waitFor(() => expect(states(rig)).toEqual([["waiting", 1]]));
  expect(rig.deliveries()[0]).toMatchObject({
    status: 500,
    nextAttemptAt: clock.now() + 5_000,
    fault: { message: "The receiver answered with status 500." },
  });
  await clock.run(4_900);
  expect(receiver.received).toHaveLength(1);
  await clock.run(100);
  await vi.waitFor(() => expect(states(rig)).toEqual([["waiting", 2]]));
  await clock.run(5 * 60_000);
  await vi.waitFor(() => expect(states(rig)).toEqual([["delivered", 3]]));
  const [first, second, third] = receiver.received;
  expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  expect([second?.body, third?.body]).toEqual([first?.body, first?.body]);
  expect(Number(third?.headers["webhook-timestamp"])).toBe(Number(first?.headers["webhook-timestamp"]) + 305);
  const { tries, body } = await rig.ask("webhooks.delivery", { id: rig.deliveries()[0]?.id ?? "" });
  expect(tries.map(({ status, responseStart }) => [status, responseStart])).toEqual([
    [500, "no"],
    [502, ""],
    [200, ""],
  ]);
  expect(body).toBe(first?.body);
});

test("a clock that is set changes no delay", async () => {
  const receiver = await receiverOf();
  receiver.respond = [respondWith(500), respondWith(204)];
  const rig = await start();
  await rig.add(receiver.url);
  publishRun(rig, 1, { outcome: "running" });
  await vi.waitFor(() => expect(states(rig)).toEqual([["waiting", 1]]));
  clock.step(-3_600_000);
  await clock.run(5_000);
  await vi.waitFor(() => expect(states(rig)).toEqual([["delivered", 2]]));
});

test("a receiver that hangs gets few requests at once, and delays no other", async () => {
  const [slow, good] = [await receiverOf(), await receiverOf()];
  slow.respond = [() => undefined];
  const rig = await start();
  const { id } = await rig.add(slow.url, "slow");
  await rig.add(good.url, "good");
  for (let number = 1; number <= 10; number++) publishRun(rig, number, { outcome: "running" });
  await vi.waitFor(() => expect(good.received).toHaveLength(10));
  await vi.waitFor(() => expect(slow.received).toHaveLength(MOST_AT_ONCE));
  expect(rig.row(id)?.waiting).toBe(10);
  await clock.run(15_000);
  await vi.waitFor(() => expect(slow.received).toHaveLength(2 * MOST_AT_ONCE));
  expect(slow.mostOpen).toBeLessThanOrEqual(MOST_AT_ONCE);
});

test("410 disables the webhook, and what waits is not sent until it is enabled and asked for", async () => {
  const receiver = await receiverOf();
  receiver.respond = [respondWith(500), respondWith(410), respondWith(204)];
  const rig = await start();
  const { id } = await rig.add(receiver.url);
  publishRun(rig, 1, { outcome: "running" });
  await vi.waitFor(() => expect(states(rig)).toEqual([["waiting", 1]]));
  publishRun(rig, 2, { outcome: "running" });
  await vi.waitFor(() => expect(rig.row(id)).toMatchObject({ enabled: false, isGone: true, waiting: 0 }));
  await vi.waitFor(() =>
    expect(states(rig)).toEqual([
      ["failed", 1],
      ["failed", 1],
    ]),
  );
  expect(rig.notes).toEqual(["The receiver of hook answered 410 Gone, so the webhook is disabled."]);
  publishRun(rig, 3, { outcome: "running" });
  const [waited] = rig.deliveries();
  const again = { id: waited?.id ?? "" };
  expect(await faultIn(rig.ask("webhooks.send-again", again))).toMatchObject({ code: "conflict" });
  expect(await faultIn(rig.ask("webhooks.test", { id }))).toMatchObject({ code: "conflict" });
  await rig.ask("webhooks.save", {
    webhook: { id, name: "hook", url: receiver.url, events: ["run.started"], enabled: true },
  });
  expect(rig.row(id)).toMatchObject({ enabled: true, isGone: false });
  await rig.ask("webhooks.send-again", again);
  await vi.waitFor(() => expect(receiver.received).toHaveLength(3));
  await vi.waitFor(() => expect(rig.deliveries()[0]).toMatchObject({ state: "delivered", attempts: 2 }));
  expect(rig.deliveries()).toHaveLength(2);
});

test("a test message says who asked for it, and a redirection is a failure", async () => {
  const [receiver, elsewhere] = [await receiverOf(), await receiverOf()];
  const rig = await start();
  const { id } = await rig.add(receiver.url);
  await rig.ask("webhooks.test", { id });
  await vi.waitFor(() => expect(states(rig)).toEqual([["delivered", 1]]));
  expect(JSON.parse(receiver.received[0]?.body ?? "")).toMatchObject({
    type: "test",
    data: { webhook: "hook", requestedBy: "admin" },
  });
  receiver.respond = [respondWith(302, "", { location: elsewhere.url })];
  await rig.ask("webhooks.test", { id });
  await vi.waitFor(() => expect(states(rig)[1]).toEqual(["waiting", 1]));
  expect(elsewhere.received).toEqual([]);
});

test("a new secret signs from then on, and a removed webhook leaves nothing behind", async () => {
  const receiver = await receiverOf();
  const rig = await start();
  const { id, secret } = await rig.add(receiver.url);
  const rotated = await rig.ask("webhooks.rotate-secret", { id });
  expect(rotated.secret).not.toBe(secret);
  await rig.ask("webhooks.test", { id });
  await vi.waitFor(() => expect(states(rig)).toEqual([["delivered", 1]]));
  const [got] = receiver.received;
  const headers = got?.headers ?? {};
  const key = Buffer.from(rotated.secret.replace("whsec_", ""), "base64");
  const signed = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${got?.body}`;
  expect(headers["webhook-signature"]).toBe(
    `v1,${createHmac("sha256", key).update(signed).digest("base64")}`,
  );
  await rig.ask("webhooks.remove", { id });
  expect([rig.row(id), rig.deliveries()]).toEqual([undefined, []]);
  expect((await rig.ask("webhooks.deliveries", {})).deliveries).toEqual([]);
  expect(await faultIn(rig.ask("webhooks.remove", { id }))).toMatchObject({ code: "not-found" });
});

test("names are unique, and the number of webhooks is limited", async () => {
  const rig = await start();
  for (let i = 0; i < 20; i++) await rig.add("http://127.0.0.1:1/", `hook ${i}`);
  expect(await faultIn(rig.add("http://127.0.0.1:1/", "HOOK 3"))).toMatchObject({
    fields: { name: ["A webhook named HOOK 3 already exists."] },
  });
  expect(await faultIn(rig.add("http://127.0.0.1:1/", "one more"))).toMatchObject({ code: "too-large" });
});

test("over a restart nothing is lost, and nothing that was acknowledged is sent again", async () => {
  const database = await webhookFolder();
  const open = () => openStore({ dataDir: database.folder, onFault: () => undefined });
  const receiver = await receiverOf();
  let disk = await open();
  let rig = await start(disk);
  const { id } = await rig.add(receiver.url);
  publishRun(rig, 1, { outcome: "running" });
  await vi.waitFor(() => expect(states(rig)).toEqual([["delivered", 1]]));
  receiver.respond = [respondWith(503), () => undefined];
  publishRun(rig, 1, { outcome: "ready" });
  await vi.waitFor(() => expect(states(rig)[1]).toEqual(["waiting", 1]));
  publishRun(rig, 1, { outcome: "complete" });
  await vi.waitFor(() => expect(typesOf(receiver)).toHaveLength(3));
  // The first is acknowledged, the second waits for its next attempt, the third is in the middle of its first one.
  await rig.stop();
  await disk.close();

  receiver.respond = [respondWith(204)];
  disk = await open();
  rig = await start(disk);
  publishRun(rig, 1, { outcome: "complete" });
  await clock.run(5_000);
  await vi.waitFor(() =>
    expect(states(rig)).toEqual([
      ["delivered", 1],
      ["delivered", 2],
      ["delivered", 1],
    ]),
  );
  expect(typesOf(receiver).slice(3).sort()).toEqual(["run.finished", "run.ready-to-activate"]);
  const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
  expect(new Set(ids).size).toBe(3);
  expect(rig.row(id)).toMatchObject({ name: "hook", waiting: 0, last: { state: "delivered" } });
  await rig.stop();
  await disk.close();
  await database.remove();
});

test("a message is sent only after it is stored together with the note that it was told", async () => {
  const receiver = await receiverOf();
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { webhooks } = store;
  const slow: Store = {
    ...store,
    webhooks: { ...webhooks, record: (...given) => held.then(() => webhooks.record(...given)) },
  };
  const rig = await start(slow);
  await rig.add(receiver.url);
  publishRun(rig, 1, { outcome: "running" });
  await clock.run(60_000);
  expect([receiver.received, rig.deliveries()]).toEqual([[], []]);
  release();
  await vi.waitFor(() => expect(states(rig)).toEqual([["delivered", 1]]));
  expect(await store.documents.get("webhook-told")).toMatchObject({
    runs: [{ upgradeId: "upgrade-1", events: ["run.started"] }],
  });
});

test("what cannot be stored is refused, and changes nothing", async () => {
  const receiver = await receiverOf();
  const rig = await start({
    ...store,
    documents: { ...store.documents, put: () => Promise.reject(new Error("full")) },
    webhooks: { ...store.webhooks, put: () => Promise.reject(new Error("full")) },
  });
  await expect(rig.add(receiver.url)).rejects.toThrow("full");
  expect((await rig.ask("webhooks.list", {})).webhooks).toEqual([]);
  expect(rig.bus.rows("webhooks")).toEqual([]);
});

test("an order to send that cannot be stored is not carried out", async () => {
  const receiver = await receiverOf();
  let isFull = false;
  const { webhooks } = store;
  const rig = await start({
    ...store,
    webhooks: {
      ...webhooks,
      put: (row) => (isFull ? Promise.reject(new Error("full")) : webhooks.put(row)),
    },
  });
  const { id } = await rig.add(receiver.url);
  const { delivery } = await rig.ask("webhooks.test", { id });
  await vi.waitFor(() => expect(states(rig)).toEqual([["delivered", 1]]));
  isFull = true;
  await expect(rig.ask("webhooks.test", { id })).rejects.toThrow("full");
  await expect(rig.ask("webhooks.send-again", { id: delivery })).rejects.toThrow("full");
  await clock.run(60_000);
  expect([states(rig), receiver.received.length]).toEqual([[["delivered", 1]], 1]);
});
