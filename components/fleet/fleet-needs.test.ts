import { describe, expect, it } from "vitest";
import { CONTROLLER_IMAGE, familyOfModel } from "@/lib/contracts/families";
import type { ImageFile, ImageSet } from "@/lib/contracts/images";
import { checkSet, fleetNeeds, nameSome } from "./fleet-needs";

const ap = (name: string, model: string, isController = false) => ({
  name,
  model,
  isController,
  family: familyOfModel(model) ?? null,
});
const file = (path: string, over: Partial<ImageFile> = {}): ImageFile => ({
  path,
  kind: path === CONTROLLER_IMAGE ? "controller-image" : /^ap\d/.test(path) ? "ap-image" : "other",
  sizeBytes: 10,
  modifiedAt: 0,
  family: null,
  version: "17.12.1.5",
  sha512: "ab",
  intact: true,
  note: null,
  ...over,
});
const set = (...files: ImageFile[]): ImageSet => ({
  name: "EWC_17_12_1",
  files,
  sizeBytes: 0,
  importedAt: 0,
  version: "17.12.1.5",
  synthetic: false,
});

const fleet = fleetNeeds([
  ap("AP3", "C9120AXI-E"),
  ap("AP1", "C9120AXI-E", true),
  ap("AP2", "C9115AXI-B"),
  ap("AP4", "C9105AXW-B"),
  ap("AP5", "C9999X"),
]);

describe("fleetNeeds", () => {
  it("lists one image per family with its models and access points", () => {
    expect(fleet.families).toEqual([
      { family: "ap1g7", models: ["C9115AXI-B", "C9120AXI-E"], apNames: ["AP1", "AP2", "AP3"] },
      { family: "ap1g8", models: ["C9105AXW-B"], apNames: ["AP4"] },
    ]);
    expect(fleet).toMatchObject({
      controller: true,
      apCount: 5,
      unknown: [{ name: "AP5", model: "C9999X" }],
    });
  });
});

describe("checkSet", () => {
  const verdicts = (s: ImageSet) =>
    Object.fromEntries(
      [...checkSet(s, fleet).rows, checkSet(s, fleet).controller].map((r) => [r.image, r.verdict]),
    );

  it("is complete when every needed image and the controller image are present and undamaged", () => {
    const checked = checkSet(
      set(file("ap1g7"), file("ap1g8"), file(CONTROLLER_IMAGE), file("readme.txt")),
      fleet,
    );
    expect(checked.complete).toBe(true);
    expect(checked.others.map((f) => f.path)).toEqual(["readme.txt"]);
  });

  it("reports missing and damaged images, but not those that nobody needs", () => {
    const broken = set(file("ap1g7", { intact: false, note: "cut short" }), file("ap1g4", { intact: false }));
    expect(verdicts(broken)).toEqual({
      ap1g4: "damaged",
      ap1g7: "damaged",
      ap1g8: "missing",
      [CONTROLLER_IMAGE]: "missing",
    });
    const checked = checkSet(broken, fleet);
    expect(checked.damaged.map((r) => r.image)).toEqual(["ap1g7"]);
    expect(checked.complete).toBe(false);
  });

  it("reports a file of another family and a file that cannot be verified, and accepts the latter", () => {
    const odd = set(
      file("ap1g7", { family: "ap1g8" }),
      file("ap1g8", { intact: null }),
      file(CONTROLLER_IMAGE, { intact: null }),
    );
    expect(verdicts(odd)).toMatchObject({
      ap1g7: "wrong-family",
      ap1g8: "unverified",
      [CONTROLLER_IMAGE]: "present",
    });
    expect(checkSet(odd, fleet).complete).toBe(false);
    expect(checkSet(odd, fleet).unverified.map((r) => r.image)).toEqual(["ap1g8"]);
  });

  it("lists an image of an unknown family", () => {
    expect(verdicts(set(file("ap1g9")))).toMatchObject({ ap1g9: "not-needed" });
  });

  it("reports an image as present only after its digest is known", () => {
    expect(verdicts(set(file("ap1g7", { sha512: null })))).toMatchObject({ ap1g7: "reading" });
  });
});

it("shortens a long list of names and counts the rest", () => {
  expect(nameSome(["a", "b"])).toBe("a, b");
  expect(nameSome(["a", "b", "c", "d"], 2)).toBe("a, b, and 2 more");
});
