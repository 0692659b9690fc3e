/** Whatever happens to an access point in whatever order: it never claims an image that it did not verify, and never hangs. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { fault } from "@/lib/contracts/fault";
import { type Behavior, behaviorSchema } from "@/lib/contracts/lab";
import { fakeClock } from "@/lib/testing/fake-clock";
import { MAX_DISCOVERIES, step } from "./ap-machine";
import {
  type ApEvent,
  type ApFacts,
  type ApState,
  type ApTimer,
  apTimers,
  newAp,
  runningVersion,
} from "./ap-state";
import { transferOf } from "./ap-transfer";

const OLD = "17.9.4.27";
const NEW = "17.12.1.5";
const cause = fault("file-not-found");

const event: fc.Arbitrary<ApEvent> = fc.oneof(
  fc.record({ type: fc.constant("timer" as const), timer: fc.constantFrom(...apTimers) }),
  fc.constant({ type: "discovery-response" as const }),
  fc.record({
    type: fc.constant("join-response" as const),
    controllerVersion: fc.constantFrom(OLD, NEW),
    source: fc.constantFrom("server" as const, "capwap" as const, "none" as const),
    fault: fc.constant(null),
  }),
  fc.constant({ type: "upgrade-started" as const }),
  fc.record({
    type: fc.constant("transfer-commanded" as const),
    kind: fc.constantFrom("apImage" as const, "controllerImage" as const),
    image: fc.constant("ap1g7"),
    method: fc.constantFrom("TFTP" as const, "CAPWAP" as const),
    version: fc.constant(NEW),
  }),
  fc.record({
    type: fc.constant("image-started" as const),
    sizeBytes: fc.constantFrom(null, 1000, 10_000_000_000),
  }),
  fc.record({ type: fc.constant("image-progress" as const), percent: fc.integer({ min: 0, max: 100 }) }),
  fc.constant({ type: "image-arrived" as const, version: NEW, sizeBytes: 1000 }),
  fc.constant({ type: "image-failed" as const, fault: cause, isApFault: false }),
  fc.constant({ type: "predownload-canceled" as const, fault: cause }),
  fc.record({ type: fc.constant("controller-reloads" as const), activate: fc.constantFrom(null, NEW) }),
  fc.constant({ type: "images-swapped" as const }),
  fc.constant({ type: "reset" as const, reason: "Told to." }),
  fc.record({
    type: fc.constant("program-restarted" as const),
    controllerVersion: fc.constantFrom(OLD, NEW),
  }),
);
const percent = fc.option(fc.integer({ min: 0, max: 100 }), { nil: null });
const behavior: fc.Arbitrary<Behavior> = fc
  .record({
    stallsAtPercent: percent,
    rebootsAtPercent: percent,
    losesCapwapAtPercent: percent,
    rejoinAfterSeconds: fc.option(fc.integer({ min: 0, max: 100 }), { nil: null }),
    refusesSignature: fc.boolean(),
    corruptsImage: fc.boolean(),
    ignoresActivate: fc.boolean(),
  })
  .map((b) => behaviorSchema.parse(b));
const factsOf = (b: Behavior): ApFacts => ({ family: "ap1g7", behavior: b, bootMs: 20_000, dialect: null });

test("a partition gets a new version only after the image arrived whole and passed the signature check", () => {
  fc.assert(
    fc.property(behavior, fc.array(event, { maxLength: 120 }), (b, events) => {
      let state = newAp(OLD, "0.0.0.0");
      for (const e of events) {
        const before = state;
        state = step(state, e, factsOf(b)).state;
        const got = [state.part1, state.part2].includes(NEW) && ![before.part1, before.part2].includes(NEW);
        if (!got) continue;
        expect(e).toEqual({ type: "timer", timer: "verify" });
        expect(transferOf(before)?.step).toBe("verifying");
        expect(b.refusesSignature || b.corruptsImage).toBe(false);
      }
    }),
    { numRuns: 500 },
  );
});
test("the AP image is complete only while one of the partitions has its version", () => {
  fc.assert(
    fc.property(behavior, fc.array(event, { maxLength: 120 }), (b, events) => {
      let state = newAp(OLD, "0.0.0.0");
      for (const e of events) {
        state = step(state, e, factsOf(b)).state;
        const { apImage } = state.predownload;
        if (apImage.state !== "complete") continue;
        expect([state.part1, state.part2]).toContain(apImage.version);
      }
    }),
    { numRuns: 500 },
  );
});
test("discoveries stay within MaxDiscoveries, a join-time download happens only in Image Data, any other transfer only in Run", () => {
  fc.assert(
    fc.property(behavior, fc.array(event, { maxLength: 120 }), (b, events) => {
      let state = newAp(OLD, "0.0.0.0");
      for (const e of events) {
        state = step(state, e, factsOf(b)).state;
        expect(state.discoveries).toBeLessThanOrEqual(MAX_DISCOVERIES);
        const transfer = transferOf(state);
        if (transfer === null) continue;
        expect(state.capwap).toBe(transfer.purpose === "join" ? "Image Data" : "Run");
      }
    }),
    { numRuns: 500 },
  );
});
test("with a controller that answers every access point reaches Run, unless it lost its connection for good", () => {
  fc.assert(
    fc.property(
      behavior,
      fc.array(event, { maxLength: 60 }),
      fc.constantFrom("server" as const, "capwap" as const),
      (b, events, source) => {
        // An access point that stalls or refuses every image tries without end by design.
        fc.pre(!b.refusesSignature && !b.corruptsImage && !b.ignoresActivate && b.stallsAtPercent === null);
        let state = newAp(OLD, "0.0.0.0");
        for (const e of events) state = step(state, e, factsOf(b)).state;
        const life = run(
          step(state, { type: "program-restarted", controllerVersion: NEW }, factsOf(b)),
          factsOf(b),
          source,
        );
        life.clock.advance(1_200_000);
        if (life.state.connectionLoss === "permanent") return;
        expect(life.state.capwap).toBe("Run");
        expect(runningVersion(life.state)).toBe(NEW);
        expect(life.clock.waiting).toBe(0);
      },
    ),
    { numRuns: 300 },
  );
});

/** Executes effects on a fake clock, with a controller on NEW that always answers and always has the image. */
function run(first: ReturnType<typeof step>, facts: ApFacts, source: "server" | "capwap") {
  const clock = fakeClock(0);
  const armed = new Map<ApTimer, () => void>();
  const life = { clock, state: first.state as ApState };
  const dispatch = (e: ApEvent) => apply(step(life.state, e, facts));
  const apply = (s: ReturnType<typeof step>) => {
    life.state = s.state;
    for (const effect of s.effects) {
      if (effect.do === "arm") {
        armed.get(effect.timer)?.();
        armed.set(
          effect.timer,
          clock.after(effect.ms, () => dispatch({ type: "timer", timer: effect.timer })),
        );
      } else if (effect.do === "disarm") armed.get(effect.timer)?.();
      else if (effect.do === "send") {
        clock.after(2, () =>
          dispatch(
            effect.message === "discovery-request"
              ? { type: "discovery-response" }
              : { type: "join-response", controllerVersion: NEW, source, fault: null },
          ),
        );
      } else if (effect.do === "receive") {
        clock.after(10, () => dispatch({ type: "image-started", sizeBytes: 1000 }));
        for (let p = 0; p <= 100; p += 10)
          clock.after(20 + p, () => dispatch({ type: "image-progress", percent: p }));
        clock.after(200, () => dispatch({ type: "image-arrived", version: NEW, sizeBytes: 1000 }));
      }
    }
  };
  apply(first);
  return life;
}
