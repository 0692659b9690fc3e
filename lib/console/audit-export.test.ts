/** The export of the audit log: everything that the filter finds, page by page, in both formats. */
import Papa from "papaparse";
import { expect, test } from "vitest";
import type { Actor } from "@/lib/contracts/actor";
import { type AuditEntry, type AuditQuery, NO_AUDIT_FILTER } from "@/lib/contracts/audit";
import { fault } from "@/lib/contracts/fault";
import type { EngineClient } from "@/lib/engine/engine-client";
import { createMemoryStore } from "@/lib/testing/memory-store";
import { auditExport } from "./audit-export";

const lena: Actor = { name: "lena", role: "admin", from: "::1" };
const entry = (i: number): AuditEntry => ({
  actor: { name: i % 2 === 0 ? "mo" : "lena", role: "admin", from: "10.0.0.1", token: null },
  action: "Rename an image set",
  detail: '{"to":"=1+1"}',
  changes: [{ field: "name", before: "a", after: `b${i}`, isSecret: false }],
  outcome: "done",
  wallAt: i,
});

async function rig(count: number) {
  const { audit } = createMemoryStore();
  await audit.append(Array.from({ length: count }, (_, i) => entry(i)));
  const asked: AuditQuery[] = [];
  const ask = (async (_type: string, query: AuditQuery) => {
    asked.push(query);
    return { ok: true, value: await audit.list(query) };
  }) as unknown as EngineClient["ask"];
  return { ask, asked };
}

test("JSON has all entries of the filter, newest first, read in pages", async () => {
  const { ask, asked } = await rig(2401);
  const response = await auditExport(ask, lena, { ...NO_AUDIT_FILTER, user: "mo" }, "json");
  expect(response.headers.get("content-disposition")).toBe('attachment; filename="audit.json"');
  const rows = (await response.json()) as { id: number; changes: unknown[] }[];
  expect(rows).toHaveLength(1201);
  expect(rows[0]).toMatchObject({ id: 2401, changes: [{ field: "name", before: "a", after: "b2400" }] });
  expect(rows.at(-1)?.id).toBe(1);
  expect(asked.map(({ limit, user }) => [limit, user])).toEqual([
    [500, "mo"],
    [500, "mo"],
    [500, "mo"],
  ]);
});

test("CSV has a header and one line per entry, and no cell is a formula", async () => {
  const { ask } = await rig(2);
  const text = await (await auditExport(ask, lena, NO_AUDIT_FILTER, "csv")).text();
  const { data } = Papa.parse<string[]>(text.trimEnd());
  expect(data.map(([id, time, user]) => [id, time, user])).toEqual([
    ["Record", "Time", "User"],
    ["2", "1970-01-01T00:00:00.001Z", "lena"],
    ["1", "1970-01-01T00:00:00.000Z", "mo"],
  ]);
  expect(text.split("\r\n").every((line) => line === "" || line.startsWith('"'))).toBe(true);
});

test("an empty log is an empty list and a header", async () => {
  const { ask } = await rig(0);
  expect(await (await auditExport(ask, lena, NO_AUDIT_FILTER, "json")).json()).toEqual([]);
  expect((await (await auditExport(ask, lena, NO_AUDIT_FILTER, "csv")).text()).split("\r\n")).toHaveLength(2);
});

test("a log that cannot be read is answered with its fault", async () => {
  const ask = (() =>
    Promise.resolve({ ok: false, fault: fault("store-unusable") })) as unknown as EngineClient["ask"];
  const response = await auditExport(ask, lena, NO_AUDIT_FILTER, "csv");
  expect(response.status).toBe(503);
});
