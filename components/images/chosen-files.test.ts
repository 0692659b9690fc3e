import { expect, it } from "vitest";
import { bundleErrors, nameErrors, sortChosen } from "./chosen-files";

const f = (name: string, size = 10) => ({ name, size });

it("sorts what was dropped into bundles, images and the rest, and says why not", () => {
  const chosen = sortChosen(
    [f("C9800-AP-universalk9.17.12.01.zip"), f("ap1g7"), f("a.txt"), f("b.zip", 0)],
    ["EWC_1"],
  );
  expect(chosen.bundles.map((b) => b.setName)).toEqual(["EWC_17_12_1"]);
  expect(chosen.images.map((i) => i.name)).toEqual(["ap1g7"]);
  expect(chosen.imagesInto).toBe("EWC_1");
  expect(chosen.rejected.map((r) => r.name)).toEqual(["a.txt", "b.zip"]);
});

it("proposes names that are free, among the sets and among the bundles chosen together", () => {
  const chosen = sortChosen([f("x.17.12.01.zip"), f("y.17.12.01.zip")], ["EWC_17_12_1"]);
  expect(chosen.bundles.map((b) => b.setName)).toEqual(["EWC_17_12_1_2", "EWC_17_12_1_3"]);
  expect(bundleErrors(chosen, ["EWC_17_12_1"])).toEqual([[], []]);
});

it("refuses a taken and an impossible name, each in its own words", () => {
  expect(nameErrors("EWC_1", ["EWC_1"])[0]).toContain("exists");
  expect(nameErrors("../x", [])[0]).toContain("letters, digits");
  const twice = { ...sortChosen([f("a.zip"), f("b.zip")], []) };
  for (const bundle of twice.bundles) bundle.setName = "same";
  expect(bundleErrors(twice, []).map((e) => e.length)).toEqual([0, 1]);
});
