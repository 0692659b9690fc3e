/** Whatever fails in whatever order: the round ends, counts every access point once, and keeps its limits. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Fault, fault } from "@/lib/contracts/fault";
import type { FaultCode } from "@/lib/contracts/fault-codes";
import {
  complete,
  fail,
  type ImageProgress,
  isSettled,
  NO_PROGRESS,
  refuse,
  request,
} from "@/lib/contracts/predownload";
import { fakeClock } from "@/lib/testing/fake-clock";
import type { PlanEffect, PlanPolicy } from "./plan-types";
import { PredownloadPlan } from "./predownload-plan";
import type { RoundMember } from "./round-members";

const images = ["ap1g7", "ap1g8", "ap3g3"];
const NEW = "17.12.1.5";
const policy: fc.Arbitrary<PlanPolicy> = fc.record({
  targetVersion: fc.constant(() => NEW),
  batchSize: fc.integer({ min: 1, max: 8 }),
  batchIntervalMs: fc.constantFrom(0, 60_000),
  retryDelaysMs: fc.array(fc.constantFrom(0, 30_000), { maxLength: 3 }),
  everyApFetches: fc.boolean(),
  controllerFetches: fc.boolean(),
  parallel: fc.boolean(),
});
/** What happens to an access point at each try; after the last it succeeds. */
type Fate =
  | "ok"
  | "server"
  | "ap-fault"
  | "lost"
  | "lost-returns"
  | "reboots"
  | "stays-out"
  | "unsupported"
  | "leaves";
const fates: fc.Arbitrary<Fate[]> = fc.array(
  fc.constantFrom<Fate>(
    "ok",
    "server",
    "ap-fault",
    "lost",
    "lost-returns",
    "reboots",
    "stays-out",
    "unsupported",
    "leaves",
  ),
  { maxLength: 5 },
);
type StartState = Extract<ImageProgress["state"], "queued" | "awaiting-join" | "complete">;
const member = fc.record({
  image: fc.constantFrom(null, ...images),
  state: fc.constantFrom<StartState>("queued", "queued", "queued", "awaiting-join", "complete"),
  fates,
});

function run(
  list: readonly { image: string | null; state: StartState; fates: Fate[] }[],
  p: PlanPolicy,
  /** How the controller's first fetches of each image end; later ones succeed. */
  controllerFates: Record<string, ("ok" | "fails")[]> = {},
) {
  const clock = fakeClock(0);
  const members: (RoundMember & { isJoined: boolean; joinObstacle: Fault | null })[] = list.map((m, i) => ({
    id: `ap${i}`,
    image: m.image,
    model: "X",
    isController: i === 0,
    isJoined: m.state !== "awaiting-join",
    joinObstacle: null,
    progress: { ...NO_PROGRESS, state: m.state },
  }));
  const memberOf = (id: string) => {
    const found = members[Number(id.slice(2))];
    if (found === undefined) throw new Error(`no ${id}`);
    return found;
  };
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
      else if (e.do === "arm-retry") clock.after(e.delayMs, () => apply(plan.retryDue(e.id)));
      else if (e.do === "announce-initiated" && memberOf(e.id).progress.retryCount === 0)
        seen.started.push(clock.now());
      else if (e.do === "end") seen.ended++;
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
        const commanded = memberOf(e.id);
        commanded.progress = request(commanded.progress, fetches ? "TFTP" : "CAPWAP", NEW);
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
  /** The access point writes its outcome into its record, then the plan is told. */
  const fate = (id: string, image: string, fetches: boolean): PlanEffect[] => {
    const ap = memberOf(id);
    const next = remaining[Number(id.slice(2))]?.shift() ?? "ok";
    const failWith = (code: FaultCode, isApFault: boolean) => {
      ap.progress = fail(ap.progress, fault(code));
      return plan.failed(id, fault(code), isApFault);
    };
    const joinLater = () =>
      void clock.after(20_000, () => {
        ap.isJoined = true;
        apply(plan.joined(id));
      });
    if (next === "server" && fetches) return failWith("file-not-found", false);
    if (next === "ap-fault") return failWith("image-damaged", true);
    if (next === "unsupported") {
      ap.progress = refuse(ap.progress, fault("flash-full"));
      return plan.settled(id);
    }
    if (next === "stays-out") {
      // It reboots, and before its retry is due it turns out that it cannot join.
      ap.isJoined = false;
      ap.joinObstacle = fault("timed-out");
      const failed = failWith("ap-rebooted", true);
      return [...failed, ...plan.left(id), ...plan.cannotJoin(id, ap.joinObstacle)];
    }
    if (next === "lost" || next === "lost-returns" || next === "reboots" || next === "leaves") {
      if (next !== "lost") joinLater();
      ap.isJoined = false;
      const failed = failWith(next === "reboots" ? "ap-rebooted" : "ap-lost", true);
      return [...failed, ...plan.left(id)];
    }
    const available = fetches ? plan.imageAvailable(id, image) : [];
    ap.progress = complete(ap.progress, NEW);
    return [...available, ...plan.settled(id)];
  };
  for (const [i, m] of list.entries()) {
    if (m.state === "awaiting-join")
      clock.after(5000, () => {
        if (i % 2) memberOf(`ap${i}`).isJoined = true;
        apply(i % 2 ? plan.joined(`ap${i}`) : plan.cannotJoin(`ap${i}`, fault("timed-out")));
      });
  }
  apply(plan.begin());
  clock.advance(86_400_000);
  const stateOf = (id: string) => memberOf(id).progress.state;
  return { plan, seen, clock, members, stateOf };
}

