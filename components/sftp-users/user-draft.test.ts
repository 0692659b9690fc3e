import { expect, test } from "vitest";
import type { SftpUserRow } from "@/lib/contracts/sftp-users";
import { checkUser, draftOf, newUser } from "./user-draft";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJhc2U2NC1rZXktYnl0ZXMtZm9yLXRlc3RzLW9ubHk lab laptop";
const row: SftpUserRow = {
  name: "ewc",
  hasPassword: true,
  passwordWaits: false,
  home: "",
  access: "read-only",
  enabled: true,
  publicKeys: [{ line: KEY, words: "ED25519 SHA256:x" }],
  expiresAt: null,
  changedAt: 0,
};

test("a stored user goes into the form and comes out as it was, with its password kept", () => {
  const { user, errors } = checkUser(draftOf(row), true, true);
  expect(errors).toEqual({});
  expect(user).toMatchObject({ existing: true, name: "ewc", password: "", home: "/", publicKeys: KEY });
});

test("a user expires at the end of its last day, and that day is shown again", () => {
  const { user } = checkUser({ ...draftOf(row), lastDay: "2027-02-28" }, true, true);
  expect(new Date(user?.expiresAt ?? 0)).toEqual(new Date(2027, 1, 28, 23, 59, 59, 999));
  expect(draftOf({ ...row, expiresAt: user?.expiresAt ?? null }).lastDay).toBe("2027-02-28");
});

test("a made password needs no typed one; without any way in a user is refused", () => {
  const named = { ...newUser, name: "lab" };
  expect(checkUser(named, false, false).user).toMatchObject({ generatePassword: true, password: "" });
  expect(checkUser({ ...named, generatePassword: false }, false, false).errors.password).toEqual([
    "Give a password, or at least one public key.",
  ]);
  expect(checkUser({ ...named, generatePassword: false, publicKeys: KEY }, false, false).errors).toEqual({});
});

test.each([
  ["name", "", "Enter a name."],
  ["name", "a b", "Use letters, digits, dots, dashes and underscores, at most 32."],
  ["name", "x".repeat(33), "Use letters, digits, dots, dashes and underscores, at most 32."],
  ["password", "short", "Use at least 8 characters."],
  ["publicKeys", `${KEY}\nssh-rsa cut`, "Key 2 is not a line of authorized_keys"],
  ["publicKeys", "-----BEGIN OPENSSH PRIVATE KEY-----", "This is a private key."],
  ["home", "../elsewhere", "No part of the folder can begin with a dot"],
  ["lastDay", "2027-02-30", "Choose a day"],
])("%s = %j is refused beside its field", (field, typed, sentence) => {
  const draft = { ...newUser, name: "lab", generatePassword: false, password: "long enough", [field]: typed };
  const { user, errors } = checkUser(draft, false, false);
  expect(user).toBeUndefined();
  expect(Object.keys(errors)).toEqual([field]);
  expect(Object.values(errors)[0]?.join(" ")).toContain(sentence);
});
