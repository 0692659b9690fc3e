import { describe, expect, it } from "vitest";
import { CONTROLLER_IMAGE, familyOfModel } from "@/lib/contracts/families";
import type { ImageFile, ImageSet } from "@/lib/contracts/images";
import { fleetNeeds, judgeSet, nameSome } from "./fleet-needs";

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

describe("what a fleet needs", () => {
  it("is one image per family, with the models and names behind it", () => {
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

describe("what a set has of it", () => {
  const verdicts = (s: ImageSet) =>
    Object.fromEntries(
      [...judgeSet(s, fleet).rows, judgeSet(s, fleet).controller].map((r) => [r.image, r.verdict]),
    );

  it("is complete when every needed image and the controller's are there and whole", () => {
    const judged = judgeSet(
      set(file("ap1g7"), file("ap1g8"), file(CONTROLLER_IMAGE), file("readme.txt")),
      fleet,
    );
    expect(judged.complete).toBe(true);
    expect(judged.others.map((f) => f.path)).toEqual(["readme.txt"]);
  });

  it("names what is missing and what is damaged, and does not count what nobody needs", () => {
    const broken = set(file("ap1g7", { intact: false, note: "cut short" }), file("ap1g4", { intact: false }));
    expect(verdicts(broken)).toEqual({
      ap1g4: "damaged",
      ap1g7: "damaged",
      ap1g8: "missing",
      [CONTROLLER_IMAGE]: "missing",
    });
    const judged = judgeSet(broken, fleet);
    expect(judged.damaged.map((r) => r.image)).toEqual(["ap1g7"]);
    expect(judged.complete).toBe(false);
  });

  it("says when a file is of another family than its name, or cannot be judged, without refusing it", () => {
    const odd = set(
      file("ap1g7", { family: "ap1g8" }),
      file("ap1g8", { intact: null }),
      file(CONTROLLER_IMAGE, { intact: null }),
    );
    expect(verdicts(odd)).toMatchObject({
      ap1g7: "wrong-family",
      ap1g8: "doubtful",
      [CONTROLLER_IMAGE]: "present",
    });
    expect(judgeSet(odd, fleet).complete).toBe(false);
    expect(judgeSet(odd, fleet).doubtful.map((r) => r.image)).toEqual(["ap1g8"]);
  });

  it("shows an image of a family that came after this program", () => {
    expect(verdicts(set(file("ap1g9")))).toMatchObject({ ap1g9: "not-needed" });
  });

  it("waits for the digest before it says present", () => {
    expect(verdicts(set(file("ap1g7", { sha512: null })))).toMatchObject({ ap1g7: "reading" });
  });
});

it("many names are cut short and counted", () => {
  expect(nameSome(["a", "b"])).toBe("a, b");
  expect(nameSome(["a", "b", "c", "d"], 2)).toBe("a, b and 2 more");
});
