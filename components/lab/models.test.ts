import { expect, test } from "vitest";
import { familyOfModel, imageFamilies } from "@/lib/contracts/families";
import { commonModels } from "./models";

test("every model that is proposed has an image family, and every family has a model", () => {
  const families = new Set(commonModels.map(familyOfModel));
  expect(families.has(undefined)).toBe(false);
  expect(families).toEqual(new Set(imageFamilies));
});
