import { expect, test } from "vitest";
import { AccessTokens } from "./access-tokens";

test("a token belongs to its account until it expires", () => {
  const tokens = new AccessTokens();
  const token = tokens.issue("ewc", 1000, 500);
  expect(tokens.userOf(token, 1499)).toBe("ewc");
  expect(tokens.userOf(token, 1500)).toBe(null);
  expect(tokens.userOf("another", 1000)).toBe(null);
});

test("revoking an account's tokens leaves those of others", () => {
  const tokens = new AccessTokens();
  const [first, second, other] = ["ewc", "ewc", "lab"].map((user) => tokens.issue(user, 0, 1000));
  tokens.revokeOf("ewc");
  expect([first, second, other].map((token) => tokens.userOf(token ?? "", 1))).toEqual([null, null, "lab"]);
});

test("at most 4,096 tokens are kept: the oldest is forgotten first", () => {
  const tokens = new AccessTokens();
  const issued = Array.from({ length: 4097 }, (_, at) => tokens.issue(`user ${at}`, 0, 1000));
  expect(tokens.userOf(issued[0] ?? "", 1)).toBe(null);
  expect(tokens.userOf(issued[1] ?? "", 1)).toBe("user 1");
});
