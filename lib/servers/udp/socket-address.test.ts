import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyAddress, SocketAddresses, sizeOfAddress } from "./socket-address";
import { Family, loadSystemCalls } from "./system-calls";

const loaded = await loadSystemCalls();

describe.runIf(loaded.ok)("with the system's own translation", () => {
  const create = () => {
    if (!loaded.ok) throw new Error(loaded.fault);
    return new SocketAddresses(loaded.value);
  };
  const port = fc.integer({ min: 0, max: 65_535 });

  test("an address and port are the same after they were encoded and read again", () => {
    const addresses = create();
    const ipv4 = fc.ipV4();
    const ipv6 = fc
      .array(fc.integer({ min: 1, max: 0xffff }), { minLength: 8, maxLength: 8 })
      // Zeros are left out by rules of their own, and link-local ones need an interface.
      .filter(([first = 0]) => (first & 0xffc0) !== 0xfe80)
      .map((groups) => groups.map((group) => group.toString(16)).join(":"));
    const either = fc.oneof(
      ipv4.map((text) => [4, text] as const),
      ipv6.map((text) => [6, text] as const),
    );
    fc.assert(
      fc.property(either, port, ([family, text], number) => {
        const bytes = addresses.encode(family, text, number);
        expect(bytes).toHaveLength(sizeOfAddress(family));
        expect(addresses.read(bytes, 0, family)).toBe(text);
        expect(addresses.port).toBe(number);
      }),
      { numRuns: 200 },
    );
  });

  test("packets of two peers in turn are told apart, by address and by port", () => {
    const addresses = create();
    for (const [family, peers] of [
      [4, ["192.0.2.1", "192.0.2.2"]],
      [6, ["2001:db8::1", "2001:db8::2"]],
    ] as const) {
      const packets = peers.flatMap((peer) => [69, 4000].map((number) => [peer, number] as const));
      for (const [peer, number] of [...packets, ...packets]) {
        expect(addresses.read(addresses.encode(family, peer, number), 0, family)).toBe(peer);
        expect(addresses.port).toBe(number);
      }
    }
  });

  test("an IPv4 address in a socket of IPv6 becomes a mapped one", () => {
    const addresses = create();
    const bytes = addresses.encode(6, "192.0.2.1", 69);
    expect([...bytes.subarray(0, 2)]).toEqual([Family.ipv6, 0]);
    expect(addresses.read(bytes, 0, 6)).toBe("::ffff:192.0.2.1");
  });

  test("a link-local address keeps its interface, given by name or by number", () => {
    const addresses = create();
    for (const zone of ["lo", "1"])
      expect(addresses.read(addresses.encode(6, `fe80::1%${zone}`, 69), 0, 6)).toBe("fe80::1%lo");
    expect(addresses.raw(6, "fe80::1%lo").scope).toBe(1);
    expect(addresses.read(addresses.encode(6, "fe80::1", 69), 0, 6)).toBe("fe80::1");
  });

  test("an interface that has no name any more is told by its number", () => {
    const addresses = create();
    expect(addresses.read(addresses.encode(6, "fe80::1%999999", 69), 0, 6)).toBe("fe80::1%999999");
  });

  test("an interface beside an address that is not link-local is not shown", () => {
    const addresses = create();
    expect(addresses.read(addresses.encode(6, "2001:db8::1%lo", 69), 0, 6)).toBe("2001:db8::1");
  });

  test("a text that is not an address of the family is refused with EINVAL", () => {
    const addresses = create();
    for (const [family, text] of [
      [4, "::1"],
      [4, "localhost"],
      [6, "localhost"],
      [6, "::1::"],
      [4, ""],
    ] as const)
      expect(() => addresses.encode(family, text, 69)).toThrow(expect.objectContaining({ code: "EINVAL" }));
  });

  test("the target of a known peer is the same object for each packet, one for each port", () => {
    const addresses = create();
    const first = addresses.target(4, "192.0.2.1", 4000);
    expect(addresses.target(4, "192.0.2.1", 4000)).toBe(first);
    expect(first).toEqual(addresses.encode(4, "192.0.2.1", 4000));
    expect(addresses.target(4, "192.0.2.1", 4001)).toEqual(addresses.encode(4, "192.0.2.1", 4001));
  });

  test("an address that is used in sockets of both families is encoded for each of them", () => {
    const addresses = create();
    addresses.target(4, "192.0.2.1", 69);
    expect(addresses.target(6, "192.0.2.1", 69)).toEqual(addresses.encode(6, "192.0.2.1", 69));
    expect(addresses.target(4, "192.0.2.1", 69)).toEqual(addresses.encode(4, "192.0.2.1", 69));
  });

  test("targets and texts stay right when more peers come than are remembered", () => {
    const addresses = create();
    const peer = (i: number) => `10.0.${i >> 8}.${i & 255}`;
    for (let round = 0; round < 2; round++)
      for (let i = 0; i < 5000; i++) {
        const bytes = addresses.target(4, peer(i), 69);
        const text = addresses.read(bytes, 0, 4);
        if (text !== peer(i)) throw new Error(`${peer(i)} became ${text}`);
      }
    expect(addresses.target(4, peer(0), 69)).toEqual(addresses.encode(4, peer(0), 69));
  });

  test("the local address of a packet is read without a port, in either family", () => {
    const addresses = create();
    const { raw } = addresses.raw(6, "fe80::1");
    expect(addresses.local(raw, 0, 6, 1)).toBe("fe80::1%lo");
    expect(addresses.local(new Uint8Array([0, 0, 192, 0, 2, 1]), 2, 4, 1)).toBe("192.0.2.1");
  });

  test("the address of a socket on all addresses is one that its family can be bound to", () => {
    const addresses = create();
    for (const family of [4, 6] as const) {
      const bytes = addresses.encode(family, anyAddress(family), 0);
      expect(addresses.read(bytes, 0, family)).toBe(anyAddress(family));
    }
  });
});