const fatesOfController = fc.dictionary(
  fc.constantFrom(...images),
  fc.array(fc.constantFrom<"ok" | "fails">("ok", "fails"), { maxLength: 5 }),
);

test("every round ends once with every member settled, and the outcome counts each of them once", () => {
  fc.assert(
    fc.property(
      fc.array(member, { maxLength: 25 }),
      policy,
      fatesOfController,
      (list, p, controllerFates) => {
        const { plan, seen, members } = run(list, p, controllerFates);
        expect(seen.ended).toBe(1);
        expect(members.filter((m) => !isSettled(m.progress))).toEqual([]);
        const { complete: completed, failed, unsupported } = plan.outcome();
        expect(completed + failed + unsupported).toBe(list.length);
      },
    ),
    { numRuns: 400 },
  );
});
test("at most one access point is the image master of an image", () => {
  fc.assert(
    fc.property(fc.array(member, { maxLength: 25 }), policy, (list, p) => {
      const { members } = run(list, p);
      for (const image of images) {
        const masters = members.filter((m) => m.image === image && m.progress.isMaster);
        expect(masters.length).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 200 },
  );
});
test("with Parallel Mode off at most one fetch runs at a time, whether image masters or the controller fetch", () => {
  fc.assert(
    fc.property(fc.array(member, { maxLength: 25 }), policy, (list, p) => {
      const { seen } = run(list, { ...p, parallel: false, everyApFetches: false });
      expect(seen.fetchingMost).toBeLessThanOrEqual(1);
    }),
    { numRuns: 200 },
  );
});
test("when only the controller fetches, no access point is told to fetch, and an image that arrived is not fetched again", () => {
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
test("at most one batch starts in each batch interval", () => {
  const list = Array.from({ length: 40 }, () => ({ image: "ap1g7", state: "queued" as const, fates: [] }));
  const { seen } = run(list, {
    targetVersion: () => NEW,
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
  targetVersion: () => NEW,
  batchSize: 16,
  batchIntervalMs: 60_000,
  retryDelaysMs: [30_000],
  everyApFetches: false,
  controllerFetches: false,
  parallel: false,
};
const four = (...fatesOf: Fate[][]) =>
  fatesOf.map((f) => ({ image: "ap1g7", state: "queued" as const, fates: f }));

test("another access point of the family fetches when the image master itself is the cause of the failure", () => {
  const { plan, seen } = run(
    four([], ["ap-fault"], []).map((m, i) => ({ ...m, image: i === 0 ? "ap1g8" : "ap1g7" })),
    calm,
  );
  expect(seen.fetches).toEqual(["ap1g8", "ap1g7", "ap1g7"]);
  expect(plan.masterOf("ap1g7")).toBe("ap2");
  expect(plan.outcome().complete).toBe(3);
});
test("the whole family fails when the server is the cause and the image master has no retry left; other families complete", () => {
  const list = four([], ["server", "server"], [], []).map((m, i) => ({
    ...m,
    image: i === 0 ? "ap1g8" : "ap1g7",
  }));
  const { plan, stateOf } = run(list, calm);
  expect(plan.outcome().failed).toBe(3);
  expect(stateOf("ap0")).toBe("complete");
});
test("with everyApFetches all access points fetch at the same time", () => {
  const { seen } = run(four([], [], [], []), { ...calm, everyApFetches: true });
  expect(seen.fetches).toHaveLength(4);
  expect(seen.fetchingMost).toBe(4);
});

const twoFamilies = four([], [], [], []).map((m, i) => ({ ...m, image: i % 2 ? "ap1g7" : "ap1g8" }));
const byController: PlanPolicy = { ...calm, controllerFetches: true };

test("the controller fetches each family's image once: one after another, or at the same time with Parallel Mode", () => {
  const inTurn = run(twoFamilies, byController).seen.byController;
  expect(inTurn).toEqual([
    { image: "ap1g8", at: 0 },
    { image: "ap1g7", at: 1000 },
  ]);
  const together = run(twoFamilies, { ...byController, parallel: true }).seen.byController;
  expect(together.map((f) => f.at)).toEqual([0, 0]);
});
test("a failed fetch of the controller is retried once for everybody who waits; other families complete meanwhile", () => {
  const { plan, seen } = run(twoFamilies, byController, { ap1g8: ["fails"] });
  expect(seen.byController).toEqual([
    { image: "ap1g8", at: 0 },
    { image: "ap1g7", at: 1000 },
    { image: "ap1g8", at: 31_000 },
  ]);
  expect(plan.outcome().complete).toBe(4);
});
test("the family that waits for the controller fails together when no retry is left; other families complete", () => {
  const { stateOf, seen } = run(twoFamilies, byController, { ap1g8: ["fails", "fails"] });
  expect(seen.byController.filter((f) => f.image === "ap1g8")).toHaveLength(2);
  expect(["ap0", "ap1", "ap2"].map(stateOf)).toEqual(["failed", "complete", "failed"]);
});
test("everyApFetches has no effect when only the controller fetches", () => {
  const { seen } = run(twoFamilies, { ...byController, everyApFetches: true });
  expect(seen.fetches).toEqual([]);
  expect(seen.byController).toHaveLength(2);
});
