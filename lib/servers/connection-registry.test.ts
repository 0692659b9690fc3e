import { expect, test } from "vitest";
import { fakeClock } from "@/lib/testing/fake-clock";
import { ConnectionRegistry, type RegisteredConnection } from "./connection-registry";

const limits = { maxConnections: 4, maxConnectionsPerAddress: 3, maxUnauthenticated: 2 };
function door(blocked: string[] = []) {
  const clock = fakeClock();
  const guests = new ConnectionRegistry(
    clock,
    { isBlocked: (address) => blocked.includes(address) },
    () => limits,
  );
  let port = 0;
  const come = (address: string, user: string | null = null) => {
    const looked: number[] = [];
    const guest: RegisteredConnection & { looked: number[] } = {
      address,
      user,
      looked,
      endIfIdle: (now) => looked.push(now),
    };
    const socket = { remoteAddress: address, remotePort: ++port };
    return { guest, socket, leave: guests.add(socket, guest) };
  };
  return { clock, guests, come };
}

test("each limit refuses with its own words, and who leaves makes room", () => {
  const { guests, come } = door(["192.0.2.66"]);
  expect(guests.whyNot("192.0.2.66")).toBe("address blocked");
  for (let i = 0; i < 2; i++) come("192.0.2.1", "ewc");
  const stranger = come("192.0.2.1");
  expect(guests.whyNot("192.0.2.1")).toBe("too many connections of one address");
  expect(guests.whyNot("192.0.2.2")).toBeNull();
  const second = come("192.0.2.2");
  expect(guests.whyNot("192.0.2.3")).toBe("too many connections");
  stranger.leave();
  expect(guests.whyNot("192.0.2.3")).toBeNull();
  second.leave();
  expect([guests.size, guests.ofUser("ewc").length]).toEqual([2, 2]);
});

test("those without login are counted, whatever their address", () => {
  const { guests, come } = door();
  come("192.0.2.1");
  come("192.0.2.2");
  expect(guests.whyNot("192.0.2.3")).toBe("too many connections without login");
});

test("a guest is found by the other end of its socket until it leaves", () => {
  const { guests, come } = door();
  const { guest, socket, leave } = come("192.0.2.1");
  expect(guests.ofPeer(socket.remoteAddress, socket.remotePort)).toBe(guest);
  leave();
  expect(guests.ofPeer(socket.remoteAddress, socket.remotePort)).toBeUndefined();
});

test("everybody is looked at once a second as long as somebody is there", () => {
  const { clock, come } = door();
  const { guest, leave } = come("192.0.2.1");
  clock.advance(3000);
  expect(guest.looked).toHaveLength(3);
  leave();
  clock.advance(1000);
  expect(clock.waiting).toBe(0);
});
