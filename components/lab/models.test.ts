import { expect, test } from "vitest";
import { familyOfModel, imageFamilies } from "@/lib/contracts/families";
import { commonModels } from "./models";

test("suggests only models with a known image family, and at least one for every family", () => {
  const families = new Set(commonModels.map(familyOfModel));
  expect(families.has(undefined)).toBe(false);
  expect(families).toEqual(new Set(imageFamilies));
});
