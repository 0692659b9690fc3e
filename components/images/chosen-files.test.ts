import { expect, it } from "vitest";
import type { ImageFile, ImageSet } from "@/lib/contracts/images";
import { bundleErrors, imageSetErrors, nameErrors, sortFiles } from "./chosen-files";

const f = (name: string, size = 10) => ({ name, size });

it("sorts files into bundles, images, and rejected files with a reason", () => {
  const chosen = sortFiles(
    [f("C9800-AP-universalk9.17.12.01.zip"), f("ap1g7"), f("a.txt"), f("b.zip", 0)],
    ["EWC_1"],
  );
  expect(chosen.bundles.map((b) => b.setName)).toEqual(["EWC_17_12_1"]);
  expect(chosen.images.map((i) => i.name)).toEqual(["ap1g7"]);
  expect(chosen.imagesInto).toBe("EWC_1");
  expect(chosen.rejected.map((r) => r.name)).toEqual(["a.txt", "b.zip"]);
});

it("suggests unused names, also among bundles selected together", () => {
  const chosen = sortFiles([f("x.17.12.01.zip"), f("y.17.12.01.zip")], ["EWC_17_12_1"]);
  expect(chosen.bundles.map((b) => b.setName)).toEqual(["EWC_17_12_1_2", "EWC_17_12_1_3"]);
  expect(bundleErrors(chosen, ["EWC_17_12_1"])).toEqual([[], []]);
});

it("rejects a taken and an invalid name with different sentences", () => {
  expect(nameErrors("EWC_1", ["EWC_1"])[0]).toContain("already exists");
  expect(nameErrors("../x", [])[0]).toContain("letters, digits");
  const twice = { ...sortFiles([f("a.zip"), f("b.zip")], []) };
  for (const bundle of twice.bundles) bundle.setName = "same";
  expect(bundleErrors(twice, []).map((e) => e.length)).toEqual([0, 1]);
});

it("lets single images join a set and replace only unusable files", () => {
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
    imageSetErrors(
      {
        ...sortFiles(
          names.map((n) => f(n)),
          ["EWC_1"],
        ),
        imagesInto: into,
      },
      [set],
    );
  expect(errors(["ap1g8", "ap1g5", "ap1g6"])).toEqual([]);
  expect(errors(["ap1g7"])[0]).toContain("EWC_1 already contains ap1g7");
  expect(errors(["ap1g7"], "EWC_2")).toEqual([]);
  expect(errors(["ap1g7"], "..")[0]).toContain("letters, digits");
});
