import { expect, test } from "vitest";
import { z } from "zod";
import { fieldErrors, inputFault } from "./field-errors";

const schema = z
  .object({
    profile: z.object({ imagePath: z.string().min(1, "Enter a folder.") }),
    keys: z.array(z.string().startsWith("ssh-", "Paste a public key.")),
  })
  .refine(({ keys }) => keys.length > 0, "Enter at least one key.");
const wrong = (input: unknown) => schema.safeParse(input).error;

test("an issue of a nested field is found under the field's own name", () => {
  expect(fieldErrors(wrong({ profile: { imagePath: "" }, keys: ["ssh-ed25519"] }))).toEqual({
    imagePath: ["Enter a folder."],
  });
});

test("two elements of a list with the same issue give its sentence once, under the list's name", () => {
  expect(fieldErrors(wrong({ profile: { imagePath: "x" }, keys: ["a", "b"] }))).toEqual({
    keys: ["Paste a public key."],
  });
});

test("an issue of the whole input is found under the empty name", () => {
  expect(fieldErrors(wrong({ profile: { imagePath: "x" }, keys: [] }))).toEqual({
    "": ["Enter at least one key."],
  });
});

test("a valid input has no field errors", () => {
  expect(fieldErrors(wrong({ profile: { imagePath: "x" }, keys: ["ssh-rsa"] }))).toEqual({});
});

test("the fault of a wrong input says its first sentence and has all of them by field", () => {
  const error = wrong({ profile: { imagePath: "" }, keys: ["a"] });
  expect(error && inputFault(error)).toEqual({
    code: "bad-input",
    message: "Enter a folder.",
    fields: { imagePath: ["Enter a folder."], keys: ["Paste a public key."] },
  });
});
