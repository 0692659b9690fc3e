import { expect, it } from "vitest";
import type { ImageFile, ImageSet } from "@/lib/contracts/images";
import { bundleErrors, imagesIntoErrors, nameErrors, sortChosen } from "./chosen-files";

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

it("lets single images join a set, but only over a file that serves nobody", () => {
  const file = (path: string, over: Partial<ImageFile>): ImageFile => ({
    path,
    kind: "ap-image",
    sizeBytes: 1,
    modifiedAt: 0,
    family: null,
    version: null,
    sha512: "ab",
    intact: true,
    note: null,
    ...over,
  });
  const set: ImageSet = {
    name: "EWC_1",
    files: [file("ap1g7", {}), file("ap1g8", { intact: false }), file("ap1g5", { family: "ap1g4" })],
    sizeBytes: 0,
    importedAt: 0,
    version: null,
    synthetic: false,
  };
  const errors = (names: string[], into = "EWC_1") =>
    imagesIntoErrors(
      {
        ...sortChosen(
          names.map((n) => f(n)),
          ["EWC_1"],
        ),
        imagesInto: into,
      },
      [set],
    );
  expect(errors(["ap1g8", "ap1g5", "ap1g6"])).toEqual([]);
  expect(errors(["ap1g7"])[0]).toContain("EWC_1 has ap1g7 already");
  expect(errors(["ap1g7"], "EWC_2")).toEqual([]);
  expect(errors(["ap1g7"], "..")[0]).toContain("letters, digits");
});
