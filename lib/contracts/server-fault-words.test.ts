import { expect, test } from "vitest";
import { serverFaultWords } from "./server-fault-words";
import { NO_SERVER_FAULTS, tftpFaultsSchema } from "./server-faults";

test("a server without faults has nothing to be said of it", () => {
  expect(serverFaultWords(NO_SERVER_FAULTS.tftp)).toEqual([]);
  expect(serverFaultWords(NO_SERVER_FAULTS.sftp)).toEqual([]);
});

test("each fault is one sentence that names its path or its figure", () => {
  const faults = tftpFaultsSchema.parse({
    down: "silent",
    missing: "ap1g7",
    denied: "*",
    corrupts: "EWC_17_12_1",
    stopsAtPercent: 40,
    bytesPerSecond: 50_000,
    dropsShare: 0.125,
  });
  expect(serverFaultWords(faults)).toEqual([
    "Down: it never answers.",
    'ap1g7 is answered with "file not found".',
    'Everything is answered with "permission denied".',
    "EWC_17_12_1 is sent with altered bytes.",
    "Each transfer stops at 40 %.",
    "At most 50.0 kB/s for each transfer.",
    "12.5 % of the datagrams are lost each way.",
  ]);
});
