/** What receivers have to be told, derived from rows: each occurrence once. */
import { expect, test } from "vitest";
import type { ApRow } from "@/lib/contracts/aps";
import { fault } from "@/lib/contracts/fault";
import type { RunRow } from "@/lib/contracts/runs";
import { initialServerStatus, type ServerRow } from "@/lib/contracts/servers";
import { webhookDataSchemas } from "@/lib/contracts/webhooks";
import { apRow } from "@/lib/testing/ap-row";
import { runRow } from "@/lib/testing/store-contract";
import { messageBody, Occurrences, type Told } from "./occurrences";

const nothing: Told = { runs: [], aps: [], servers: [] };
const taken = (occurrences: Occurrences, run: number | null = 1) => occurrences.take("WLC", run, 9_000);
const typesOf = (occurrences: Occurrences) =>
  taken(occurrences)?.occurrences.map(({ message }) => message.type) ?? [];
const run = (over: Partial<RunRow>) => runRow(7, { upgradeId: "u7", ...over });

test("a run is told of when it starts, when it is ready, and when it is over, each once", () => {
  const occurrences = new Occurrences(nothing);
  const told: string[][] = [];
  for (const outcome of [
    "running",
    "running",
    "ready",
    "running",
    "ready",
    "complete",
    "warnings",
  ] as const) {
    occurrences.runChanged(run({ outcome }), "WLC", 5_000);
    told.push(typesOf(occurrences));
  }
  expect(told).toEqual([["run.started"], [], ["run.ready-to-activate"], [], [], ["run.finished"], []]);
});

test.each([
  ["canceled", "run.finished"],
  ["failed", "run.failed"],
  ["interrupted", "run.failed"],
] as const)("a run that is %s is told of as %s", (outcome, type) => {
  const occurrences = new Occurrences(nothing);
  occurrences.runChanged(run({ outcome, endedAt: 4_000 }), "WLC", 5_000);
  const found = taken(occurrences)?.occurrences ?? [];
  expect(found.map(({ message, about, at }) => [message.type, about, at])).toEqual([
    ["run.started", "Run 7", run({}).startedAt],
    [type, "Run 7", 4_000],
  ]);
});

test("a run that is rolled back after its end is told of a second time, as failed", () => {
  const occurrences = new Occurrences(nothing);
  occurrences.runChanged(run({ outcome: "complete" }), "WLC", 5_000);
  taken(occurrences);
  occurrences.runChanged(run({ outcome: "failed" }), "WLC", 5_000);
  expect(typesOf(occurrences)).toEqual(["run.failed"]);
});

test("what was told before a restart is not told again, and what was not is", () => {
  const before = new Occurrences(nothing);
  before.runChanged(run({ outcome: "running" }), "WLC", 5_000);
  before.apChanged(failed("a"), true);
  const { told } = taken(before)!;
  const after = new Occurrences(told);
  after.runChanged(run({ outcome: "running", number: 8 }), "WLC", 5_000);
  after.apChanged(failed("a"), true);
  expect(taken(after)).toBeNull();
  after.runChanged(run({ outcome: "complete" }), "WLC", 5_000);
  after.apChanged(failed("b"), true);
  expect(typesOf(after)).toEqual(["run.finished", "ap.failed"]);
});

const image = (state: ApRow["apImage"]["state"]) => ({ ...apRow().apImage, state });
const failed = (id: string, over: Partial<ApRow> = {}) =>
  apRow({ id, name: `AP-${id}`, apImage: image("failed"), fault: fault("timed-out"), ...over });

test("access points that fail in one moment share a message, and each failure is told once", () => {
  const occurrences = new Occurrences(nothing);
  occurrences.apChanged(apRow({ id: "a", apImage: image("retrying"), fault: fault("timed-out") }), true);
  expect(taken(occurrences)).toBeNull();
  for (const id of ["a", "b"]) occurrences.apChanged(failed(id), true);
  occurrences.apChanged(apRow({ id: "c", controllerImage: image("failed") }), true);
  const [found] = taken(occurrences)?.occurrences ?? [];
  expect(found).toMatchObject({
    about: "3 access points",
    message: {
      type: "ap.failed",
      data: {
        run: 1,
        accessPoints: [
          { id: "a", name: "AP-a", image: "access point", fault: { code: "timed-out" } },
          { id: "b" },
          { id: "c", image: "controller" },
        ],
      },
    },
  });
  occurrences.apChanged(failed("a"), true);
  expect(taken(occurrences)).toBeNull();
});

