/** When the program counts as ready. */
import { expect, test } from "vitest";
import { fault } from "@/lib/contracts/fault";
import { health } from "./health";

const listening = {
  id: "tftp" as const,
  state: "listening" as const,
  address: "127.0.0.1",
  port: 6969,
  reason: null,
  enabled: true,
  isPortClosed: false,
};
const occupied = {
  ...listening,
  state: "failed" as const,
  reason: fault("conflict", "Port 6969 is in use."),
};

test("it is ready while the store takes writes and every server that is on listens", () => {
  expect(health(true, [listening, { ...occupied, enabled: false }])).toEqual({
    ready: true,
    checks: [
      { name: "store", ok: true, detail: "takes writes" },
      { name: "tftp server", ok: true, detail: "listening on 127.0.0.1, port 6969" },
      { name: "tftp server", ok: true, detail: "stopped by the operator" },
    ],
  });
});

test("a server that cannot listen makes it unready, with the reason", () => {
  const { ready, checks } = health(true, [occupied]);
  expect(ready).toBe(false);
  expect(checks[1]).toEqual({ name: "tftp server", ok: false, detail: "Port 6969 is in use." });
});

test("a store that cannot be written makes it unready", () => {
  const { ready, checks } = health(false, [listening]);
  expect(ready).toBe(false);
  expect(checks[0]).toMatchObject({ name: "store", ok: false });
});

test("a port that a fault of Lab keeps closed does not make it unready", () => {
  expect(health(true, [{ ...listening, state: "stopped", isPortClosed: true }]).ready).toBe(true);
});
