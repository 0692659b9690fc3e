import { expect, test } from "vitest";
import { ownPort } from "./own-port";

const server = { state: "listening" as const, address: "127.0.0.1", port: 6969 };

test("our own address means our own port", () => {
  expect(ownPort("127.0.0.1", server)).toBe(6969);
  expect(ownPort("127.0.0.1", { ...server, address: "0.0.0.0" })).toBe(6969);
});

test("somebody else's address, or a server that does not listen, means the protocol's port", () => {
  expect(ownPort("10.0.0.5", server)).toBeUndefined();
  expect(ownPort("127.0.0.1", { ...server, state: "failed" })).toBeUndefined();
  expect(ownPort("127.0.0.1", undefined)).toBeUndefined();
});
