/** What the receiver of a webhook is told of an upgrade in a simulated lab, through success, failures and `kill -9`. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { WebhookMessage } from "@/lib/contracts/webhooks";
import { demoLab } from "@/lib/fleet/population";
import { recordedLab } from "@/lib/testing/recorded-lab";
import { NEW, OLD } from "@/lib/testing/simulation-lab";
import { type WebhookReceiver, webhookReceiver } from "@/lib/testing/webhook-receiver";
import { askWebhooks, webhookFolder } from "@/lib/testing/webhook-rig";
import { openSecrets } from "../secrets";
import { Webhooks } from "./webhooks";

type Lab = Awaited<ReturnType<typeof recordedLab>>;

let folder: Awaited<ReturnType<typeof webhookFolder>>;
let receiver: WebhookReceiver;
beforeAll(async () => {
  folder = await webhookFolder();
});
afterAll(() => folder.remove());
beforeEach(async () => {
  receiver = await webhookReceiver();
});
afterEach(() => receiver.close());

const never = new Promise<never>(() => undefined);

/** Webhooks beside a lab that is not started yet. After `cut`, they write nothing more. */
async function webhooksOf(lab: Lab) {
  let isCut = false;
  const { webhooks } = lab.store;
  const faults: unknown[] = [];
  const opened = await Webhooks.open({
    bus: lab.bus,
    wall: lab.clock,
    chance: { next: () => 0 },
    store: {
      documents: lab.store.documents,
      webhooks: {
        ...webhooks,
        record: (...given) => (isCut ? never : webhooks.record(...given)),
        keep: (rows) => (isCut ? never : webhooks.keep(rows)),
      },
    },
    secrets: await openSecrets(folder.folder),
    stateStored: () => lab.simulation.stored(),
    onNote: () => undefined,
    onFault: (cause) => faults.push(cause),
  });
  return {
    ask: askWebhooks(opened.handlers),
    faults,
    cut: () => {
      isCut = true;
    },
  };
}
async function startedLab(options: Parameters<typeof recordedLab>[0] = {}) {
  const lab = await recordedLab(options);
  const webhooks = await webhooksOf(lab);
  await lab.start();
  await lab.clock.run(1_000);
  return { lab, webhooks };
}
const hook = () =>
  ({
    id: null,
    name: "hook",
    url: receiver.url,
    events: [
      "run.started",
      "run.ready-to-activate",
      "run.finished",
      "run.failed",
      "ap.failed",
      "server.down",
    ],
    enabled: true,
  }) as const;
/** What arrived, in the order of the deliveries' making: requests of one moment may overtake each other. */
const messages = () =>
  receiver.received
    .map(({ body }) => JSON.parse(body) as WebhookMessage & { timestamp: string })
    .sort((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
const typesAre = (types: readonly string[]) =>
  vi.waitFor(() => expect(messages().map(({ type }) => type)).toEqual(types));

test("an upgrade is told of at its start, when it is ready, and at its end", async () => {
  const { lab, webhooks } = await startedLab();
  await webhooks.ask("webhooks.save", { webhook: { ...hook(), events: [...hook().events] } });
  await lab.saveAndDownload();
  await lab.clock.run(1_000);
  await typesAre(["run.started"]);
  await lab.untilIdle();
  await lab.clock.run(1_000);
  await typesAre(["run.started", "run.ready-to-activate"]);
  await lab.activate();
  await lab.untilIdle();
  await lab.clock.run(10_000);
  await typesAre(["run.started", "run.ready-to-activate", "run.finished"]);
  expect(messages().at(-1)).toMatchObject({
    data: {
      run: {
        number: 1,
        outcome: "complete",
        mode: "tftp",
        startedBy: "admin",
        fromVersion: OLD,
        targetVersion: NEW,
        accessPoints: { total: 12, complete: 12, failed: 0 },
        fault: null,
      },
    },
  });
  expect(webhooks.faults).toEqual([]);
});

test("access points that fail for good are told of once they have no retry left, with the cause", async () => {
  const { lab, webhooks } = await startedLab({ lab: demoLab() });
  await webhooks.ask("webhooks.save", { webhook: { ...hook(), events: ["ap.failed"] } });
  lab.server.files.delete("EWC_17_12_1/ap1g8");
  await lab.saveAndDownload();
  await lab.untilIdle();
  await lab.clock.run(10_000);
  const hit = lab.aps().filter(({ family }) => family === "ap1g8");
  expect(hit.length).toBeGreaterThan(0);
  const told = () =>
    messages().flatMap((message) => (message.type === "ap.failed" ? message.data.accessPoints : []));
  await vi.waitFor(() =>
    expect(
      told()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(hit.map(({ name }) => name).sort()),
  );
  for (const ap of told())
    expect(ap).toMatchObject({ image: "access point", fault: { code: "file-not-found" } });
});

test("after a kill at any stage the next start tells the rest, and nothing twice", async () => {
  let { lab, webhooks } = await startedLab();
  await webhooks.ask("webhooks.save", { webhook: { ...hook(), events: [...hook().events] } });
  const again = async () => {
    // Whatever is on its way arrives: what counts is what the next start adds.
    await vi.waitFor(() => expect(receiver.open).toBe(0));
    await lab.clock.run(1_000);
    webhooks.cut();
    lab.kill();
    ({ lab, webhooks } = await startedLab({ store: lab.store, clock: lab.clock, server: lab.server }));
  };
  await lab.saveAndDownload();
  await lab.clock.run(12_000);
  await typesAre(["run.started"]);
  await again();
  await lab.untilIdle();
  await lab.clock.run(1_000);
  await typesAre(["run.started", "run.ready-to-activate"]);
  await again();
  await lab.activate();
  await lab.untilIdle();
  await lab.clock.run(10_000);
  await typesAre(["run.started", "run.ready-to-activate", "run.finished"]);
  await again();
  await lab.clock.run(10_000);
  await typesAre(["run.started", "run.ready-to-activate", "run.finished"]);
  expect(lab.bus.rows("webhookDeliveries").map(({ state, attempts }) => [state, attempts])).toEqual([
    ["delivered", 1],
    ["delivered", 1],
    ["delivered", 1],
  ]);
});

test("failed access points are not told of again after a kill", async () => {
  let { lab, webhooks } = await startedLab({ lab: demoLab() });
  await webhooks.ask("webhooks.save", { webhook: { ...hook(), events: ["ap.failed"] } });
  lab.server.files.delete("EWC_17_12_1/ap1g8");
  await lab.saveAndDownload();
  await lab.untilIdle();
  await lab.clock.run(10_000);
  await vi.waitFor(() => expect(receiver.received.length).toBeGreaterThan(0));
  await vi.waitFor(() =>
    expect(lab.bus.rows("webhookDeliveries").every(({ state }) => state === "delivered")).toBe(true),
  );
  await lab.clock.run(1_000);
  const count = receiver.received.length;
  webhooks.cut();
  lab.kill();
  ({ lab, webhooks } = await startedLab({ store: lab.store, clock: lab.clock, server: lab.server }));
  await lab.clock.run(10_000);
  expect(lab.aps().some(({ status }) => status === "Failed")).toBe(true);
  expect(receiver.received).toHaveLength(count);
  expect(lab.bus.rows("webhookDeliveries")).toHaveLength(count);
});
