import { expect, test } from "vitest";
import type { TransferRow } from "@/lib/contracts/transfers";
import { NO_RUNNING_TRANSFERS, sumRunning } from "./running-transfers";

const transfer = (part: Partial<TransferRow>): TransferRow => ({
  id: "t1",
  protocol: "tftp",
  direction: "send",
  client: { address: "127.0.0.1", port: 40000, apId: null, name: null },
  server: { address: "127.0.0.1", port: 6969 },
  user: null,
  path: "EWC_17_12_1/ap1g8",
  imageSet: null,
  family: null,
  version: null,
  size: 100,
  bytes: 10,
  rateNow: 5,
  rateAverage: 5,
  etaSeconds: null,
  startedAt: 1,
  endedAt: null,
  outcome: "running",
  cause: null,
  options: { blockSize: 512, windowSize: 1, timeoutMs: null, netascii: false },
  retransmissions: 0,
  duplicates: 0,
  digestVerified: null,
  ...part,
});

test("running transfers are summed up, and the newest is named", () => {
  const newer = transfer({ id: "t2", startedAt: 2, bytes: 30 });
  const sum = sumRunning([transfer({}), newer]);
  expect(sum).toEqual({ count: 2, bytes: 40, sizeBytes: 200, rate: 10, newest: newer });
});

test("ended transfers do not count", () => {
  expect(sumRunning([transfer({ outcome: "complete" })])).toEqual(NO_RUNNING_TRANSFERS);
});

test("transfers over CAPWAP count as well", () => {
  expect(sumRunning([transfer({ protocol: "capwap" })]).count).toBe(1);
});

test("the total size is unknown while the size of one transfer is", () => {
  expect(sumRunning([transfer({ size: null }), transfer({})]).sizeBytes).toBeNull();
});
