import { describe, expect, test } from "vitest";
import { answersAt, ownPortAt, placeOf } from "./own-servers";

const row = {
  state: "listening" as const,
  enabled: true,
  isPortClosed: false,
  address: "127.0.0.1",
  port: 6969,
  hostAddresses: ["192.168.1.10", "fd00::10"],
};

describe.each([
  ["127.0.0.1", ["127.0.0.1", "::ffff:127.0.0.1"], ["127.0.0.2", "::1", "192.168.1.10", "10.0.0.5"]],
  ["::1", ["::1", "0:0:0:0:0:0:0:1"], ["127.0.0.1", "fd00::10"]],
  // Bound to one network, a server does not answer on loopback.
  ["192.168.1.10", ["192.168.1.10"], ["127.0.0.1", "192.168.1.11"]],
  ["0.0.0.0", ["127.0.0.1", "127.0.0.2", "192.168.1.10", "0.0.0.0"], ["::1", "fd00::10", "10.0.0.5"]],
  ["::", ["::1", "127.0.0.1", "192.168.1.10", "FD00:0::10"], ["10.0.0.5", "fd00::11"]],
] as const)("a server that listens on %s", (address, ours, others) => {
  const place = placeOf({ ...row, address });

  test.each(ours)("answers at %s", (asked) => {
    expect(ownPortAt(place, asked)).toBe(6969);
  });

  test.each(others)("does not answer at %s", (asked) => {
    expect(ownPortAt(place, asked)).toBeUndefined();
  });
});

test("a server that Lab keeps down is still the one that answers: its clients are refused there", () => {
  expect(placeOf({ ...row, state: "failed", isPortClosed: true })).toMatchObject({ port: 6969 });
});

test("a server that is stopped, that cannot listen, or that has no port yet has no place", () => {
  expect(placeOf({ ...row, state: "stopped", enabled: false, isPortClosed: true })).toBeNull();
  expect(placeOf({ ...row, state: "failed" })).toBeNull();
  expect(placeOf({ ...row, state: "failed", isPortClosed: true, port: 0 })).toBeNull();
  expect(placeOf(undefined)).toBeNull();
  expect(ownPortAt(null, "127.0.0.1")).toBeUndefined();
});

test("without the addresses of this host, a server on all addresses answers on loopback only", () => {
  const place = { address: "0.0.0.0", port: 69 };
  expect(answersAt(place, "127.0.0.1")).toBe(true);
  expect(answersAt(place, "192.168.1.10")).toBe(false);
});

test("a server on several sockets of systemd answers at the address of each", () => {
  const systemdSockets = ["192.168.1.10", "fd00::10"].map((address) => ({ address, port: 69 }));
  const place = placeOf({ ...row, state: "listening", address: "192.168.1.10", port: 69, systemdSockets });
  expect(place !== null && answersAt(place, "fd00::10")).toBe(true);
  expect(place !== null && answersAt(place, "192.168.1.11")).toBe(false);
});
