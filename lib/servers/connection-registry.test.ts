import { expect, test } from "vitest";
import { fakeClock } from "@/lib/testing/fake-clock";
import { type ConnectionLimits, ConnectionRegistry, type RegisteredConnection } from "./connection-registry";

const limits = {
  maxConnections: 4,
  maxConnectionsPerAddress: 3,
  maxUnauthenticated: 2,
  maxUnauthenticatedPerSource: 2,
};
function setUp(blocked: string[] = [], changed: Partial<ConnectionLimits> = {}) {
  const clock = fakeClock();
  const registry = new ConnectionRegistry(
    clock,
    { isBlocked: (address) => blocked.includes(address) },
    () => ({ ...limits, ...changed }),
  );
  let port = 0;
  const connect = (address: string, user: string | null = null) => {
    const idleChecks: number[] = [];
    const connection: RegisteredConnection = { address, user, endIfIdle: (now) => idleChecks.push(now) };
    const socket = { remoteAddress: address, remotePort: ++port };
    return { connection, socket, idleChecks, close: registry.add(socket, connection) };
  };
  return { clock, registry, connect };
}

test("each limit has its own reason for a refusal, and a closed connection no longer counts", () => {
  const { registry, connect } = setUp(["192.0.2.66"]);
  expect(registry.refusalReason("192.0.2.66")).toBe("address blocked");
  for (let i = 0; i < 2; i++) connect("192.0.2.1", "ewc");
  const withoutLogin = connect("192.0.2.1");
  expect(registry.refusalReason("192.0.2.1")).toBe("too many connections of one address");
  expect(registry.refusalReason("192.0.2.2")).toBeNull();
  const second = connect("192.0.2.2");
  expect(registry.refusalReason("192.0.2.3")).toBe("too many connections");
  withoutLogin.close();
  expect(registry.refusalReason("192.0.2.3")).toBeNull();
  second.close();
  expect([registry.size, registry.ofUser("ewc").length]).toEqual([2, 2]);
});

test("connections without login are limited for an IPv4 address and for an IPv6 /64, so that others still get in", () => {
  const { registry, connect } = setUp([], { maxUnauthenticated: 5, maxConnections: 9 });
  const reason = "too many connections without login of one source";
  for (let i = 0; i < 2; i++) connect("192.0.2.1");
  expect(registry.refusalReason("192.0.2.1")).toBe(reason);
  connect("2001:db8:0:1::1");
  connect("2001:db8:0:1:ffff::2");
  expect(registry.refusalReason("2001:db8:0:1::3")).toBe(reason);
  expect(registry.refusalReason("2001:db8:0:2::3")).toBeNull();
  expect(registry.refusalReason("192.0.2.2")).toBeNull();
});

test("connections without login are limited over all addresses", () => {
  const { registry, connect } = setUp();
  connect("192.0.2.1");
  connect("192.0.2.2");
  expect(registry.refusalReason("192.0.2.3")).toBe("too many connections without login");
});

test("a connection is found by the remote end of its socket until it closes", () => {
  const { registry, connect } = setUp();
  const { connection, socket, close } = connect("192.0.2.1");
  expect(registry.ofPeer(socket.remoteAddress, socket.remotePort)).toBe(connection);
  close();
  expect(registry.ofPeer(socket.remoteAddress, socket.remotePort)).toBeUndefined();
});

test("every connection is checked for being idle once a second, and no timer runs without connections", () => {
  const { clock, connect } = setUp();
  const { idleChecks, close } = connect("192.0.2.1");
  clock.advance(3000);
  expect(idleChecks).toHaveLength(3);
  close();
  clock.advance(1000);
  expect(clock.waiting).toBe(0);
});
