import { expect, test } from "vitest";
import { behaviorWords } from "@/lib/contracts/behavior-words";
import { type BehaviorChange, WELL_BEHAVED } from "@/lib/contracts/lab";
import { checkBehavior, draftOfBehavior } from "./behavior-draft";
import { traits } from "./traits";

test("every field of a behavior can be chosen, and every trait has words once it is on", () => {
  const fields = new Set<string>([...traits.map((trait) => trait.field), "rejoinAfterSeconds"]);
  expect(fields).toEqual(new Set(Object.keys(WELL_BEHAVED)));
  for (const { field, value } of traits) {
    const draft = { ...draftOfBehavior({}), [field]: value?.proposed ?? true };
    const { input, errors } = checkBehavior(draft);
    expect(errors).toEqual({});
    expect(behaviorWords(input ?? {})).toHaveLength(1);
  }
});

test("what an access point has stands in the fields in the units that one types, and comes back the same", () => {
  const behavior: BehaviorChange = {
    linkLoss: 0.07,
    flashFreeBytes: 5_500_000,
    stallsAtPercent: 0,
    refusesSignature: true,
    losesCapwapAtPercent: 30,
    rejoinAfterSeconds: 60,
  };
  const draft = draftOfBehavior({ ...WELL_BEHAVED, ...behavior });
  expect(draft).toMatchObject({ linkLoss: "7", flashFreeBytes: "5.5", linkRttMs: false });
  expect(checkBehavior(draft).input).toEqual(behavior);
});

test("an access point that loses CAPWAP stays away when nothing is typed for its return", () => {
  const draft = { ...draftOfBehavior({}), losesCapwapAtPercent: "30" };
  expect(checkBehavior(draft).input).toEqual({ losesCapwapAtPercent: 30, rejoinAfterSeconds: null });
});

test("a figure that is out of bounds or none says so beside its field", () => {
  const draft = { ...draftOfBehavior({}), linkLoss: "95", stallsAtPercent: "", bootSeconds: "soon" };
  expect(checkBehavior(draft)).toEqual({
    input: undefined,
    errors: {
      linkLoss: ["Enter a loss from 0 to 90 %."],
      stallsAtPercent: ["Enter a percentage from 0 to 100."],
      bootSeconds: ["Enter 1 to 3600 seconds."],
    },
  });
});
