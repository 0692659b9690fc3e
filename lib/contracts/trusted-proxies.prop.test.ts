import fc from "fast-check";
import { expect, test } from "vitest";
import { parseTrustedProxies, senderOf, type TrustedProxies } from "./trusted-proxies";

const RUNS = { numRuns: 300 };
const trust = (text: string): TrustedProxies => {
  const parsed = parseTrustedProxies(text);
  if (typeof parsed === "string") throw new Error(parsed);
  return parsed;
};
const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6().filter((text) => !text.includes(".")),
);
/** Outside of the network of the proxies, 10.0.0.0/8. */
const outside = fc.tuple(fc.integer({ min: 11, max: 223 }), fc.nat(255)).map(([a, b]) => `${a}.0.0.${b}`);
const proxy = fc.tuple(fc.nat(255), fc.nat(255)).map(([a, b]) => `10.0.${a}.${b}`);
/** Anything that a client may write into a header before the proxies append to it. */
const forged = fc.oneof(
  fc.constant(undefined),
  fc.array(fc.oneof(address, proxy, fc.string()), { maxLength: 4 }).map((list) => list.join(", ")),
);
/** The header after the client's own text and what each proxy appended. */
const appended = (first: string | undefined, more: readonly string[]) =>
  [...(first === undefined ? [] : [first]), ...more].join(", ");

test("without trusted proxies, headers change nothing", () => {
  fc.assert(
    fc.property(outside, forged, forged, fc.boolean(), (from, list, proto, isEncrypted) => {
      const sender = senderOf({ address: from, isEncrypted }, { for: list, proto }, null);
      expect(sender).toEqual({ address: from, protocol: isEncrypted ? "https" : "http" });
    }),
    RUNS,
  );
});

test("with a number of proxies, the sender is whom the first of them saw, whatever a client wrote before", () => {
  fc.assert(
    fc.property(outside, fc.array(proxy, { minLength: 1, maxLength: 4 }), forged, (client, proxies, list) => {
      const header = appended(list, [client, ...proxies.slice(0, -1)]);
      const connection = { address: proxies.at(-1) ?? "", isEncrypted: false };
      const sender = senderOf(connection, { for: header }, { kind: "count", count: proxies.length });
      expect(sender.address).toBe(client);
    }),
    RUNS,
  );
});

test("with networks of proxies, the sender is the last address outside of them, whatever a client wrote before", () => {
  fc.assert(
    fc.property(outside, fc.array(proxy, { minLength: 1, maxLength: 4 }), forged, (client, proxies, list) => {
      const header = appended(list, [client, ...proxies.slice(0, -1)]);
      const connection = { address: proxies.at(-1) ?? "", isEncrypted: false };
      expect(senderOf(connection, { for: header }, trust("10.0.0.0/8")).address).toBe(client);
    }),
    RUNS,
  );
});

test("a host outside of the networks of proxies can say nothing about itself", () => {
  fc.assert(
    fc.property(outside, forged, (from, list) => {
      const sender = senderOf(
        { address: from, isEncrypted: false },
        { for: list, proto: "https" },
        trust("10.0.0.0/8, fd00::/8"),
      );
      expect(sender).toEqual({ address: from, protocol: "http" });
    }),
    RUNS,
  );
});

test.each([
  ["a proxy that replaces it", "https", "https"],
  ["proxies that append to it", "http, https, http", "https"],
  ["a proxy that does not write it", undefined, "http"],
  ["a proxy that writes something else", "ws", "http"],
])("the protocol comes from X-Forwarded-Proto of %s", (_name, proto, protocol) => {
  const headers = { for: "192.0.2.7, 10.0.0.1", proto };
  const sender = senderOf({ address: "10.0.0.2", isEncrypted: false }, headers, trust("2"));
  expect(sender).toEqual({ address: "192.0.2.7", protocol });
});

test.each([
  ["192.0.2.7:1234", "192.0.2.7"],
  ["2001:db8::7", "2001:db8::7"],
  ["[2001:DB8:0::7]", "2001:db8::7"],
  ["[2001:db8::7]:1234", "2001:db8::7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["unknown", "10.0.0.2"],
  ["", "10.0.0.2"],
])("the entry %j of a proxy means %s", (entry, expected) => {
  const sender = senderOf({ address: "::ffff:10.0.0.2", isEncrypted: false }, { for: entry }, trust("1"));
  expect(sender.address).toBe(expected);
});

test.each([
  ["0", "is not a number of proxies from 1 to 16"],
  ["17", "is not a number of proxies from 1 to 16"],
  ["all", "is not a number of proxies or a list of their networks"],
  ["0.0.0.0/0", "is not a number of proxies or a list of their networks"],
  ["10.0.0.0/8,", "is not a number of proxies or a list of their networks"],
  ["10.0.0.0/33", "is not a list of networks: The prefix length of 10.0.0.0/33 is not 0 to 32"],
])("the setting %j is refused", (text, why) => {
  expect(parseTrustedProxies(text)).toBe(why);
});
