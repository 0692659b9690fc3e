/** Fleets are the same for the same seed, and no two access points in one are alike. */
import { expect, test } from "vitest";
import { familyOfModel } from "@/lib/contracts/families";
import { labSchema } from "@/lib/contracts/lab";
import { demoLab, emptyLab, expandLab } from "./population";

test("the demo lab has twelve access points of at least six families, the controller's own included", () => {
  const lab = demoLab();
  const aps = expandLab(lab);
  expect(aps).toHaveLength(12);
  expect(new Set(aps.map((ap) => familyOfModel(ap.model))).size).toBeGreaterThanOrEqual(6);
  expect(aps.every((ap) => familyOfModel(ap.model) !== undefined)).toBe(true);
  expect(aps.find((ap) => ap.name === lab.controller.ap)?.model).toBe("C9120AXI-E");
});
test("one access point of the demo lab, of the controller's own family, arrives with old software", () => {
  const late = expandLab(demoLab()).filter((ap) => ap.running !== "17.9.4.27");
  expect(late.map((ap) => [familyOfModel(ap.model), ap.running, ap.backup])).toEqual([
    ["ap1g7", "17.3.3.26", "8.10.130.0"],
  ]);
});
test("an empty lab still has the access point that the controller runs on", () => {
  expect(expandLab(emptyLab()).map((ap) => ap.name)).toEqual(["9120-core"]);
});
test("ten thousand access points have ten thousand names, addresses and MACs, the same for the same seed", () => {
  const lab = labSchema.parse({
    ...emptyLab(),
    mixes: [{ count: 10_000, seed: 7, models: { "C9120AXI-E": 3, "C9105AXW-E": 1 }, running: "17.9.4.27" }],
  });
  const aps = expandLab(lab);
  for (const of of ["name", "ip", "radioMac", "ethernetMac"] as const) {
    expect(new Set(aps.map((ap) => ap[of])).size).toBe(10_001);
  }
  expect(expandLab(lab)).toEqual(aps);
  const share = aps.filter((ap) => ap.model === "C9120AXI-E").length / aps.length;
  expect(share).toBeGreaterThan(0.7);
  expect(share).toBeLessThan(0.8);
});
test("a lab that lists an address twice, or a controller on a model that cannot host it, is refused", () => {
  const lab = demoLab();
  const [first, second] = lab.aps;
  expect(() => expandLab({ ...lab, aps: [first!, { ...second!, ip: first!.ip }] })).toThrow(
    /172\.16\.4\.27 is taken: 9120-core has it/,
  );
  expect(() => expandLab({ ...lab, controller: { ...lab.controller, ap: "AP-POD-2-2" } })).toThrow(
    /cannot host/,
  );
});
