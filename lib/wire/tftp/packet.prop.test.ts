import fc from "fast-check";
import { expect, test } from "vitest";
import { decode, encode, type Packet } from "./packet";

const word = fc.string({ unit: "grapheme", maxLength: 40 }).map((text) => text.replaceAll("\0", ""));
const u16 = fc.nat(0xffff);
const options = fc
  .uniqueArray(
    fc.tuple(
      word.map((name) => name.toLowerCase()),
      word,
    ),
    { selector: ([name]) => name, maxLength: 6 },
  )
  .map((pairs) => new Map(pairs));
const packet: fc.Arbitrary<Packet> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("RRQ" as const, "WRQ" as const),
    filename: word,
    mode: word.map((mode) => mode.toLowerCase()),
    options,
  }),
  fc.record({ kind: fc.constant("DATA" as const), block: u16, data: fc.uint8Array({ maxLength: 1500 }) }),
  fc.record({ kind: fc.constant("ACK" as const), block: u16 }),
  fc.record({ kind: fc.constant("ERROR" as const), code: u16, message: word }),
  fc.record({ kind: fc.constant("OACK" as const), options: options.filter((map) => map.size > 0) }),
);

test("decoding an encoded packet returns the same packet", () => {
  fc.assert(
    fc.property(packet, (value) => {
      expect(decode(encode(value))).toEqual({ ok: true, value });
    }),
  );
});

test("decode never throws", () => {
  const opcode = fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 255);
  fc.assert(
    fc.property(opcode, fc.uint8Array({ maxLength: 600 }), fc.boolean(), (first, rest, bare) => {
      decode(bare ? rest : Uint8Array.from([0, first, ...rest]));
    }),
    { numRuns: 500 },
  );
});

test("decoding a truncated packet never throws", () => {
  fc.assert(
    fc.property(packet, fc.nat(2000), (value, length) => {
      decode(encode(value).subarray(0, length));
    }),
  );
});
