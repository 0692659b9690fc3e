/** The contract of a store as a test suite, run on the database and on the store in memory. */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AuditEntry, type AuditQuery, auditQuerySchema } from "@/lib/contracts/audit";
import type { LogQuery } from "@/lib/contracts/commands/logs";
import type { RecordedEvent } from "@/lib/contracts/events";
import type { LogLine } from "@/lib/contracts/logs";
import { type RunQuery, type RunRow, runQuerySchema } from "@/lib/contracts/runs";
import type { TransferHistoryQuery, TransferRow } from "@/lib/contracts/transfers";
import type { Delivery, DeliveryRow } from "@/lib/contracts/webhooks";
import type {
  AxisEdge,
  Store,
  StoredAp,
  StoredSession,
  StoredToken,
  StoredUser,
  TimeRange,
  TimeRangePage,
} from "@/lib/store/store-types";

export const storedAp = (n: number, over: Partial<StoredAp> = {}): StoredAp => ({
  id: `2c5a.0f40.${n.toString(16).padStart(4, "0")}`,
  name: `AP-${n}`,
  model: "C9120AXI-E",
  ip: `10.0.${n >> 8}.${n & 255}`,
  ethernetMac: `2c5a.0f41.${n.toString(16).padStart(4, "0")}`,
  behavior: { linkRttMs: 1.9 },
  machine: { state: "Run", partitions: ["17.9.4.27", "0.0.0.0"] },
  ...over,
});

export const logLine = (id: number, over: Partial<LogLine> = {}): LogLine => ({
  id,
  source: "syslog",
  at: 1_700_000_000_000.5 + id,
  wallAt: 1_700_000_000_000 + id,
  severity: 5,
  text: `line ${id}`,
  apId: null,
  transferId: null,
  upgradeId: null,
  ...over,
});

export const transferRow = (id: string, over: Partial<TransferRow> = {}): TransferRow => ({
  id,
  protocol: "tftp",
  direction: "send",
  client: { address: "127.0.0.1", port: 50_000, apId: null, name: null },
  server: { address: "127.0.0.1", port: 6969 },
  user: null,
  path: "EWC_17_12_1/ap1g8",
  imageSet: "EWC_17_12_1",
  family: "ap1g8",
  version: "17.12.1.5",
  size: 70_512_640,
  bytes: 70_512_640,
  rateNow: 0,
  rateAverage: 734_200.5,
  etaSeconds: null,
  startedAt: 1_700_000_000_000,
  endedAt: 1_700_000_001_000,
  outcome: "complete",
  cause: null,
  options: { blockSize: 1428, windowSize: 1, timeoutMs: null, netascii: false },
  retransmissions: 0,
  duplicates: 0,
  digestVerified: null,
  ...over,
});

export const deliveryRow = (number: number, over: Partial<DeliveryRow> = {}): DeliveryRow => ({
  id: `msg_${number}`,
  number,
  webhookId: "w1",
  type: "run.started",
  about: "Run 1",
  createdAt: 1_700_000_000_000,
  state: "waiting",
  attempts: 0,
  attemptsInRow: 0,
  nextAttemptAt: 1_700_000_000_000,
  lastAttemptAt: null,
  status: null,
  fault: null,
  ...over,
});

/** Limits of logs that nothing reaches. */
export const UNLIMITED = {
  textBytes: Number.MAX_SAFE_INTEGER,
  lines: Number.MAX_SAFE_INTEGER,
  databaseBytes: Number.MAX_SAFE_INTEGER,
};

export const logQuery = (over: Partial<LogQuery> = {}): LogQuery => ({
  source: "syslog",
  apId: null,
  text: "",
  before: null,
  limit: 500,
  ...over,
});
const historyQuery = (over: Partial<TransferHistoryQuery> = {}): TransferHistoryQuery => ({
  text: "",
  outcome: "any",
  protocol: "any",
  before: null,
  limit: 100,
  ...over,
});
export const runRow = (number: number, over: Partial<RunRow> = {}): RunRow => ({
  number,
  upgradeId: `upgrade-${number}`,
  mode: "tftp",
  startedBy: "operator",
  startedAt: 1_700_000_000_000.5 + number * 1_000,
  endedAt: 1_700_000_000_900 + number * 1_000,
  outcome: "complete",
  state: "activated",
  stage: "Reload",
  rehearsedAt: null,
  prediction: null,
  fromVersion: "17.9.4.27",
  targetVersion: "17.12.1.5",
  percent: 100,
  apTotal: 7,
  apComplete: 7,
  apFailed: 0,
  bytesMoved: 70_512_640,
  status: "Upgraded to 17.12.1.5.",
  fault: null,
  ...over,
});
const runQuery = (over: Partial<RunQuery> = {}): RunQuery => ({ ...runQuerySchema.parse({}), ...over });
const auditEntry = (action: string, over: Partial<AuditEntry> = {}): AuditEntry => ({
  actor: { name: "operator", role: "admin", from: "127.0.0.1", token: null },
  action,
  detail: "{}",
  changes: [{ field: "name", before: null, after: "ü \u2028", isSecret: false }],
  outcome: "done",
  wallAt: 1_700_000_000_000,
  ...over,
});
const auditQuery = (over: Partial<AuditQuery> = {}): AuditQuery => ({
  ...auditQuerySchema.parse({}),
  ...over,
});
const joined = (seq: number, apId: string): RecordedEvent => ({
  type: "ap.joined",
  data: { apId, version: "17.9.4.27" },
  seq,
  at: seq * 1.5,
  wallAt: seq,
});
const ids = (rows: readonly { id: unknown }[]) => rows.map((row) => row.id);

