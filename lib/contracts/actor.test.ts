import { expect, test } from "vitest";
import { hasRole } from "./actor";

test("an admin may give every command, a monitor only those for monitors", () => {
  const monitor = { name: "mo", role: "monitor" as const, from: "localhost" };
  const admin = { name: "ada", role: "admin" as const, from: "localhost" };
  expect([hasRole(monitor, "monitor"), hasRole(monitor, "admin")]).toEqual([true, false]);
  expect([hasRole(admin, "monitor"), hasRole(admin, "admin")]).toEqual([true, true]);
});
