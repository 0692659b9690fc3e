import { expect, test } from "vitest";
import type { SftpUserRow } from "@/lib/contracts/sftp-users";
import { checkUser, draftOf, newUser } from "./user-draft";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJhc2U2NC1rZXktYnl0ZXMtZm9yLXRlc3RzLW9ubHk lab laptop";
const added = { existing: false, hasPassword: false };
const stored = { existing: true, hasPassword: true };
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

test("a stored user passes through the form unchanged and keeps its password", () => {
  const { input: user, errors } = checkUser(draftOf(row), stored);
  expect(errors).toEqual({});
  expect(user).toMatchObject({ existing: true, name: "ewc", password: "", home: "/", publicKeys: KEY });
});

test("a user expires at the end of the last day, and the form shows that day again", () => {
  const { input: user } = checkUser({ ...draftOf(row), lastDay: "2027-02-28" }, stored);
  expect(new Date(user?.expiresAt ?? 0)).toEqual(new Date(2027, 1, 28, 23, 59, 59, 999));
  expect(draftOf({ ...row, expiresAt: user?.expiresAt ?? null }).lastDay).toBe("2027-02-28");
});

test("a generated password needs no typed one, and a user without password and key is rejected", () => {
  const named = { ...newUser, name: "lab" };
  expect(checkUser(named, added).input).toMatchObject({ generatePassword: true, password: "" });
  expect(checkUser({ ...named, generatePassword: false }, added).errors.password).toEqual([
    "Enter a password or at least one public key.",
  ]);
  expect(checkUser({ ...named, generatePassword: false, publicKeys: KEY }, added).errors).toEqual({});
});

test.each([
  ["name", "", "Enter a name."],
  ["name", "a b", "Use letters, digits, dots, dashes and underscores, at most 32."],
  ["name", "x".repeat(33), "Use letters, digits, dots, dashes and underscores, at most 32."],
  ["password", "short", "Use at least 8 characters."],
  ["publicKeys", `${KEY}\nssh-rsa cut`, "Key 2 is not a line of authorized_keys"],
  ["publicKeys", "-----BEGIN OPENSSH PRIVATE KEY-----", "This is a private key."],
  ["home", "../elsewhere", "No part of the folder can begin with a dot"],
  ["lastDay", "2027-02-30", "Select a day"],
])("%s = %j gets an error at its field", (field, typed, sentence) => {
  const draft = { ...newUser, name: "lab", generatePassword: false, password: "long enough", [field]: typed };
  const { input: user, errors } = checkUser(draft, added);
  expect(user).toBeUndefined();
  expect(Object.keys(errors)).toEqual([field]);
  expect(Object.values(errors)[0]?.join(" ")).toContain(sentence);
});
