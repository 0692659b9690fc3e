import { expect, test } from "vitest";
import { checkMix, mixOf, newMix, sharesOf } from "./mix-draft";

const draft = { count: "200", seed: "7", running: "17.9.4.27", backup: "" };
const row = (id: number, model: string, weight: string) => ({ id, model, weight });

test("accepts models with weights and an empty backup version", () => {
  expect(checkMix(draft, [row(1, "C9120AXI-E", "3"), row(2, " C9105AXW-E ", "1")]).input).toEqual({
    count: 200,
    seed: 7,
    running: "17.9.4.27",
    backup: "0.0.0.0",
    behavior: {},
    models: { "C9120AXI-E": 3, "C9105AXW-E": 1 },
  });
});

test("the form before anything is typed is valid without a check", () => {
  const rows = [row(1, "C9120AXI-E", "3")];
  expect(checkMix(newMix("17.9.4.27"), rows).input).toEqual(mixOf(newMix("17.9.4.27"), rows));
});

test("puts each error at its row and field", () => {
  const rows = [row(1, "C9120AXI-E", "3"), row(2, "C9120AXI-E", "1"), row(3, "", "0")];
  expect(checkMix({ ...draft, count: "0", running: "17.9" }, rows)).toEqual({
    input: undefined,
    errors: {
      count: ["Enter 1 to 10000 access points."],
      running: ["Enter four numbers from 0 to 255, like 17.9.4.27."],
      "model-2": ["This model is already listed."],
      "model-3": ["Enter a model, such as C9120AXI-E."],
      "weight-3": ["Enter a weight above 0."],
    },
  });
});

test("expects numbers in proportion to the weights, largest first", () => {
  expect(sharesOf({ count: 200, models: { a: 1, b: 3 } })).toEqual([
    { model: "b", about: 150 },
    { model: "a", about: 50 },
  ]);
});