test("an access point that begins anew and fails again is told of again", () => {
  const occurrences = new Occurrences(nothing);
  occurrences.apChanged(failed("a"), true);
  taken(occurrences);
  occurrences.apChanged(apRow({ id: "a", apImage: image("requested") }), true);
  expect(typesOf(occurrences)).toEqual([]);
  occurrences.apChanged(failed("a"), true);
  const [found] = taken(occurrences)?.occurrences ?? [];
  expect(found?.about).toBe("AP-a");
});

test("the cause of a failed copy of the controller image is in the message, although no row has it", () => {
  const occurrences = new Occurrences(nothing);
  occurrences.controllerImageFailed("a", fault("flash-full"));
  occurrences.apChanged(apRow({ id: "a", controllerImage: image("failed"), fault: null }), true);
  expect(taken(occurrences)?.occurrences).toMatchObject([
    { message: { data: { accessPoints: [{ image: "controller", fault: { code: "flash-full" } }] } } },
  ]);
});

test("an access point that left has failed only when the round is over without it", () => {
  const occurrences = new Occurrences(nothing);
  const left = apRow({ id: "a", apImage: image("disjoined"), fault: fault("ap-lost") });
  occurrences.apChanged(left, true);
  expect(taken(occurrences)).toBeNull();
  occurrences.apChanged(left, false);
  expect(typesOf(occurrences)).toEqual(["ap.failed"]);
  occurrences.apRemoved("a");
  expect(taken(occurrences)).toMatchObject({ occurrences: [], told: { aps: [] } });
});

test("two hundred and fifty failures become messages of at most a hundred", () => {
  const occurrences = new Occurrences(nothing);
  for (let i = 0; i < 250; i++) occurrences.apChanged(failed(String(i)), true);
  const sizes = taken(occurrences)?.occurrences.map(({ message }) =>
    message.type === "ap.failed" ? message.data.accessPoints.length : 0,
  );
  expect(sizes).toEqual([100, 100, 50]);
});

test("a server is told of when it goes down, once until it listened again; one that was stopped is not down", () => {
  const occurrences = new Occurrences(nothing);
  const server = (state: ServerRow["state"], enabled = true) => {
    const status = initialServerStatus({ address: "0.0.0.0", port: 69 });
    const reason = state === "failed" ? fault("conflict", "The port is taken.") : null;
    occurrences.serverChanged({ ...status, id: "tftp", state, enabled, reason } as ServerRow, 5_000);
    return taken(occurrences)?.occurrences.map(({ message }) => message) ?? [];
  };
  expect(server("listening")).toEqual([]);
  expect(server("failed")).toEqual([
    {
      type: "server.down",
      data: {
        server: "tftp",
        name: "TFTP server",
        address: "0.0.0.0",
        port: 69,
        fault: fault("conflict", "The port is taken."),
      },
    },
  ]);
  expect(server("failed")).toEqual([]);
  expect(server("stopped")).toEqual([]);
  expect(server("failed")).toEqual([]);
  expect(server("listening")).toEqual([]);
  expect(server("failed")).toHaveLength(1);
  expect(server("stopped", false)).toEqual([]);
  expect(server("failed")).toHaveLength(1);
});

test("the body is what the contract says, with times in RFC 3339", () => {
  const occurrences = new Occurrences(nothing);
  occurrences.runChanged(run({ outcome: "complete", endedAt: 1_700_000_060_500 }), "WLC", 5_000);
  for (let i = 0; i < 2; i++) occurrences.apChanged(failed(String(i)), true);
  for (const occurrence of taken(occurrences)?.occurrences ?? []) {
    const body = JSON.parse(messageBody(occurrence)) as {
      type: "run.started";
      timestamp: string;
      data: unknown;
    };
    expect(Object.keys(body)).toEqual(["type", "timestamp", "data"]);
    expect(body.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(webhookDataSchemas[body.type].parse(body.data)).toEqual(body.data);
  }
});
