/** Contents and order of the timeline, and its filters. */
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
const textsOf = ({ entries }: Awaited<ReturnType<typeof read>>) =>
  entries.map(({ source, text }) => `${source}: ${text}`);

test("lines of server, controller, access point and state are on one axis, a cause before its effect", async () => {
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
  expect(textsOf(page)).toEqual([
    "server: RRQ",
    "server: sending NAK",
    "controller: Failed to install_add",
    "access point: image download cannot start",
    "state: Disjoined: It lost its CAPWAP connection.",
  ]);
});

test("a transfer has an entry for its start and one for its end, with options, bytes and rate", async () => {
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
  expect(textsOf(page)).toEqual([
    "server: SFTP transfer started: EWC_17_12_1/ap1g8 to ap-1, 70,512,640 bytes",
    "server: TFTP transfer started: EWC_17_12_1/ap1g8 to ap-1, 70,512,640 bytes, block size 1428, window 1",
    "server: SFTP transfer failed: EWC_17_12_1/ap1g8 to ap-1, 250,000 bytes in 2.500 s, 100.0 kB/s: The client fell silent.",
  ]);
  expect(page.entries.map(({ severity, transferId }) => [severity, transferId])).toEqual([
    [6, "b"],
    [6, "a"],
    [3, "b"],
  ]);
});

test("a fetch from another TFTP server has an end entry with retransmissions; our own server's log already has that line", async () => {
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
  expect(textsOf(page).filter((line) => line.includes("complete"))).toEqual([
    "server: TFTP transfer complete: EWC_17_12_1/ap1g8 from 127.0.0.1 port 6969 to 127.0.0.1 port 50000, " +
      "1,000 bytes in 1.000 s, 1.0 kB/s, 1,234 retransmissions",
  ]);
});

test("a CAPWAP transfer belongs to the source controller, not to a server", async () => {
  const row = transferRow("a", { protocol: "capwap", path: "ap1g8" });
  const { entries } = await read({ stored: [row] }, { sources: ["controller"] });
  expect(entries).toHaveLength(2);
  expect((await read({ stored: [row] }, { sources: ["server"] })).entries).toEqual([]);
});

test("the timeline of one access point has its own and shared entries, and no requests of unknown clients", async () => {
  const given: Given = {
    lines: [
      { wallAt: 1, source: "sftp", text: "an unknown client" },
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
  expect(textsOf(await read(given, { apId: AP }))).toEqual([
    "server: the controller's fetch for several",
    "controller: Configured from console",
    "access point: its own",
    "state: TFTP server stopped",
  ]);
  expect(textsOf(await read(given, { apId: AP, shared: false }))).toEqual(["access point: its own"]);
});

test("a search covers all stored entries, ignores case and has no wildcards", async () => {
  const lines = Array.from({ length: 4000 }, (_, i) => ({
    wallAt: i,
    source: "console" as const,
    apId: AP,
    severity: null,
    text: i === 7 ? "Image signing 100% verified" : `line ${i}`,
  }));
  const events = [{ type: "ap.swapped" as const, data: { apId: AP, version: "17.12.1.5" }, wallAt: 9 }];
  expect(textsOf(await read({ lines, events }, { text: " SIGNING 100% " }))).toEqual([
    "access point: Image signing 100% verified",
  ]);
  expect(textsOf(await read({ lines, events }, { text: "swapped to" }))).toEqual([
    "state: Swapped to 17.12.1.5",
  ]);
  expect((await read({ lines, events }, { text: "1_0" })).entries).toEqual([]);
});

test("a page says when it was read, and the next one can continue from there", async () => {
  const lines = [5, 6, 6, 7].map((wallAt, i) => ({ wallAt, text: `line ${i}` }));
  expect((await read({ lines })).asOf).toBe(99);
  expect(textsOf(await read({ lines }, { after: keyBefore(6) }))).toEqual([
    "controller: line 1",
    "controller: line 2",
    "controller: line 3",
  ]);
});

test("an invalid position is rejected as bad input", async () => {
  await expect(read({}, { before: "yesterday" })).rejects.toMatchObject({ fault: { code: "bad-input" } });
});
