/** What an engineer may expect of the timeline, whatever it is made of. */
import { expect, test } from "vitest";
import type { RecordedEvent } from "@/lib/contracts/events";
import { keyBefore, timelineQuerySchema } from "@/lib/contracts/timeline";
import type { TransferRow } from "@/lib/contracts/transfers";
import { createMemoryStore } from "@/lib/testing/memory-store";
import { logLine, transferRow } from "@/lib/testing/store-contract";
import { readTimeline } from "./timeline";

const AP = "0000.0000.0010";
const OTHER = "0000.0000.0020";

type Given = {
  lines?: readonly Parameters<typeof logLine>[1][];
  events?: readonly (Pick<RecordedEvent, "type" | "data"> & { wallAt: number })[];
  stored?: readonly TransferRow[];
  live?: readonly TransferRow[];
};

async function read({ lines = [], events = [], stored = [], live = [] }: Given, over: object = {}) {
  const store = createMemoryStore();
  await store.logs.append(lines.map((line, i) => logLine(i + 1, line)));
  await store.events.append(events.map((event, i) => ({ ...event, seq: i + 1, at: 0 }) as RecordedEvent));
  await store.transfers.append(stored);
  const ports = { store, wall: { now: () => 99 }, transfers: () => live, flush: () => Promise.resolve() };
  return readTimeline(ports, timelineQuerySchema.parse(over));
}
const told = ({ entries }: Awaited<ReturnType<typeof read>>) =>
  entries.map(({ source, text }) => `${source}: ${text}`);

test("cause stands before effect: server, controller, access point and state on one axis", async () => {
  const page = await read({
    lines: [
      { wallAt: 3, source: "syslog", text: "Failed to install_add", apId: AP },
      { wallAt: 3, source: "install", text: "Failed to install_add", apId: AP },
      { wallAt: 1, source: "tftp", text: "RRQ", apId: AP },
      { wallAt: 2, source: "tftp", text: "sending NAK", apId: AP },
      { wallAt: 3, source: "console", text: "image download cannot start", apId: AP, severity: null },
    ],
    events: [
      { type: "ap.disjoined", data: { apId: AP, reason: "It lost its CAPWAP connection." }, wallAt: 3 },
      {
        type: "install.failed",
        data: { url: "x", apId: AP, fault: { code: "timed-out", message: "" } },
        wallAt: 3,
      },
    ],
  });
  expect(told(page)).toEqual([
    "server: RRQ",
    "server: sending NAK",
    "controller: Failed to install_add",
    "access point: image download cannot start",
    "state: Disjoined: It lost its CAPWAP connection.",
  ]);
});

test("a transfer is there when it begins and when it ends, with what went over the wire", async () => {
  const client = { address: "127.0.0.9", port: 5, apId: AP, name: "ap-1" };
  const failed = transferRow("b", {
    protocol: "sftp",
    client,
    startedAt: 1000,
    endedAt: 3500,
    bytes: 250_000,
    outcome: "failed",
    cause: { code: "timed-out", message: "The client fell silent." },
    options: { blockSize: null, windowSize: null, timeoutMs: null, netascii: false },
  });
  const running = transferRow("a", { client, startedAt: 2000, endedAt: null, outcome: "running" });
  const page = await read({ stored: [failed], live: [running, failed] });
  expect(told(page)).toEqual([
    "server: SFTP transfer began: EWC_17_12_1/ap1g8 to ap-1, 70,512,640 bytes",
    "server: TFTP transfer began: EWC_17_12_1/ap1g8 to ap-1, 70,512,640 bytes, block size 1428, window 1",
    "server: SFTP transfer failed: EWC_17_12_1/ap1g8 to ap-1, 250,000 bytes in 2.500 s, 100.0 kB/s: The client fell silent.",
  ]);
  expect(page.entries.map(({ severity, transferId }) => [severity, transferId])).toEqual([
    [6, "b"],
    [6, "a"],
    [3, "b"],
  ]);
});

test("of another TFTP server a transfer tells its retransmissions; our own server's log has that line", async () => {
  const over = {
    direction: "fetch" as const,
    startedAt: 0,
    endedAt: 1000,
    bytes: 1000,
    retransmissions: 1234,
  };
  const page = await read({
    stored: [transferRow("a", over), transferRow("b", { ...over, direction: "send" })],
  });
  expect(told(page).filter((line) => line.includes("complete"))).toEqual([
    "server: TFTP transfer complete: EWC_17_12_1/ap1g8 from 127.0.0.1 port 6969 to 127.0.0.1 port 50000, " +
      "1,000 bytes in 1.000 s, 1.0 kB/s, 1,234 retransmissions",
  ]);
});

test("what the controller sends over CAPWAP is the controller's doing", async () => {
  const row = transferRow("a", { protocol: "capwap", path: "ap1g8" });
  const { entries } = await read({ stored: [row] }, { sources: ["controller"] });
  expect(entries).toHaveLength(2);
  expect((await read({ stored: [row] }, { sources: ["server"] })).entries).toEqual([]);
});

test("one access point's timeline has what is its own and what concerns all, and no stranger's request", async () => {
  const given: Given = {
    lines: [
      { wallAt: 1, source: "sftp", text: "a stranger" },
      { wallAt: 2, source: "sftp", text: "the controller's fetch for several", upgradeId: "u" },
      { wallAt: 3, source: "syslog", text: "Configured from console" },
      { wallAt: 4, source: "console", text: "its own", apId: AP, severity: null },
      { wallAt: 5, source: "console", text: "another's", apId: OTHER, severity: null },
    ],
    events: [
      { type: "server.stopped", data: { server: "tftp" }, wallAt: 6 },
      { type: "ap.joined", data: { apId: OTHER, version: "1" }, wallAt: 7 },
    ],
  };
  expect(told(await read(given, { apId: AP }))).toEqual([
    "server: the controller's fetch for several",
    "controller: Configured from console",
    "access point: its own",
    "state: TFTP server stopped",
  ]);
  expect(told(await read(given, { apId: AP, shared: false }))).toEqual(["access point: its own"]);
});

test("a search goes through everything, in any case and without wildcards", async () => {
  const lines = Array.from({ length: 4000 }, (_, i) => ({
    wallAt: i,
    source: "console" as const,
    apId: AP,
    severity: null,
    text: i === 7 ? "Image signing 100% verified" : `line ${i}`,
  }));
  const events = [{ type: "ap.swapped" as const, data: { apId: AP, version: "17.12.1.5" }, wallAt: 9 }];
  expect(told(await read({ lines, events }, { text: " SIGNING 100% " }))).toEqual([
    "access point: Image signing 100% verified",
  ]);
  expect(told(await read({ lines, events }, { text: "swapped to" }))).toEqual([
    "state: Swapped to 17.12.1.5",
  ]);
  expect((await read({ lines, events }, { text: "1_0" })).entries).toEqual([]);
});

test("a reading says when it was, and the next one takes up from there", async () => {
  const lines = [5, 6, 6, 7].map((wallAt, i) => ({ wallAt, text: `line ${i}` }));
  expect((await read({ lines })).asOf).toBe(99);
  expect(told(await read({ lines }, { after: keyBefore(6) }))).toEqual([
    "controller: line 1",
    "controller: line 2",
    "controller: line 3",
  ]);
});

test("a position that no entry has is refused in words", async () => {
  await expect(read({}, { before: "yesterday" })).rejects.toMatchObject({ fault: { code: "bad-input" } });
});
