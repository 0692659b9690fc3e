import { expect, test } from "vitest";
import { serverFaultWords } from "./server-fault-words";
import { NO_SERVER_FAULTS, tftpFaultsSchema } from "./server-faults";

test("describes nothing for a server without faults", () => {
  expect(serverFaultWords(NO_SERVER_FAULTS.tftp)).toEqual([]);
  expect(serverFaultWords(NO_SERVER_FAULTS.sftp)).toEqual([]);
});

test("describes each fault in one sentence with its path or value", () => {
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
    "Down: never answers.",
    'ap1g7: answers "file not found".',
    'All files: answers "permission denied".',
    "EWC_17_12_1: sends corrupted bytes.",
    "Every transfer stops at 40%.",
    "Every transfer is limited to 50.0 kB/s.",
    "Loses 12.5% of datagrams in each direction.",
  ]);
});
