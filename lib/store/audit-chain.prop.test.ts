/** Any record that is changed, removed, moved or inserted breaks the chain, and an untouched chain is intact. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  CHAIN_START,
  ChainCheck,
  type ChainedRow,
  chained,
  dropEntry,
  dropOf,
  type LooseRow,
} from "./audit-chain";

const loose: fc.Arbitrary<LooseRow> = fc.record({
  wallAt: fc.integer({ min: 0, max: 2 ** 42 }),
  actor: fc.string(),
  role: fc.constantFrom("admin", "monitor"),
  token: fc.option(fc.string()),
  from: fc.string(),
  action: fc.string(),
  detail: fc.string(),
  changes: fc.constantFrom("[]", '[{"field":"a"}]'),
  outcome: fc.string(),
});
const chains = fc.array(loose, { minLength: 3, maxLength: 12 }).map((rows) => chained(CHAIN_START, rows));

/** What is wrong with these rows, when `original` says where the chain ended. */
function brokenIn(rows: readonly ChainedRow[], original: readonly ChainedRow[]): string | null {
  const drops = rows.flatMap(({ action, detail }) =>
    action === "Drop old audit records" ? [dropOf(detail) ?? null] : [],
  );
  const check = new ChainCheck(drops.at(-1) ?? null);
  for (const row of rows) if (!check.next(row)) break;
  check.end(original.at(-1) ?? null);
  return check.broken;
}
const place = fc.nat({ max: 1000 });
const bounded = { numRuns: 200 };

test("a chain that nobody touched is intact", () => {
  fc.assert(
    fc.property(chains, (rows) => {
      expect(brokenIn(rows, rows)).toBeNull();
    }),
    bounded,
  );
  expect(brokenIn([], [])).toBeNull();
});

test("a change of any field of any record is found, at that record", () => {
  fc.assert(
    fc.property(chains, place, fc.constantFrom(...fields), (rows, at, field) => {
      const i = at % rows.length;
      const row = rows[i] as ChainedRow;
      const old = row[field];
      const changed = { ...row, [field]: typeof old === "number" ? old + 1 : `${old ?? ""}x` } as ChainedRow;
      const broken = brokenIn(rows.with(i, changed), rows);
      expect(broken).toContain(`record ${changed.id} `);
    }),
    bounded,
  );
});
const fields = [
  "id",
  "wallAt",
  "actor",
  "role",
  "token",
  "from",
  "action",
  "detail",
  "changes",
  "outcome",
  "hash",
] as const satisfies readonly (keyof ChainedRow)[];

test("a removed record is found, the first and the last one included", () => {
  fc.assert(
    fc.property(chains, place, (rows, at) => {
      const i = at % rows.length;
      expect(brokenIn(rows.toSpliced(i, 1), rows)).not.toBeNull();
    }),
    bounded,
  );
  const [only] = chained(CHAIN_START, [dropEntry(drop, 1)]);
  expect(brokenIn([], [only as ChainedRow])).toBe("record 1 is missing: the chain ended with record 1");
});
const drop = { records: 1, recordsEver: 1, from: "", to: "", lastId: 0, continuesFrom: CHAIN_START.hash };

test("two records that changed places are found", () => {
  fc.assert(
    fc.property(chains, place, place, (rows, a, b) => {
      const [i, j] = [a % rows.length, b % rows.length];
      fc.pre(i !== j);
      const moved = rows.with(i, rows[j] as ChainedRow).with(j, rows[i] as ChainedRow);
      expect(brokenIn(moved, rows)).not.toBeNull();
    }),
    bounded,
  );
});

test("an inserted record is found, also one with a hash that fits the record before it", () => {
  fc.assert(
    fc.property(chains, loose, place, (rows, invented, at) => {
      const i = at % (rows.length + 1);
      const [inserted] = chained(rows[i - 1] ?? CHAIN_START, [invented]);
      expect(brokenIn(rows.toSpliced(i, 0, inserted as ChainedRow), rows)).not.toBeNull();
    }),
    bounded,
  );
});

test("after a retention the chain continues from the hash that it noted, and a record removed after it is found", () => {
  fc.assert(
    fc.property(chains, place, (rows, at) => {
      const count = 1 + (at % (rows.length - 1));
      const last = rows[count - 1] as ChainedRow;
      const note = { ...drop, lastId: last.id, continuesFrom: last.hash };
      const kept = [...rows.slice(count), ...chained(rows.at(-1) as ChainedRow, [dropEntry(note, 5)])];
      expect(brokenIn(kept, kept)).toBeNull();
      expect(brokenIn(kept.slice(1), kept)).not.toBeNull();
      expect(brokenIn(kept.toSpliced(0, 1, { ...(kept[0] as ChainedRow), actor: "x~" }), kept)).toContain(
        `record ${kept[0]?.id} `,
      );
    }),
    bounded,
  );
});
