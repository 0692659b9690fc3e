import { expect, test } from "vitest";
import { behaviorWords } from "@/lib/contracts/behavior-words";
import { type BehaviorChange, WELL_BEHAVED } from "@/lib/contracts/lab";
import { checkBehavior, draftOfBehavior } from "./behavior-draft";
import { traits } from "./traits";

test("every field of a behavior has a trait in the form, and every trait that is on has a description", () => {
  const fields = new Set<string>([...traits.map((trait) => trait.field), "rejoinAfterSeconds"]);
  expect(fields).toEqual(new Set(Object.keys(WELL_BEHAVED)));
  for (const { field, value } of traits) {
    const draft = { ...draftOfBehavior({}), [field]: value?.initial ?? true };
    const { input, errors } = checkBehavior(draft);
    expect(errors).toEqual({});
    expect(behaviorWords(input ?? {})).toHaveLength(1);
  }
});

test("the form shows a behavior in the units that the user types and gives the same behavior back", () => {
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

test("an access point that loses CAPWAP never rejoins while its rejoin time is empty", () => {
  const draft = { ...draftOfBehavior({}), losesCapwapAtPercent: "30" };
  expect(checkBehavior(draft).input).toEqual({ losesCapwapAtPercent: 30, rejoinAfterSeconds: null });
});

test("a value that is out of range or not a number gets an error at its field", () => {
  const draft = { ...draftOfBehavior({}), linkLoss: "95", stallsAtPercent: "", bootSeconds: "soon" };
  expect(checkBehavior(draft)).toEqual({
    input: undefined,
    errors: {
      linkLoss: ["Enter a loss from 0 to 90%."],
      stallsAtPercent: ["Enter a percentage from 0 to 100."],
      bootSeconds: ["Enter 1 to 3600 seconds."],
    },
  });
});
