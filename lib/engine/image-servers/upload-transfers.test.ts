import { beforeEach, expect, test } from "vitest";
import { fault } from "@/lib/contracts/fault";
import type { TransferRow } from "@/lib/contracts/transfers";
import { TransferRegistry } from "@/lib/servers/transfer";
import { fakeClock } from "@/lib/testing/fake-clock";
import { UploadTransfers } from "./upload-transfers";

let clock: ReturnType<typeof fakeClock>;
let ended: TransferRow[];
let aborted: string[];
let registry: TransferRegistry;
let uploads: UploadTransfers;
beforeEach(() => {
  clock = fakeClock();
  ended = [];
  aborted = [];
  registry = new TransferRegistry({
    wall: clock,
    onRow: () => undefined,
    onEnded: (row) => ended.push(row),
    identify: () => null,
    describe: () => null,
  });
  uploads = new UploadTransfers({ registry, wall: clock, onAborted: (id) => aborted.push(id) });
});

const progress = {
  id: "u1",
  into: "repository" as const,
  name: "EWC_17_12_1",
  fileName: "bundle.zip",
  totalBytes: 4_000_000,
  bytes: 0,
  state: "receiving" as const,
  peer: { address: "192.0.2.7", server: { address: "console.example", port: 3000 }, user: "operator" },
};

test("an upload to the controller is named by its flash, and a silent browser is told to return to Software Upgrade", () => {
  uploads.report({ ...progress, into: "controller" });
  expect(registry.rows()).toMatchObject([{ path: "bootflash:bundle.zip" }]);
  clock.advance(60_000);
  expect(ended).toMatchObject([
    { outcome: "failed", cause: { remedy: expect.stringContaining("Open the Software Upgrade page") } },
  ]);
});

test("an upload is a transfer over HTTP with its client, its bytes and its rate, and ends complete", () => {
  uploads.report(progress);
  clock.advance(1000);
  uploads.report({ ...progress, bytes: 1_000_000 });
  expect(registry.rows()).toMatchObject([
    {
      protocol: "http",
      direction: "receive",
      client: { address: "192.0.2.7" },
      server: { address: "console.example", port: 3000 },
      user: "operator",
      path: "EWC_17_12_1/bundle.zip",
      size: 4_000_000,
      bytes: 1_000_000,
      rateAverage: 1_000_000,
      outcome: "running",
    },
  ]);
  uploads.report({ ...progress, bytes: 4_000_000, state: "received" });
  expect(ended).toMatchObject([{ outcome: "complete", bytes: 4_000_000, cause: null }]);
});

test("a canceled upload is aborted, and a refused one failed with its cause", () => {
  uploads.report(progress);
  uploads.report({ ...progress, state: "canceled" });
  uploads.report({ ...progress, id: "u2" });
  uploads.report({ ...progress, id: "u2", state: "failed", fault: fault("not-a-bundle") });
  expect(ended).toMatchObject([
    { outcome: "aborted", cause: { code: "aborted" } },
    { outcome: "failed", cause: { code: "not-a-bundle" } },
  ]);
});

test("an upload that stops has failed after a minute, and goes on as another transfer", () => {
  uploads.report(progress);
  clock.advance(60_000);
  expect(ended).toMatchObject([{ outcome: "failed", cause: { code: "timed-out" } }]);
  uploads.report({ ...progress, bytes: 2_000_000 });
  uploads.report({ ...progress, bytes: 4_000_000, state: "received" });
  expect(ended.map((row) => row.outcome)).toEqual(["failed", "complete"]);
});

test("aborting the transfer cancels the upload", () => {
  uploads.report(progress);
  expect(registry.abort(registry.rows()[0]?.id ?? "")).toBe(true);
  expect(aborted).toEqual(["u1"]);
  expect(ended).toMatchObject([{ outcome: "aborted" }]);
});
