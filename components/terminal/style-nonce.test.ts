// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { withStyleNonce } from "./style-nonce";

const nonceOf = (name: string): string => document.createElement(name).nonce ?? "";

test("style elements that are made meanwhile have the nonce, other elements and later ones do not", () => {
  const [style, div] = withStyleNonce("abc", () => [nonceOf("style"), nonceOf("div")]);
  expect([style, div]).toEqual(["abc", ""]);
  expect(nonceOf("style")).toBe("");
});

test("the document makes elements as before after a failure", () => {
  const create = document.createElement;
  const failing = () => {
    throw new Error("no canvas");
  };
  expect(() => withStyleNonce("abc", failing)).toThrow("no canvas");
  expect(document.createElement === create).toBe(true);
});

test("without a policy nothing changes", () => {
  expect(withStyleNonce(undefined, () => nonceOf("style"))).toBe("");
});
