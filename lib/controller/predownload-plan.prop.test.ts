/** Whatever fails in whatever order: the round ends, counts everyone once, and keeps its limits. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type FaultCode, fault } from "@/lib/contracts/fault";
import { fakeClock } from "@/lib/testing/fake-clock";
import {
  type MemberPhase,
  type NewMember,
  type PlanEffect,
  type PlanPolicy,
  PredownloadPlan,
} from "./predownload-plan";

const images = ["ap1g7", "ap1g8", "ap3g3"];
const policy: fc.Arbitrary<PlanPolicy> = fc.record({
  batchSize: fc.integer({ min: 1, max: 8 }),
  batchIntervalMs: fc.constantFrom(0, 60_000),
  retryDelaysMs: fc.array(fc.constantFrom(0, 30_000), { maxLength: 3 }),
  everyApFetches: fc.boolean(),
  parallel: fc.boolean(),
});
/** What happens to an AP at each try; after the last it succeeds. */
type Fate = "ok" | "server" | "own" | "lost" | "lost-returns" | "reboots" | "unsupported" | "leaves";
const fates: fc.Arbitrary<Fate[]> = fc.array(
  fc.constantFrom<Fate>("ok", "server", "own", "lost", "lost-returns", "reboots", "unsupported", "leaves"),
  { maxLength: 5 },
);
const member = fc.record({
  image: fc.constantFrom(null, ...images),
  phase: fc.constantFrom<MemberPhase>("queued", "queued", "queued", "absent", "done"),
  fates,
});

function run(list: readonly { image: string | null; phase: MemberPhase; fates: Fate[] }[], p: PlanPolicy) {
  const clock = fakeClock(0);
  const members: NewMember[] = list.map((m, i) => ({
    id: `ap${i}`,
    image: m.image,
    model: "X",
    isController: i === 0,
    phase: m.phase,
    retryCount: 0,
  }));
  const plan = new PredownloadPlan(members, p);
  const seen = {
    fetchingNow: 0,
    fetchingMost: 0,
    started: [] as number[],
    ended: 0,
    fetches: [] as string[],
  };
  const remaining = list.map((m) => [...m.fates]);
  const apply = (effects: PlanEffect[]) => {
    for (const e of effects) {
      if (e.do === "arm-batch") clock.after(e.delayMs, () => apply(plan.batchDue()));
      else if (e.do === "retry-later") clock.after(e.delayMs, () => apply(plan.retryDue(e.id)));
      else if (e.do === "initiate" && e.retryCount === 0) seen.started.push(clock.now());
      else if (e.do === "ended") seen.ended++;
      else if (e.do === "fetch" || e.do === "deliver") {
        const fetches = e.do === "fetch";
        if (fetches) {
          seen.fetches.push(e.image);
          seen.fetchingMost = Math.max(seen.fetchingMost, ++seen.fetchingNow);
        }
        clock.after(1000, () => {
          if (fetches) seen.fetchingNow--;
          apply(fate(e.id, e.image, fetches));
        });
      }
    }
  };
  const fate = (id: string, image: string, fetches: boolean): PlanEffect[] => {
    const next = remaining[Number(id.slice(2))]?.shift() ?? "ok";
    const fail = (code: FaultCode, own: boolean) => plan.failed(id, fault(code), own);
    const back = () => void clock.after(20_000, () => apply(plan.returned(id)));
    if (next === "server" && fetches) return fail("file-not-found", false);
    if (next === "own") return fail("image-damaged", true);
    if (next === "unsupported") return plan.unsupported(id);
    if (next === "lost" || next === "lost-returns" || next === "reboots" || next === "leaves") {
      if (next !== "lost") back();
      const failed = fail(next === "reboots" ? "ap-rebooted" : "ap-lost", true);
      return [...failed, ...plan.left(id)];
    }
    return [...(fetches ? plan.imageAvailable(id, image) : []), ...plan.completed(id)];
  };
  for (const [i, m] of list.entries()) {
    if (m.phase === "absent")
      clock.after(5000, () =>
        apply(i % 2 ? plan.returned(`ap${i}`) : plan.gone(`ap${i}`, fault("timed-out"))),
      );
  }
  apply(plan.begin());
  clock.advance(86_400_000);
  return { plan, seen, clock };
}

test("every round ends once, and completed, failed, unsupported and lost add up to the fleet", () => {
  fc.assert(
    fc.property(fc.array(member, { maxLength: 25 }), policy, (list, p) => {
      const { plan, seen } = run(list, p);
      expect(seen.ended).toBe(1);
      const sum = (["done", "failed", "unsupported", "lost"] as const).reduce((n, s) => n + plan.count(s), 0);
      expect(sum).toBe(list.length);
    }),
    { numRuns: 400 },
  );
});
test("with Parallel Mode off image masters fetch one after the other", () => {
  fc.assert(
    fc.property(fc.array(member, { maxLength: 25 }), policy, (list, p) => {
      const { seen } = run(list, { ...p, parallel: false, everyApFetches: false });
      expect(seen.fetchingMost).toBeLessThanOrEqual(1);
    }),
    { numRuns: 200 },
  );
});
test("no more than a batch begins per interval, masters elected in an emergency apart", () => {
  const list = Array.from({ length: 40 }, () => ({ image: "ap1g7", phase: "queued" as const, fates: [] }));
  const { seen } = run(list, {
    batchSize: 16,
    batchIntervalMs: 60_000,
    retryDelaysMs: [],
    everyApFetches: false,
    parallel: false,
  });
  expect([0, 60_000, 120_000].map((at) => seen.started.filter((s) => s === at).length)).toEqual([16, 16, 8]);
  expect(seen.fetches).toEqual(["ap1g7"]);
});

const calm: PlanPolicy = {
  batchSize: 16,
  batchIntervalMs: 60_000,
  retryDelaysMs: [30_000],
  everyApFetches: false,
  parallel: false,
};
const four = (...fatesOf: Fate[][]) =>
  fatesOf.map((f) => ({ image: "ap1g7", phase: "queued" as const, fates: f }));

test("when the master's own fault stops it, another of its family fetches in its place", () => {
  const { plan, seen } = run(
    four([], ["own"], []).map((m, i) => ({ ...m, image: i === 0 ? "ap1g8" : "ap1g7" })),
    calm,
  );
  expect(seen.fetches).toEqual(["ap1g8", "ap1g7", "ap1g7"]);
  expect(plan.masterOf("ap1g7")).toBe("ap2");
  expect(plan.count("done")).toBe(3);
});
test("when the server's fault stops the master for good, the family fails together, and other families complete", () => {
  const list = four([], ["server", "server"], [], []).map((m, i) => ({
    ...m,
    image: i === 0 ? "ap1g8" : "ap1g7",
  }));
  const { plan } = run(list, calm);
  expect(plan.count("failed")).toBe(3);
  expect(plan.phase("ap0")).toBe("done");
});
test("with every AP fetching for itself nobody waits for a master", () => {
  const { seen } = run(four([], [], [], []), { ...calm, everyApFetches: true });
  expect(seen.fetches).toHaveLength(4);
  expect(seen.fetchingMost).toBe(4);
});
