/** Whatever fails in whatever order: the round ends, counts everyone once, and keeps its limits. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type FaultCode, fault } from "@/lib/contracts/fault";
import { fakeClock } from "@/lib/testing/fake-clock";
import type { MemberPhase, NewMember } from "./plan-members";
import { type PlanEffect, type PlanPolicy, PredownloadPlan } from "./predownload-plan";

const images = ["ap1g7", "ap1g8", "ap3g3"];
const policy: fc.Arbitrary<PlanPolicy> = fc.record({
  batchSize: fc.integer({ min: 1, max: 8 }),
  batchIntervalMs: fc.constantFrom(0, 60_000),
  retryDelaysMs: fc.array(fc.constantFrom(0, 30_000), { maxLength: 3 }),
  everyApFetches: fc.boolean(),
  controllerFetches: fc.boolean(),
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

function run(
  list: readonly { image: string | null; phase: MemberPhase; fates: Fate[] }[],
  p: PlanPolicy,
  /** How the controller's first fetches of each image end; those after them succeed. */
  controllerFates: Record<string, ("ok" | "fails")[]> = {},
) {
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
    /** Fetches of the controller: image and when. */
    byController: [] as { image: string; at: number }[],
  };
  const controllerRemaining = Object.fromEntries(images.map((i) => [i, [...(controllerFates[i] ?? [])]]));
  const remaining = list.map((m) => [...m.fates]);
  const apply = (effects: PlanEffect[]) => {
    for (const e of effects) {
      if (e.do === "arm-batch") clock.after(e.delayMs, () => apply(plan.batchDue()));
      else if (e.do === "retry-later") clock.after(e.delayMs, () => apply(plan.retryDue(e.id)));
      else if (e.do === "initiate" && e.retryCount === 0) seen.started.push(clock.now());
      else if (e.do === "ended") seen.ended++;
      else if (e.do === "controller-fetch") {
        const { image } = e;
        seen.byController.push({ image, at: clock.now() });
        seen.fetchingMost = Math.max(seen.fetchingMost, ++seen.fetchingNow);
        clock.after(1000, () => {
          seen.fetchingNow--;
          const next = controllerRemaining[image]?.shift() ?? "ok";
          apply(
            next === "ok"
              ? plan.controllerFetched(image)
              : plan.controllerFailed(image, fault("file-not-found")),
          );
        });
      } else if (e.do === "fetch" || e.do === "deliver") {
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

const fatesOfController = fc.dictionary(
  fc.constantFrom(...images),
  fc.array(fc.constantFrom<"ok" | "fails">("ok", "fails"), { maxLength: 5 }),
);

test("every round ends once, and completed, failed, unsupported and lost add up to the fleet", () => {
  fc.assert(
    fc.property(
      fc.array(member, { maxLength: 25 }),
      policy,
      fatesOfController,
      (list, p, controllerFates) => {
        const { plan, seen } = run(list, p, controllerFates);
        expect(seen.ended).toBe(1);
        const sum = (["done", "failed", "unsupported", "lost"] as const).reduce(
          (n, s) => n + plan.count(s),
          0,
        );
        expect(sum).toBe(list.length);
      },
    ),
    { numRuns: 400 },
  );
});
test("with Parallel Mode off image masters, or the controller for them, fetch one after the other", () => {
  fc.assert(
    fc.property(fc.array(member, { maxLength: 25 }), policy, (list, p) => {
      const { seen } = run(list, { ...p, parallel: false, everyApFetches: false });
      expect(seen.fetchingMost).toBeLessThanOrEqual(1);
    }),
    { numRuns: 200 },
  );
});
test("where only the controller fetches, no AP is ever told to, and no image is fetched again once it is there", () => {
  fc.assert(
    fc.property(
      fc.array(member, { maxLength: 25 }),
      policy,
      fatesOfController,
      (list, p, controllerFates) => {
        const { seen } = run(list, { ...p, controllerFetches: true }, controllerFates);
        expect(seen.fetches).toEqual([]);
        for (const image of images) {
          const failures = (controllerFates[image] ?? []).concat("ok").indexOf("ok");
          const fetched = seen.byController.filter((f) => f.image === image).length;
          expect(fetched).toBeLessThanOrEqual(failures + 1);
        }
      },
    ),
    { numRuns: 300 },
  );
});
test("no more than a batch begins per interval, masters elected in an emergency apart", () => {
  const list = Array.from({ length: 40 }, () => ({ image: "ap1g7", phase: "queued" as const, fates: [] }));
  const { seen } = run(list, {
    batchSize: 16,
    batchIntervalMs: 60_000,
    retryDelaysMs: [],
    everyApFetches: false,
    controllerFetches: false,
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
  controllerFetches: false,
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

const twoFamilies = four([], [], [], []).map((m, i) => ({ ...m, image: i % 2 ? "ap1g7" : "ap1g8" }));
const byController: PlanPolicy = { ...calm, controllerFetches: true };

test("the controller fetches each family's image once and gives it to all; one family after another, or all together", () => {
  const inTurn = run(twoFamilies, byController).seen.byController;
  expect(inTurn).toEqual([
    { image: "ap1g8", at: 0 },
    { image: "ap1g7", at: 1000 },
  ]);
  const together = run(twoFamilies, { ...byController, parallel: true }).seen.byController;
  expect(together.map((f) => f.at)).toEqual([0, 0]);
});
test("a failed fetch of the controller is tried again for all who wait, together; other families complete meanwhile", () => {
  const { plan, seen } = run(twoFamilies, byController, { ap1g8: ["fails"] });
  expect(seen.byController).toEqual([
    { image: "ap1g8", at: 0 },
    { image: "ap1g7", at: 1000 },
    { image: "ap1g8", at: 31_000 },
  ]);
  expect(plan.count("done")).toBe(4);
});
test("out of retries the family that waited for the controller fails together, and others complete", () => {
  const { plan, seen } = run(twoFamilies, byController, { ap1g8: ["fails", "fails"] });
  expect(seen.byController.filter((f) => f.image === "ap1g8")).toHaveLength(2);
  expect([plan.phase("ap0"), plan.phase("ap1"), plan.phase("ap2")]).toEqual(["failed", "done", "failed"]);
});
test("the switch that makes every AP a client does not count where only the controller may log in", () => {
  const { seen } = run(twoFamilies, { ...byController, everyApFetches: true });
  expect(seen.fetches).toEqual([]);
  expect(seen.byController).toHaveLength(2);
});
