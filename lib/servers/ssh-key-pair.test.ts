import ssh2 from "ssh2";
import { expect, test } from "vitest";
import { ed25519Pair } from "./ssh-key-pair";

test("every generated pair can be parsed, also when its public key begins with a zero byte", () => {
  const broken = Array.from({ length: 1500 }, () => ed25519Pair("image server")).filter((pair) =>
    [pair.public, pair.private].some((half) => ssh2.utils.parseKey(half) instanceof Error),
  );
  expect(broken).toEqual([]);
});
