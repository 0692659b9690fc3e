import { expect, test } from "vitest";
import { hashPassword as hashScrypt } from "@/lib/servers/sftp/credentials";
import { argon2Passwords } from "./passwords";

const { hash, verify, isOutdated } = argon2Passwords;

test("a password matches its own hash only, and each hash has its own salt", async () => {
  const [one, two] = await Promise.all([hash("correct horse battery"), hash("correct horse battery")]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(two);
  expect(await verify("correct horse battery", one)).toBe(true);
  expect(await verify("Correct horse battery", one)).toBe(false);
  expect(isOutdated(one)).toBe(false);
});

test("a hash by scrypt still verifies, and is outdated", async () => {
  const old = await hashScrypt("correct horse battery", 4);
  expect(await verify("correct horse battery", old)).toBe(true);
  expect(await verify("something else", old)).toBe(false);
  expect(isOutdated(old)).toBe(true);
});

test("no password matches a user that does not exist, or a hash that cannot be read", async () => {
  expect(await verify("A password that nobody has, to compare with", null)).toBe(false);
  expect(await verify("anything", "$argon2id$broken")).toBe(false);
});

test("the same characters composed differently are the same password", async () => {
  expect(await verify("o\u0308 is composed twice", await hash("\u00f6 is composed twice"))).toBe(true);
});
