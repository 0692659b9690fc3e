import { expect, test } from "vitest";
import { checkAccount, draftOf, newAccount } from "./account-draft";

const row = {
  name: "ewc",
  hasContract: true,
  hasAccepted: true,
  enabled: true,
  passwordWaits: false,
  changedAt: 0,
};

test("a new account needs a name, and a password unless one is generated", () => {
  expect(checkAccount(newAccount, false).errors).toEqual({ name: ["Enter a user name."] });
  const typed = { ...newAccount, name: "lab", generatePassword: false };
  expect(checkAccount(typed, false)).toEqual({
    input: undefined,
    errors: { password: ["Enter a password."] },
  });
  expect(checkAccount({ ...typed, password: "short" }, false).errors).toEqual({
    password: ["Use at least 8 characters."],
  });
  expect(checkAccount({ ...typed, password: "long enough" }, false).input).toMatchObject({
    existing: false,
    password: "long enough",
  });
});

test("a typed password is not sent when one is to be generated", () => {
  const draft = { ...newAccount, name: "lab", password: "typed before" };
  expect(checkAccount(draft, false).input).toMatchObject({ password: "", generatePassword: true });
});

test("an existing account passes through the form unchanged and keeps its password", () => {
  expect(checkAccount(draftOf(row), true).input).toEqual({
    existing: true,
    name: "ewc",
    password: "",
    generatePassword: false,
    hasContract: true,
    hasAccepted: true,
    enabled: true,
  });
});
