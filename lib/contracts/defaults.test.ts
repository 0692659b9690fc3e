import { expect, test } from "vitest";
import { behaviorSchema, WELL_BEHAVED } from "./lab";
import { labServerFaultsSchema, NO_SERVER_FAULTS } from "./server-faults";

test("an access point without given behavior is the well-behaved one", () => {
  expect(behaviorSchema.parse({})).toEqual(WELL_BEHAVED);
});

test("a lab file without server faults has none", () => {
  expect(labServerFaultsSchema.parse({})).toEqual(NO_SERVER_FAULTS);
});
