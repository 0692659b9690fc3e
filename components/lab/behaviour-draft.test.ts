import { expect, test } from "vitest";
import { behaviourWords } from "@/lib/contracts/behaviour-words";
import { type BehaviourChange, WELL_BEHAVED } from "@/lib/contracts/lab";
import { checkBehaviour, draftOfBehaviour } from "./behaviour-draft";
import { traits } from "./traits";

test("every field of a behaviour can be chosen, and every trait has words once it is on", () => {
  const fields = new Set<string>([...traits.map((trait) => trait.field), "rejoinAfterSeconds"]);
  expect(fields).toEqual(new Set(Object.keys(WELL_BEHAVED)));
  for (const { field, value } of traits) {
    const draft = { ...draftOfBehaviour({}), [field]: value?.proposed ?? true };
    const { input, errors } = checkBehaviour(draft);
    expect(errors).toEqual({});
    expect(behaviourWords(input ?? {})).toHaveLength(1);
  }
});

test("what an access point has stands in the fields in the units that one types, and comes back the same", () => {
  const behaviour: BehaviourChange = {
    ...{ linkLoss: 0.07, flashFreeBytes: 5_500_000, stallsAtPercent: 0, refusesSignature: true },
    ...{ losesCapwapAtPercent: 30, rejoinAfterSeconds: 60 },
  };
  const draft = draftOfBehaviour({ ...WELL_BEHAVED, ...behaviour });
  expect(draft).toMatchObject({ linkLoss: "7", flashFreeBytes: "5.5", linkRttMs: false });
  expect(checkBehaviour(draft).input).toEqual(behaviour);
});

test("an access point that loses CAPWAP stays away when nothing is typed for its return", () => {
  const draft = { ...draftOfBehaviour({}), losesCapwapAtPercent: "30" };
  expect(checkBehaviour(draft).input).toEqual({ losesCapwapAtPercent: 30, rejoinAfterSeconds: null });
});

test("a figure that is out of bounds or none says so beside its field", () => {
  const draft = { ...draftOfBehaviour({}), linkLoss: "95", stallsAtPercent: "", bootSeconds: "soon" };
  expect(checkBehaviour(draft)).toEqual({
    input: undefined,
    errors: {
      linkLoss: ["Enter a loss from 0 to 90 %."],
      stallsAtPercent: ["Enter a percentage from 0 to 100."],
      bootSeconds: ["Enter 1 to 3600 seconds."],
    },
  });
});
