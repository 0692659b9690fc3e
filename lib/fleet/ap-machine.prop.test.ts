/** Whatever happens to an access point in whatever order: it never claims an image it did not verify, and never hangs. */
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
  fc.constant({ type: "predownload-initiated" as const, version: NEW, retryCount: 0 }),
  fc.constant({
    type: "predownload-ordered" as const,
    image: "ap1g7",
    route: "server" as const,
    method: "TFTP" as const,
  }),
  fc.constant({ type: "controller-image-ordered" as const, image: "wlc.bin", version: NEW }),
  fc.record({
    type: fc.constant("image-started" as const),
    sizeBytes: fc.constantFrom(null, 1000, 10_000_000_000),
  }),
  fc.record({ type: fc.constant("image-progress" as const), percent: fc.integer({ min: 0, max: 100 }) }),
  fc.constant({ type: "image-arrived" as const, version: NEW, sizeBytes: 1000 }),
  fc.constant({ type: "image-failed" as const, fault: cause, own: false }),
  fc.constant({ type: "retry-scheduled" as const, at: 5, retryCount: 1 }),
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
const factsOf = (b: Behavior): ApFacts => ({ family: "ap1g7", behavior: b, bootMs: 20_000 });

test("no partition ever holds a version that did not arrive whole and pass the signature step", () => {
  fc.assert(
    fc.property(behavior, fc.array(event, { maxLength: 120 }), (b, events) => {
      let state = newAp(OLD, "0.0.0.0");
      for (const e of events) {
        const before = state;
        state = step(state, e, factsOf(b)).state;
        const got = [state.part1, state.part2].includes(NEW) && ![before.part1, before.part2].includes(NEW);
        if (!got) continue;
        expect(e).toEqual({ type: "timer", timer: "verify" });
        expect(before.download?.phase).toBe("verifying");
        expect(b.refusesSignature || b.corruptsImage).toBe(false);
      }
    }),
    { numRuns: 500 },
  );
});
test("predownload is Complete only when the backup partition has that version", () => {
  fc.assert(
    fc.property(behavior, fc.array(event, { maxLength: 120 }), (b, events) => {
      let state = newAp(OLD, "0.0.0.0");
      for (const e of events) {
        state = step(state, e, factsOf(b)).state;
        if (state.predownload.status !== "Complete") continue;
        expect([state.part1, state.part2]).toContain(state.predownload.version);
      }
    }),
    { numRuns: 500 },
  );
});
test("discoveries stay within MaxDiscoveries, and only an AP in Image Data or Run receives", () => {
  fc.assert(
    fc.property(behavior, fc.array(event, { maxLength: 120 }), (b, events) => {
      let state = newAp(OLD, "0.0.0.0");
      for (const e of events) {
        state = step(state, e, factsOf(b)).state;
        expect(state.discoveries).toBeLessThanOrEqual(MAX_DISCOVERIES);
        if (state.download) expect(["Image Data", "Run"]).toContain(state.capwap);
        if (state.predownload.status === "Predownloading")
          expect(state.download?.purpose).toBe("predownload");
      }
    }),
    { numRuns: 500 },
  );
});
test("left alone with a controller that answers, every AP comes to Run, unless it is away for good", () => {
  fc.assert(
    fc.property(
      behavior,
      fc.array(event, { maxLength: 60 }),
      fc.constantFrom("server" as const, "capwap" as const),
      (b, events, source) => {
        // An AP that stalls or refuses every image tries for ever; that is its nature, not a hang.
        fc.pre(!b.refusesSignature && !b.corruptsImage && !b.ignoresActivate && b.stallsAtPercent === null);
        let state = newAp(OLD, "0.0.0.0");
        for (const e of events) state = step(state, e, factsOf(b)).state;
        const life = live(
          step(state, { type: "program-restarted", controllerVersion: NEW }, factsOf(b)),
          factsOf(b),
          source,
        );
        life.clock.advance(1_200_000);
        if (life.state.away === "for-good") return;
        expect(life.state.capwap).toBe("Run");
        expect(runningVersion(life.state)).toBe(NEW);
        expect(life.clock.waiting).toBe(0);
      },
    ),
    { numRuns: 300 },
  );
});

/** Interprets effects with a fake clock and a controller on NEW that always answers and always has the image. */
function live(first: ReturnType<typeof step>, facts: ApFacts, source: "server" | "capwap") {
  const clock = fakeClock(0);
  const armed = new Map<ApTimer, () => void>();
  const life = { clock, state: first.state as ApState };
  const tell = (e: ApEvent) => apply(step(life.state, e, facts));
  const apply = (s: ReturnType<typeof step>) => {
    life.state = s.state;
    for (const effect of s.effects) {
      if (effect.do === "arm") {
        armed.get(effect.timer)?.();
        armed.set(
          effect.timer,
          clock.after(effect.ms, () => tell({ type: "timer", timer: effect.timer })),
        );
      } else if (effect.do === "disarm") armed.get(effect.timer)?.();
      else if (effect.do === "send") {
        clock.after(2, () =>
          tell(
            effect.message === "discovery-request"
              ? { type: "discovery-response" }
              : { type: "join-response", controllerVersion: NEW, source, fault: null },
          ),
        );
      } else if (effect.do === "receive") {
        clock.after(10, () => tell({ type: "image-started", sizeBytes: 1000 }));
        for (let p = 0; p <= 100; p += 10)
          clock.after(20 + p, () => tell({ type: "image-progress", percent: p }));
        clock.after(200, () => tell({ type: "image-arrived", version: NEW, sizeBytes: 1000 }));
      }
    }
  };
  apply(first);
  return life;
}
