/** Pages of the timeline together give the whole timeline: no duplicates, no gaps, one order. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { RecordedEvent } from "@/lib/contracts/events";
import {
  comparePositions,
  parsePositionKey,
  positionKey,
  timelineQuerySchema,
} from "@/lib/contracts/timeline";
import type { TransferRow } from "@/lib/contracts/transfers";
import { createMemoryStore } from "@/lib/testing/memory-store";
import { logLine, transferRow } from "@/lib/testing/store-contract";
import { readTimeline, type TimelinePorts } from "./timeline";

const AP = "0000.0000.0010";
/** Few different milliseconds, so that many entries share one. */
const timestamp = fc.integer({ min: 1, max: 6 });
const anyApId = fc.constantFrom(null, AP, "0000.0000.0020");

const stored = fc.record({
  lines: fc.array(
    fc.record({
      wallAt: timestamp,
      apId: anyApId,
      source: fc.constantFrom("syslog" as const, "install" as const, "console" as const, "sftp" as const),
    }),
    { maxLength: 14 },
  ),
  events: fc.array(fc.record({ wallAt: timestamp, apId: anyApId }), { maxLength: 8 }),
  transfers: fc.array(
    fc.record({
      startedAt: timestamp,
      lasts: fc.integer({ min: 0, max: 3 }),
      apId: anyApId,
      runs: fc.boolean(),
    }),
    { maxLength: 8 },
  ),
});
type Stored = typeof stored extends fc.Arbitrary<infer T> ? T : never;

const eventOf = ({ wallAt, apId }: Stored["events"][number], seq: number): RecordedEvent =>
  apId === null
    ? { type: "profile.saved", data: { by: "lab" }, seq, at: 1, wallAt }
    : { type: "ap.joined", data: { apId, version: "17.9.4.27" }, seq, at: 1, wallAt };

const rowOf = ({ startedAt, lasts, apId, runs }: Stored["transfers"][number], n: number): TransferRow =>
  transferRow(`t-${n}`, {
    protocol: "sftp",
    client: { address: "127.0.0.9", port: 5, apId, name: apId },
    startedAt,
    endedAt: runs ? null : startedAt + lasts,
    outcome: runs ? "running" : "complete",
  });

async function portsOf({ lines, events, transfers }: Stored): Promise<TimelinePorts> {
  const store = createMemoryStore();
  const rows = transfers.map(rowOf);
  await store.logs.append(lines.map((line, i) => logLine(i + 1, line)));
  await store.events.append(events.map(eventOf));
  await store.transfers.append(rows.filter((row) => row.endedAt !== null));
  // A transfer that ended recently is in memory and in the store.
  return { store, wall: { now: () => 99 }, transfers: () => rows, flush: () => Promise.resolve() };
}

const query = (over: object = {}) => timelineQuerySchema.parse(over);
const keysOf = (entries: readonly { key: string }[]) => entries.map(({ key }) => key);
const filters = fc.record({
  apId: fc.constantFrom(null, AP),
  shared: fc.boolean(),
  sources: fc.constantFrom(["server"], ["state", "access point"], undefined),
  text: fc.constantFrom("", "line", "SFTP transfer", "joined with 17"),
});

test("pages towards older or newer entries add up to the whole timeline, each entry once", async () => {
  await fc.assert(
    fc.asyncProperty(stored, filters, fc.integer({ min: 1, max: 6 }), async (given, filter, limit) => {
      const ports = await portsOf(given);
      const whole = keysOf((await readTimeline(ports, query({ ...filter, limit: 5000 }))).entries);

      let before: string | null = null;
      let older: string[] = [];
      for (let more = true; more; ) {
        const page = await readTimeline(ports, query({ ...filter, limit, before }));
        older = [...keysOf(page.entries), ...older];
        before = older[0] ?? null;
        more = page.more;
      }
      expect(older).toEqual(whole);

      let after: string | null = whole[0] ?? null;
      const newer = whole.slice(0, 1);
      for (let more = after !== null; more; ) {
        const page = await readTimeline(ports, query({ ...filter, limit, after }));
        newer.push(...keysOf(page.entries));
        after = newer.at(-1) ?? null;
        more = page.more;
      }
      expect(newer).toEqual(whole);
      expect(new Set(whole).size).toBe(whole.length);
    }),
    { numRuns: 120 },
  );
});

test("entries are sorted by position, and none is left out", async () => {
  await fc.assert(
    fc.asyncProperty(stored, async (given) => {
      const { entries } = await readTimeline(await portsOf(given), query({ limit: 5000 }));
      const positions = entries.map(({ key }) => parsePositionKey(key)!);
      expect(positions).toEqual([...positions].sort(comparePositions));
      const ended = given.transfers.filter(({ runs }) => !runs).length;
      const lines = given.lines.filter(({ source }) => source !== "install").length;
      expect(entries).toHaveLength(lines + given.events.length + given.transfers.length + ended);
    }),
    { numRuns: 80 },
  );
});

test("a position key parses back to its position, and any other text is rejected", () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 2 ** 31 - 1 }),
      fc.nat(),
      fc.constantFrom("line", "event"),
      (quarters, id, kind) => {
        const position = { wallAt: quarters / 4, kind, id };
        expect(parsePositionKey(positionKey(position))).toEqual(position);
      },
    ),
  );
  const transfer = { wallAt: 1_763_865_156_123, kind: "ended" as const, id: "mib3x-12" };
  expect(parsePositionKey(positionKey(transfer))).toEqual(transfer);
  for (const key of ["", "1", "1_9_1", "x_0_1", "1_0_abc", "1_1_a b", `1_0_${"9".repeat(40)}`])
    expect(parsePositionKey(key)).toBeNull();
});
