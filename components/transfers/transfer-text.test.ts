import { expect, it } from "vitest";
import type { TransferRow } from "@/lib/contracts/transfers";
import {
  contentText,
  durationSeconds,
  lossText,
  optionsText,
  progressText,
  routeText,
  shortDuration,
} from "./transfer-text";

const row = (over: Partial<TransferRow> = {}): TransferRow => ({
  id: "t1",
  protocol: "tftp",
  direction: "send",
  client: { address: "127.0.0.21", port: 40001, apId: null, name: null },
  server: { address: "127.0.0.1", port: 6969 },
  user: null,
  path: "EWC_17_12_1/ap1g7",
  imageSet: "EWC_17_12_1",
  family: "ap1g7",
  version: "17.12.1.5",
  size: 8_000_000,
  bytes: 4_000_000,
  rateNow: 1,
  rateAverage: 1,
  etaSeconds: 4,
  startedAt: 1000,
  endedAt: null,
  outcome: "running",
  cause: null,
  options: { blockSize: 1428, windowSize: 16, timeoutMs: null, netascii: false },
  retransmissions: 0,
  duplicates: 0,
  digestVerified: null,
  ...over,
});

it("the route names the direction and the endpoint, with an IPv6 address in brackets", () => {
  expect(routeText(row())).toBe("to 127.0.0.21:40001");
  expect(routeText(row({ direction: "fetch", server: { address: "::1", port: 69 } }))).toBe("from [::1]:69");
  expect(routeText(row({ user: "ewc" }))).toBe("to 127.0.0.21:40001 as ewc");
});

it("[RFC1350-2] without negotiated options, a TFTP transfer has 512-byte blocks", () => {
  expect(optionsText(row())).toBe("1428 B blocks, window 16");
  const plain = { blockSize: null, windowSize: null, timeoutMs: null, netascii: true };
  expect(optionsText(row({ options: plain }))).toBe("512 B blocks, netascii");
  expect(optionsText(row({ protocol: "capwap" }))).toBe("");
});

it("the progress has a percentage only when the size is known", () => {
  expect(progressText(row())).toBe("4.0 MB of 8.0 MB, 50%");
  expect(progressText(row({ size: null }))).toBe("4.0 MB");
  expect(progressText(row({ bytes: 7_999_999 }))).toContain("99%");
});

it("losses are named only when there are any", () => {
  expect(lossText(row())).toBe("");
  expect(lossText(row({ retransmissions: 1, duplicates: 2 }))).toBe("1 retransmission, 2 duplicates");
});

it("the duration of a running transfer ends now", () => {
  expect(durationSeconds(row(), 3000)).toBe(2);
  expect(durationSeconds(row({ endedAt: 2500 }), 9000)).toBe(1.5);
});

it("durations below ten seconds have tenths", () => {
  expect(shortDuration(0.14)).toBe("0.1 s");
  expect(shortDuration(98)).toBe("1 m 38 s");
});

it("the content names version and image set, but not what the path says or what is unknown", () => {
  expect(contentText(row())).toBe("17.12.1.5");
  expect(contentText(row({ path: "ap1g7" }))).toBe("EWC_17_12_1, 17.12.1.5");
  expect(contentText(row({ imageSet: null, version: null }))).toBe("");
});
