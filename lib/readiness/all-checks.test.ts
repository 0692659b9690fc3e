/** Each check against its fixtures: the facts of a network that is ready, with what each case changes. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { checkIds, groupOfCheck } from "@/lib/contracts/readiness/check-ids";
import { checkResultSchema, verdictSchema } from "@/lib/contracts/readiness/check-result";
import { type ReadinessFacts, readinessFactsSchema } from "@/lib/contracts/readiness/facts";
import { allChecks } from "./all-checks";
import { judgeAll, judgeBy, partsFor, summarize } from "./judge";

const folder = new URL("./checks/", import.meta.url);
const readJson = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));

/** `facts`: paths into the facts with slashes, and what is there instead. */
const fixturesSchema = z.array(
  z.strictObject({
    title: z.string().min(1),
    verdict: verdictSchema,
    /** Words of the finding. */
    finding: z.string().min(1),
    facts: z.record(z.string(), z.unknown()),
  }),
);

/** Short names of the parts that fixtures change most. */
const PLACES: Record<string, string> = {
  target: "server/value/target",
  wire: "server/value/wire",
  files: "server/value/files",
  images: "server/value/files/images/value",
};

const readyFacts = (): ReadinessFacts => readinessFactsSchema.parse(readJson("./ready-facts.json"));

function factsWith(changes: Record<string, unknown>): ReadinessFacts {
  const facts = readyFacts() as unknown as Record<string, unknown>;
  for (const [path, value] of Object.entries(changes)) {
    const [first = "", ...rest] = path.split("/");
    const steps = [...(PLACES[first] ?? first).split("/"), ...rest];
    const last = steps.pop() ?? "";
    const place = steps.reduce((at, step) => at[step] as Record<string, unknown>, facts);
    place[last] = value;
  }
  return readinessFactsSchema.parse(facts);
}

test("each check has fixtures, and each file of fixtures a check", () => {
  const named = readdirSync(folder).filter((name) => name.endsWith(".json"));
  expect(named.map((name) => name.replace(".json", "")).toSorted()).toEqual([...checkIds].toSorted());
});

test("each check is registered under its own name, with title, reason and group", () => {
  for (const id of checkIds) {
    const check = allChecks[id];
    expect(check.id).toBe(id);
    expect(check.title).toMatch(/^[A-Z].*[^.]$/);
    expect(check.why).toMatch(/^[A-Z].*\.$/s);
    expect(groupOfCheck(id)).toBeDefined();
  }
});

for (const id of checkIds) {
  const cases = fixturesSchema.parse(readJson(`./checks/${id}.json`));

  test(`${id} has a case that passes and a case that does not`, () => {
    const found = new Set(cases.map(({ verdict }) => verdict));
    expect(found).toContain("pass");
    const negative = ["warning", "fails", "outage", "manual"] as const;
    expect(negative.some((verdict) => found.has(verdict))).toBe(true);
  });

  for (const { title, verdict, finding, facts } of cases) {
    test(`${id} says ${verdict} for ${title}`, () => {
      const result = checkResultSchema.parse(judgeBy(id, factsWith(facts), 1));
      expect(result).toMatchObject({ verdict, finding: expect.stringContaining(finding) });
      // Whoever reads a problem learns what to do about it.
      if (["warning", "fails", "outage", "manual"].includes(verdict) && result.id !== "already-current")
        expect(result.fix).not.toBeNull();
    });
  }
}

test("a network that is ready raises no alarm", () => {
  const results = judgeAll(readyFacts(), 1);
  const alarms = results.filter(({ verdict }) => verdict !== "pass" && verdict !== "not-applicable");
  expect(alarms.map(({ id, finding }) => `${id}: ${finding}`)).toEqual([]);
  expect(summarize(results).verdict).toBe("ready");
});

test("a warning makes it ready with warnings, and a failure not ready", () => {
  expect(summarize([{ verdict: "pass" }, { verdict: "warning" }]).verdict).toBe("warnings");
  expect(summarize([{ verdict: "warning" }, { verdict: "fails" }]).verdict).toBe("not-ready");
  expect(summarize([{ verdict: "outage" }])).toMatchObject({
    verdict: "not-ready",
    counts: { outage: 1, pass: 0 },
  });
  expect(summarize([{ verdict: "not-checked" }]).verdict).toBe("ready");
});

test("repeating a check gathers only what it judges", () => {
  expect(partsFor(["fleet-size"])).toEqual(new Set());
  expect(partsFor(["round-trip", "images-whole"])).toEqual(new Set(["reach", "images"]));
});