/** Rows with many equal times, and a page size. */
const axisArbitrary = {
  times: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 16 }),
  take: fc.integer({ min: 1, max: 5 }),
  towards: fc.constantFrom("older" as const, "newer" as const),
};

type StoredEvent = { id: number; event: RecordedEvent };

/** All rows from one end to the other, page by page. */
async function walk<Row, Id extends number | string>(
  readRange: (query: TimeRange<Id>) => Promise<TimeRangePage<Row, Id>>,
  query: Omit<TimeRange<Id>, "edge">,
): Promise<Row[]> {
  const seen: Row[] = [];
  let edge: AxisEdge<Id> | null = null;
  do {
    const page: TimeRangePage<Row, Id> = await readRange({ ...query, edge });
    expect(page.rows.length).toBeLessThanOrEqual(query.take);
    seen.push(...page.rows);
    edge = page.next;
  } while (edge !== null);
  return seen;
}

const along = <Id extends number | string>(
  points: readonly { id: Id; wallAt: number }[],
  towards: "older" | "newer",
): Id[] => {
  const sorted = [...points].sort((a, b) => a.wallAt - b.wallAt || (a.id < b.id ? -1 : 1)).map((p) => p.id);
  return towards === "older" ? sorted.reverse() : sorted;
};

/** @param open makes a new, empty store for each test */
export function storeContract(name: string, open: () => Promise<Store>): void {
  describe(`${name} fulfills the contract of a store`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    describe("access points", () => {
      it("are returned as they were stored, sorted by id", async () => {
        await store.aps.upsert([storedAp(2), storedAp(1)]);
        expect(await store.aps.all()).toEqual([storedAp(1), storedAp(2)]);
      });
      it("are replaced when they are stored again, and removed by id", async () => {
        await store.aps.upsert([storedAp(1), storedAp(2)]);
        await store.aps.upsert([storedAp(1, { machine: { state: "Reset" } })]);
        await store.aps.remove([storedAp(2).id, "0000.0000.0000"]);
        expect(await store.aps.all()).toEqual([storedAp(1, { machine: { state: "Reset" } })]);
      });
      it("are copies of what was stored", async () => {
        const ap = storedAp(1, { machine: { state: "Run" } });
        await store.aps.upsert([ap]);
        (ap.machine as { state: string }).state = "changed";
        expect((await store.aps.all())[0]?.machine).toEqual({ state: "Run" });
      });
      it("may be empty", async () => {
        await store.aps.upsert([]);
        await store.aps.remove([]);
        expect(await store.aps.all()).toEqual([]);
      });
    });

    describe("documents", () => {
      it("are undefined until they are stored, and after undefined was stored", async () => {
        expect(await store.documents.get("profile")).toBeUndefined();
        await store.documents.put("profile", { mode: "tftp" });
        expect(await store.documents.get("profile")).toEqual({ mode: "tftp" });
        await store.documents.put("profile", undefined);
        expect(await store.documents.get("profile")).toBeUndefined();
      });
      it("return any JSON, with unusual text", async () => {
        await fc.assert(
          fc.asyncProperty(fc.jsonValue({ noUnicodeString: false }), async (value) => {
            await store.documents.put("lab", value);
            expect(await store.documents.get("lab")).toEqual(JSON.parse(JSON.stringify(value)));
          }),
          { numRuns: 40 },
        );
      });
    });

    describe("log lines", () => {
      it("are read by pages, the newest page first, each with its oldest line first", async () => {
        await store.logs.append([1, 2, 3, 4, 5].map((id) => logLine(id)));
        const page = await store.logs.read(logQuery({ limit: 2 }));
        expect(page).toEqual({ lines: [logLine(4), logLine(5)], more: true, searched: null });
        const older = await store.logs.read(logQuery({ limit: 3, before: 4 }));
        expect(older).toEqual({ lines: [logLine(1), logLine(2), logLine(3)], more: false, searched: null });
      });
      it("are found by source, access point and text in any case, without wildcards", async () => {
        await store.logs.append([
          logLine(1, { text: "Failed to install_add 100%" }),
          logLine(2, { text: "failed to installXadd 1000" }),
          logLine(3, { source: "console", apId: "a", severity: null, text: "FAILED" }),
          logLine(4, { source: "console", apId: "b", severity: null, text: "failed" }),
        ]);
        expect(ids((await store.logs.read(logQuery({ text: "INSTALL_ADD" }))).lines)).toEqual([1]);
        expect(ids((await store.logs.read(logQuery({ text: "100%" }))).lines)).toEqual([1]);
        expect((await store.logs.read(logQuery({ text: "absent" }))).searched).toBe(2);
        expect((await store.logs.read(logQuery())).searched).toBeNull();
        expect(ids((await store.logs.read(logQuery({ source: "console", apId: "b" }))).lines)).toEqual([4]);
        expect(ids((await store.logs.read(logQuery({ source: "console", text: "fail" }))).lines)).toEqual([
          3, 4,
        ]);
      });
      it("are searched over any distance, as far as the limit goes", async () => {
        const at = [1, 2, 39_000, 90_000, 400_000];
        await store.logs.append(at.map((id) => logLine(id, { text: id === 2 ? "other" : `Reload ${id}` })));
        expect(ids((await store.logs.read(logQuery({ text: "reload" }))).lines)).toEqual([
          1, 39_000, 90_000, 400_000,
        ]);
        const page = await store.logs.read(logQuery({ text: "reload", limit: 2 }));
        expect([ids(page.lines), page.more]).toEqual([[90_000, 400_000], true]);
        const older = await store.logs.read(logQuery({ text: "RELOAD", limit: 2, before: 90_000 }));
        expect([ids(older.lines), older.more]).toEqual([[1, 39_000], false]);
        // The wildcard finds more lines than match.
        expect(ids((await store.logs.read(logQuery({ text: "rel_ad", limit: 1 }))).lines)).toEqual([]);
      });

      it("are found by severity and above, without lines that have none", async () => {
        await store.logs.append([3, 4, 5, null].map((severity, i) => logLine(i + 1, { severity })));
        expect(ids((await store.logs.read(logQuery({ severity: 4 }))).lines)).toEqual([1, 2]);
        expect(ids((await store.logs.read(logQuery({ severity: 4, limit: 1 }))).lines)).toEqual([2]);
        expect(ids((await store.logs.read(logQuery())).lines)).toEqual([1, 2, 3, 4]);
      });
      it("return any text", async () => {
        await fc.assert(
          fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 60 }), async (text) => {
            await store.logs.append([logLine(1, { text })]);
            expect((await store.logs.read(logQuery())).lines[0]?.text).toBe(text);
          }),
          { numRuns: 40 },
        );
      });
      it("have a last id, 0 without lines", async () => {
        expect(await store.logs.lastId()).toBe(0);
        await store.logs.append([logLine(7), logLine(9)]);
        expect(await store.logs.lastId()).toBe(9);
      });
      it("are pruned from the oldest until the rest fits", async () => {
        await store.logs.append([1, 2, 3, 4].map((id) => logLine(id, { text: "12345\u00e9\u00e9" })));
        expect(await store.logs.prune({ ...UNLIMITED, textBytes: 36 })).toBe(0);
        expect(await store.logs.prune({ ...UNLIMITED, textBytes: 20 })).toBe(2);
        await store.logs.append([logLine(5, { text: "x".repeat(18) })]);
        expect(await store.logs.prune({ ...UNLIMITED, textBytes: 20 })).toBe(2);
        expect(ids((await store.logs.read(logQuery())).lines)).toEqual([5]);
        expect(await store.logs.lastId()).toBe(5);
      });

      it("of one source that flood the store leave the lines of the others alone", async () => {
        await store.logs.append([
          ...[1, 2].map((id) => logLine(id, { text: "controller", source: "syslog" })),
          ...[3, 4].map((id) => logLine(id, { text: "an AP", source: "console", apId: "a" })),
          ...Array.from({ length: 2_500 }, (_, i) =>
            logLine(i + 5, { text: "x".repeat(100), source: "tftp" }),
          ),
        ]);
        expect(await store.logs.prune({ ...UNLIMITED, textBytes: 1000 })).toBe(2_491);
        const left = async (source: LogLine["source"]) =>
          ids((await store.logs.read(logQuery({ source }))).lines);
        expect(await left("syslog")).toEqual([1, 2]);
        expect(await left("console")).toEqual([3, 4]);
        expect((await left("tftp")).length).toBe(9);
      });

      it("reads only the lines of one upgrade when it is named", async () => {
        await store.logs.append([
          logLine(1, { upgradeId: "upgrade-1" }),
          logLine(2),
          logLine(3, { upgradeId: "upgrade-2" }),
        ]);
        const { lines } = await store.logs.read(logQuery({ upgradeId: "upgrade-1" }));
        expect(lines.map(({ id }) => id)).toEqual([1]);
      });
    });

    describe("events", () => {
      it("are read newest first, of one access point or of all", async () => {
        const ended: RecordedEvent = {
          type: "upgrade.ended",
          data: { upgradeId: "u", onTarget: 12, total: 12 },
          seq: 3,
          at: 3,
          wallAt: 3,
        };
        await store.events.append([joined(1, "a"), joined(2, "b"), ended]);
        expect(await store.events.read({ limit: 10 })).toEqual([ended, joined(2, "b"), joined(1, "a")]);
        expect(await store.events.read({ apId: "a", limit: 10 })).toEqual([joined(1, "a")]);
        expect(await store.events.read({ limit: 1 })).toEqual([ended]);
        expect(await store.events.read({ limit: 0 })).toEqual([]);
      });
      it("of a later start follow those of an earlier one, although sequence numbers start again", async () => {
        await store.events.append([joined(500, "a")]);
        await store.events.append([joined(1, "a")]);
        expect((await store.events.read({ limit: 5 })).map((event) => event.seq)).toEqual([1, 500]);
      });
      it("are pruned from the oldest", async () => {
        await store.events.append([1, 2, 3].map((seq) => joined(seq, "a")));
        expect(await store.events.prune(5)).toBe(0);
        expect(await store.events.prune(1)).toBe(2);
        expect(await store.events.read({ limit: 5 })).toEqual([joined(3, "a")]);
      });
      it("are pruned to the newest 21 of 4,321, in several steps", async () => {
        await store.events.append(Array.from({ length: 4_321 }, (_, i) => joined(i, "a")));
        expect(await store.events.prune(21)).toBe(4_300);
        const left = await store.events.read({ limit: 100 });
        expect([left.length, left[0]?.seq, left.at(-1)?.seq]).toEqual([21, 4_320, 4_300]);
      });
    });

    describe("the history of transfers", () => {
      it("has the newest end first, each row unchanged", async () => {
        const failed = transferRow("b", {
          outcome: "failed",
          endedAt: 1_700_000_002_000,
          cause: { code: "file-not-found", message: "No such file or directory" },
        });
        await store.transfers.append([failed, transferRow("a")]);
        const page = await store.transfers.history(historyQuery());
        expect(page).toEqual({ rows: [failed, transferRow("a")], more: false });
      });
      it("replaces the row of a known transfer", async () => {
        await store.transfers.append([transferRow("a")]);
        await store.transfers.append([transferRow("a", { digestVerified: true })]);
        expect((await store.transfers.history(historyQuery())).rows).toEqual([
          transferRow("a", { digestVerified: true }),
        ]);
      });
      it("is filtered by outcome, protocol and text", async () => {
        await store.transfers.append([
          transferRow("a", { outcome: "failed" }),
          transferRow("b", { protocol: "capwap", path: "ap1g7" }),
          transferRow("c", { client: { address: "127.0.0.9", port: 1, apId: "x", name: "AP-Kitchen" } }),
        ]);
        const found = async (over: Partial<TransferHistoryQuery>) =>
          ids((await store.transfers.history(historyQuery(over))).rows);
        expect(await found({ outcome: "failed" })).toEqual(["a"]);
        expect(await found({ protocol: "capwap" })).toEqual(["b"]);
        expect(await found({ text: "kitchen" })).toEqual(["c"]);
        expect(await found({ text: "AP1G7" })).toEqual(["b"]);
        expect(await found({ text: "ap_g7" })).toEqual([]);
      });
      it("is paged by time without a gap or a duplicate, also when transfers end in the same millisecond", async () => {
        await fc.assert(
          fc.asyncProperty(
            fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 20 }),
            fc.integer({ min: 1, max: 5 }),
            async (ends, limit) => {
              await store.transfers.prune(0);
              await store.transfers.append(ends.map((endedAt, i) => transferRow(`t${i}`, { endedAt })));
              const seen: string[] = [];
              let before: number | null = null;
              for (let more = true; more; ) {
                const page: { rows: TransferRow[]; more: boolean } = await store.transfers.history(
                  historyQuery({ limit, before }),
                );
                seen.push(...page.rows.map((row) => row.id));
                more = page.more;
                before = page.rows.at(-1)?.endedAt ?? null;
              }
              expect(seen).toHaveLength(ends.length);
              expect(new Set(seen).size).toBe(ends.length);
            },
          ),
          { numRuns: 30 },
        );
      });
      it("is pruned from the oldest", async () => {
        await store.transfers.append([1, 2, 3].map((n) => transferRow(`t${n}`, { endedAt: n })));
        expect(await store.transfers.prune(2)).toBe(1);
        expect(ids((await store.transfers.history(historyQuery())).rows)).toEqual(["t3", "t2"]);
      });

      it("lists only the transfers of simulated clients that started in a time when one is given", async () => {
        const client = { address: "127.0.0.1", port: 50_000, apId: "2c5a.0f40.0001", name: "AP-1" };
        await store.transfers.append([
          transferRow("a", { client, startedAt: 999, endedAt: 1_500 }),
          transferRow("b", { client, startedAt: 1_000, endedAt: 1_500 }),
          transferRow("c", { startedAt: 1_500, endedAt: 1_600 }),
          transferRow("d", { client, startedAt: 2_000, endedAt: 2_500 }),
          transferRow("e", { client, startedAt: 2_001, endedAt: 2_500 }),
        ]);
        const ids = async (until: number | null) => {
          const { rows } = await store.transfers.history(historyQuery({ during: { from: 1_000, until } }));
          return rows.map(({ id }) => id).sort();
        };
        expect(await ids(2_000)).toEqual(["b", "d"]);
        expect(await ids(null)).toEqual(["b", "d", "e"]);
      });
    });

    describe("the time axis", () => {
      it("has every log line once and in order in both directions, also within one millisecond", async () => {
        await fc.assert(
          fc.asyncProperty(
            ...[axisArbitrary.times, axisArbitrary.take, axisArbitrary.towards],
            async (times, take, towards) => {
              await store.logs.prune({ ...UNLIMITED, textBytes: 0 });
              const lines = times.map((wallAt, i) =>
                logLine(i + 1, { source: "console", wallAt, apId: "a" }),
              );
              await store.logs.append([
                ...lines,
                logLine(900),
                logLine(901, { source: "console", apId: "b" }),
              ]);
              const all = { source: "console" as const, apId: "a", towards, take };
              const seen = await walk<LogLine, number>(
                (query) => store.logs.readRange({ ...all, ...query }),
                all,
              );
              expect(ids(seen)).toEqual(along(lines, towards));
            },
          ),
          { numRuns: 25 },
        );
      });
      it("has every event once and in order, without the excluded types", async () => {
        const times = [3, 1, 3, 2, 3, 1];
        await store.events.append([
          ...times.map((wallAt, i) => ({ ...joined(i + 1, "a"), wallAt })),
          { type: "server.stopped", data: { server: "tftp" }, seq: 50, at: 2, wallAt: 2 },
          { type: "profile.saved", data: { by: "lab" }, seq: 51, at: 2, wallAt: 2 },
        ]);
        for (const towards of ["older", "newer"] as const) {
          const query = { except: ["server.stopped" as const], towards, take: 2 };
          const all = await walk<StoredEvent, number>(
            (page) => store.events.readRange({ ...query, ...page }),
            query,
          );
          expect(all.map(({ event }) => event.seq)).toEqual(
            towards === "newer" ? [2, 6, 4, 51, 1, 3, 5] : [5, 3, 1, 51, 4, 6, 2],
          );
          const ofNone = await walk<StoredEvent, number>(
            (page) => store.events.readRange({ ...query, ...page, apId: null }),
            query,
          );
          expect(ofNone.map(({ event }) => event.type)).toEqual(["profile.saved"]);
        }
      });
      it("has every transfer once and in order, by start and by end", async () => {
        await fc.assert(
          fc.asyncProperty(
            ...[axisArbitrary.times, axisArbitrary.take, axisArbitrary.towards],
            fc.constantFrom("startedAt" as const, "endedAt" as const),
            async (times, take, towards, by) => {
              await store.transfers.prune(0);
              const client = { address: "127.0.0.9", port: 1, apId: "x", name: "AP" };
              const rows = times.map((at, i) =>
                transferRow(`t-${i}`, { client, startedAt: at, endedAt: 5 - (at % 3) }),
              );
              await store.transfers.append([...rows, transferRow("another's")]);
              const all = { by, apId: "x", towards, take };
              const seen = await walk<TransferRow, string>(
                (query) => store.transfers.readRange({ ...all, ...query }),
                all,
              );
              const places = rows.map((row) => ({ id: row.id, wallAt: row[by] ?? 0 }));
              expect(ids(seen)).toEqual(along(places, towards));
            },
          ),
          { numRuns: 25 },
        );
      });
      it("begins with or behind a whole millisecond", async () => {
        await store.logs.append([1, 2, 2, 3].map((wallAt, i) => logLine(i + 1, { wallAt })));
        const from = async (towards: "older" | "newer", ties: "in" | "out") =>
          ids(
            (await store.logs.readRange({ source: "syslog", towards, edge: { wallAt: 2, ties }, take: 9 }))
              .rows,
          );
        expect(await from("older", "in")).toEqual([3, 2, 1]);
        expect(await from("older", "out")).toEqual([1]);
        expect(await from("newer", "in")).toEqual([2, 3, 4]);
        expect(await from("newer", "out")).toEqual([4]);
      });
      it("finds every line with a text, ignoring case and without wildcards", async () => {
        const texts = ["100% done", "1000 done", "Größe", "GRÖSSE", "größe 100%", "none", "x"];
        await store.logs.append(texts.map((text, i) => logLine(i + 1, { text, wallAt: 1 + (i >> 1) })));
        const found = async (text: string, take: number, towards: "older" | "newer") => {
          const seen: number[] = [];
          let edge: AxisEdge<number> | null = null;
          do {
            const page: TimeRangePage<LogLine, number> = await store.logs.readRange({
              source: "syslog",
              text,
              take,
              towards,
              edge,
            });
            seen.push(...page.rows.map(({ id }) => id));
            edge = page.next;
          } while (edge !== null);
          return seen;
        };
        for (const take of [1, 2, 3, 7, 50]) {
          expect(await found("100%", take, "newer")).toEqual([1, 5]);
          expect(await found(" DONE ", take, "older")).toEqual([2, 1]);
          expect(await found("gRÖ", take, "newer")).toEqual([3, 4, 5]);
          expect(await found("nowhere", take, "older")).toEqual([]);
        }
      });
      it("can have only lines of an upgrade among those without access point", async () => {
        await store.logs.append([logLine(1), logLine(2, { upgradeId: "u" }), logLine(3, { apId: "a" })]);
        const found = await store.logs.readRange({
          source: "syslog",
          towards: "newer",
          edge: null,
          take: 9,
          apId: null,
          ofUpgrade: true,
        });
        expect(ids(found.rows)).toEqual([2]);
      });
    });

    describe("runs", () => {
      const stored = (number: number, over: Partial<RunRow> = {}) => ({
        row: runRow(number, over),
        profile: null,
        isRecorded: false,
        recordingBytes: 12,
      });
      const numbers = (rows: readonly RunRow[]) => rows.map(({ number }) => number);

      it("are stored, replaced and read by number", async () => {
        await store.runs.put({ ...stored(1), isRecorded: true });
        await store.runs.put(stored(1, { percent: 40 }));
        expect(await store.runs.get(1)).toEqual(stored(1, { percent: 40 }));
        expect(await store.runs.get(2)).toBeUndefined();
      });

      it("are listed newest first, page by page, by outcome, operator, version and text", async () => {
        expect(await store.runs.lastNumber()).toBe(0);
        await store.runs.put(stored(1, { outcome: "failed", startedBy: "ann", targetVersion: null }));
        await store.runs.put(stored(2, { fromVersion: "17.3.1.9", status: "Canceled by bob." }));
        await store.runs.put(stored(3));
        expect(await store.runs.lastNumber()).toBe(3);
        const page = await store.runs.list(runQuery({ limit: 2 }));
        expect([numbers(page.rows), page.more]).toEqual([[3, 2], true]);
        const rest = await store.runs.list(runQuery({ limit: 2, before: 2 }));
        expect([numbers(rest.rows), rest.more]).toEqual([[1], false]);
        for (const [query, found] of [
          [{ outcome: "failed" }, [1]],
          [{ startedBy: "ann" }, [1]],
          [{ version: "17.3.1.9" }, [2]],
          [{ version: "17.12.1.5" }, [3, 2]],
          [{ text: " BOB" }, [2]],
          [{ text: "run 3" }, [3]],
        ] as const)
          expect(numbers((await store.runs.list(runQuery(query))).rows)).toEqual(found);
      });

      it("have a recording in pieces, in order; a piece that is written again replaces the first one", async () => {
        await store.runs.addPiece(1, 1, Uint8Array.of(3, 4));
        await store.runs.addPiece(1, 0, Uint8Array.of(9));
        await store.runs.addPiece(2, 0, Uint8Array.of(7));
        await store.runs.addPiece(1, 0, Uint8Array.of(0, 255));
        const pieces = await store.runs.pieces(1);
        expect(pieces.map((piece) => [...piece])).toEqual([
          [0, 255],
          [3, 4],
        ]);
        expect(await store.runs.pieces(3)).toEqual([]);
      });

      it("are pruned with their recordings, and the newest one always stays", async () => {
        for (const number of [1, 2, 3]) {
          await store.runs.put(stored(number));
          await store.runs.addPiece(number, 0, Uint8Array.of(number));
        }
        expect(await store.runs.prune(2)).toBe(1);
        expect(await store.runs.get(1)).toBeUndefined();
        expect(await store.runs.pieces(1)).toEqual([]);
        expect(await store.runs.pieces(2)).toHaveLength(1);
        expect(await store.runs.prune(0)).toBe(1);
        expect(await store.runs.lastNumber()).toBe(3);
      });
    });

    describe("the audit log", () => {
      it("lists the newest first, page by page", async () => {
        await store.audit.append([auditEntry("a"), auditEntry("b"), auditEntry("c")]);
        const page = await store.audit.list(auditQuery({ limit: 2 }));
        expect(page.entries.map((entry) => entry.action)).toEqual(["c", "b"]);
        expect(page.more).toBe(true);
        const { id, hash, ...newest } = page.entries[0]!;
        expect(id).toBe(3);
        expect(hash).toMatch(/^[0-9a-f]{64}$/);
        expect(newest).toEqual(auditEntry("c"));
        const rest = await store.audit.list(auditQuery({ limit: 2, before: page.entries[1]!.id }));
        expect(rest.entries.map((entry) => entry.action)).toEqual(["a"]);
        expect(rest.more).toBe(false);
      });

      it.each([
        ["user", { user: "lena" }, ["b"]],
        ["action", { action: "c" }, ["c"]],
        ["done", { outcome: "done" as const }, ["b", "a"]],
        ["refused", { outcome: "refused" as const }, ["c"]],
        ["text, ignoring case, in any field", { text: " NIGHTLY " }, ["b"]],
        ["text in what changed", { text: "port-after" }, ["c"]],
        ["time range, both ends included", { since: 2, until: 3 }, ["c", "b"]],
        ["several at once", { user: "lena", outcome: "refused" as const }, []],
      ])("is filtered by %s", async (_name, over, actions) => {
        const lena = { name: "lena", role: "admin" as const, from: "10.0.0.1", token: "nightly" };
        await store.audit.append([
          auditEntry("a", { wallAt: 1 }),
          auditEntry("b", { wallAt: 2, actor: lena }),
          auditEntry("c", {
            wallAt: 3,
            outcome: "not-found: It is gone.",
            changes: [{ field: "port", before: "1", after: "Port-After", isSecret: false }],
          }),
        ]);
        const { entries } = await store.audit.list(auditQuery(over));
        expect(entries.map(({ action }) => action)).toEqual(actions);
      });

      it("says which users and actions occur", async () => {
        const root = { name: "root", role: "admin" as const, from: "::1", token: null };
        await store.audit.append([auditEntry("b"), auditEntry("a"), auditEntry("a", { actor: root })]);
        expect(await store.audit.values()).toEqual({ users: ["operator", "root"], actions: ["a", "b"] });
      });

      it("keeps the newest entries, and says how many it dropped and where the chain continues", async () => {
        for (let i = 1; i <= 5; i++) await store.audit.append([auditEntry(`a${i}`, { wallAt: i * 1000 })]);
        const all = (await store.audit.list(auditQuery())).entries;
        expect(await store.audit.prune(5, 9000)).toBe(0);
        expect(await store.audit.prune(3, 9000)).toBe(3);
        const { entries } = await store.audit.list(auditQuery());
        expect(entries.map(({ action }) => action)).toEqual(["Drop old audit records", "a5", "a4"]);
        expect(JSON.parse(entries[0]!.detail)).toEqual({
          records: 3,
          recordsEver: 3,
          from: "1970-01-01T00:00:01.000Z",
          to: "1970-01-01T00:00:03.000Z",
          lastId: 3,
          continuesFrom: all.find(({ id }) => id === 3)?.hash,
        });
        await store.audit.append([auditEntry("a6")]);
        expect(await store.audit.prune(3, 9500)).toBe(2);
        const newest = (await store.audit.list(auditQuery())).entries[0]!;
        expect(JSON.parse(newest.detail)).toMatchObject({ records: 2, recordsEver: 5, lastId: 5 });
      });
    });

    describe("users, sessions and API tokens", () => {
      const user: StoredUser = {
        name: "lena",
        role: "admin",
        isDisabled: false,
        passwordHash: "hash",
        passwordChangedAt: 1_700_000_000_000,
        signedInAt: null,
      };
      const session: StoredSession = {
        id: "s1",
        secretHash: "aa",
        user: "lena",
        from: "10.0.0.1",
        browser: "Browser 1",
        createdAt: 1,
        usedAt: 2,
        confirmedAt: 3,
      };
      const token: StoredToken = {
        id: "t1",
        secretHash: "bb",
        name: "backup",
        role: "monitor",
        user: "lena",
        createdAt: 1,
        expiresAt: 2,
        usedAt: null,
      };
      it("are stored, replaced and removed", async () => {
        await store.identity.putUser(user);
        await store.identity.putUser({ ...user, isDisabled: true, signedInAt: 4 });
        await store.identity.putSessions([session, { ...session, id: "s2", secretHash: "cc" }]);
        await store.identity.putTokens([token]);
        expect(await store.identity.all()).toEqual({
          users: [{ ...user, isDisabled: true, signedInAt: 4 }],
          sessions: [session, { ...session, id: "s2", secretHash: "cc" }],
          tokens: [token],
        });
        await store.identity.removeUser("lena");
        await store.identity.removeSessions(["s1", "nothing"]);
        await store.identity.removeTokens(["t1"]);
        const { users, sessions, tokens } = await store.identity.all();
        expect([users, sessions.map(({ id }) => id), tokens]).toEqual([[], ["s2"], []]);
      });
    });

    describe("deliveries to webhooks", () => {
      const delivery = (number: number, over: Partial<DeliveryRow> = {}): Delivery => ({
        row: deliveryRow(number, over),
        body: `{"number":${number}}`,
        tries: [],
      });
      const told = (value: unknown) => ({ key: "webhook-told", value });
      const numbers = (rows: readonly DeliveryRow[]) => rows.map(({ number }) => number);

      it("are stored with what was told, replaced, and read by id", async () => {
        await store.webhooks.record([delivery(1), delivery(2)], told({ aps: ["a"] }));
        await store.webhooks.record([], told({ aps: [] }));
        expect(await store.documents.get("webhook-told")).toEqual({ aps: [] });
        const attempt = { at: 5, tookMs: 1.5, status: 204, fault: null, responseStart: "ok" };
        const ended = { ...delivery(2, { state: "delivered", nextAttemptAt: null }), tries: [attempt] };
        await store.webhooks.keep([ended]);
        expect(await store.webhooks.get("msg_2")).toEqual(ended);
        expect(await store.webhooks.get("msg_3")).toBeUndefined();
        await store.webhooks.put(delivery(2));
        expect(await store.webhooks.get("msg_2")).toEqual(delivery(2));
      });

      it("are listed newest first, page by page, of one webhook or of all", async () => {
        expect(await store.webhooks.lastNumber()).toBe(0);
        for (const number of [1, 2, 3, 4])
          await store.webhooks.put(delivery(number, { webhookId: number % 2 === 0 ? "even" : "odd" }));
        expect(await store.webhooks.lastNumber()).toBe(4);
        const page = await store.webhooks.list({ webhookId: null, before: null, limit: 3 });
        expect([numbers(page.deliveries), page.more]).toEqual([[4, 3, 2], true]);
        const rest = await store.webhooks.list({ webhookId: null, before: 2, limit: 3 });
        expect([numbers(rest.deliveries), rest.more]).toEqual([[1], false]);
        const even = await store.webhooks.list({ webhookId: "even", before: null, limit: 3 });
        expect([numbers(even.deliveries), even.more]).toEqual([[4, 2], false]);
        await store.webhooks.removeOf("even");
        const odd = await store.webhooks.list({ webhookId: null, before: null, limit: 3 });
        expect(numbers(odd.deliveries)).toEqual([3, 1]);
      });

      it("that have to be sent are found, oldest first, and outlast a pruning", async () => {
        for (const number of [1, 2, 3, 4, 5])
          await store.webhooks.put(delivery(number, { state: number === 1 ? "waiting" : "failed" }));
        await store.webhooks.put(delivery(6, { state: "sending" }));
        expect(await store.webhooks.prune(2)).toBe(3);
        const { deliveries } = await store.webhooks.list({ webhookId: null, before: null, limit: 9 });
        expect(numbers(deliveries)).toEqual([6, 5, 1]);
        expect(numbers(await store.webhooks.waiting())).toEqual([1, 6]);
        expect(await store.webhooks.prune(2)).toBe(0);
      });
    });

    describe("the catalog of image files", () => {
      const entry = (path: string, sizeBytes: number) => ({
        path,
        sizeBytes,
        modifiedAt: 1_700_000_000_000,
        facts: { family: "ap1g8", sha512: "00" },
      });
      it("stores, replaces and removes entries by path", async () => {
        await store.catalog.save([entry("a/ap1g8", 1), entry("b/ap1g7", 2)]);
        await store.catalog.save([entry("a/ap1g8", 289_000_000_000)]);
        await store.catalog.forget(["b/ap1g7", "nowhere"]);
        expect(await store.catalog.load()).toEqual([entry("a/ap1g8", 289_000_000_000)]);
      });
    });
  });
}
