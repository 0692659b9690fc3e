/** Webhooks in the whole engine: what they are told of real servers and runs, and what the audit log keeps of them. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { auditQuerySchema } from "@/lib/contracts/audit";
import { labServerFaultsSchema } from "@/lib/contracts/server-faults";
import type { WebhookMessage } from "@/lib/contracts/webhooks";
import { type EngineFixture, engineFixture, upgradeUntilReady } from "@/lib/testing/engine-fixture";
import { type WebhookReceiver, webhookReceiver } from "@/lib/testing/webhook-receiver";

const lab = {
  controller: { name: "9120-EWC", ip: "172.16.9.9", running: "17.9.4.27", ap: "ap-1" },
  aps: [
    {
      name: "ap-1",
      model: "C9120AXI-E",
      ip: "172.16.9.1",
      running: "17.9.4.27",
      radioMac: "0000.0000.0010",
      ethernetMac: "0000.0000.0011",
    },
  ],
  clockFactor: 60,
};

let fixture: EngineFixture;
let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = await webhookReceiver();
  fixture = await engineFixture(lab, ["17.12.1"]);
  await fixture.until("controller", "controller", (row) => row.joinedCount === 1);
});
afterEach(async () => {
  await fixture.end();
  await receiver.close();
});

const messages = () => receiver.received.map(({ body }) => JSON.parse(body) as WebhookMessage);
const webhook = () => ({
  id: null,
  name: "ops",
  url: receiver.url,
  events: ["run.started" as const, "run.ready-to-activate" as const, "server.down" as const],
  enabled: true,
});

const typesAre = (types: readonly string[]) =>
  vi.waitFor(() => expect(messages().map(({ type }) => type)).toEqual(types));
const allAreDelivered = (id: string) =>
  fixture.until("webhooks", id, ({ waiting, last }) => waiting === 0 && last?.state === "delivered");

test("a run, and a server that goes down and stays down over a restart, are told once", async () => {
  const { id } = await fixture.order("webhooks.save", { webhook: webhook() });
  await upgradeUntilReady(fixture, "EWC_17_12_1");
  await typesAre(["run.started", "run.ready-to-activate"]);
  const faults = labServerFaultsSchema.parse({ tftp: { down: "refuses" } });
  await fixture.order("lab.set-server-faults", { faults });
  await typesAre(["run.started", "run.ready-to-activate", "server.down"]);
  expect(messages().at(-1)).toMatchObject({ data: { server: "tftp", name: "TFTP server" } });
  await allAreDelivered(id);

  await fixture.restart();
  await fixture.until("controller", "controller", (row) => row.joinedCount === 1);
  expect(fixture.engine.bus.row("servers", "tftp")?.state).toBe("failed");
  await fixture.order("webhooks.test", { id });
  await typesAre(["run.started", "run.ready-to-activate", "server.down", "test"]);
  await allAreDelivered(id);
});

test("the audit log has what was changed, and no secret", async () => {
  const { id, secret } = await fixture.order("webhooks.save", { webhook: webhook() });
  await fixture.order("webhooks.save", {
    webhook: { ...webhook(), id, url: "https://other.example/", enabled: false },
  });
  const rotated = await fixture.order("webhooks.rotate-secret", { id });
  await fixture.order("webhooks.remove", { id });
  const { entries } = await fixture.order("audit.list", auditQuerySchema.parse({}));
  const [removed, changedSecret, changed, added] = entries;
  expect(added).toMatchObject({ action: "Save a webhook", actor: { name: "tester" } });
  expect(added?.changes).toContainEqual({ field: "url", before: null, after: receiver.url, isSecret: false });
  expect(changed?.changes).toEqual([
    { field: "enabled", before: "true", after: "false", isSecret: false },
    { field: "url", before: receiver.url, after: "https://other.example/", isSecret: false },
  ]);
  expect(changedSecret).toMatchObject({ action: "Change the secret of a webhook" });
  expect(changedSecret?.changes.map(({ field }) => field)).toEqual(["changedAt"]);
  expect(removed).toMatchObject({ action: "Remove a webhook" });
  expect(removed?.changes).toContainEqual({ field: "name", before: "ops", after: null, isSecret: false });
  const kept = JSON.stringify(entries);
  for (const hidden of [secret, rotated.secret]) expect(kept).not.toContain(String(hidden));
});
