import fc from "fast-check";
import { expect, test } from "vitest";
import { ByteReader, ByteWriter } from "./byte-stream";

test("numbers and texts are read back as they were written", () => {
  const piece = fc.oneof(fc.maxSafeNat(), fc.string({ unit: "grapheme", maxLength: 50 }));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const writer = new ByteWriter();
      for (const one of pieces) {
        if (typeof one === "number") writer.number(one);
        else writer.text(one);
      }
      const reader = new ByteReader(writer.take());
      const read = pieces.map((one) => (typeof one === "number" ? reader.number() : reader.text()));
      expect(read).toEqual(pieces);
      expect(reader.isAtEnd).toBe(true);
      expect(reader.isBroken).toBe(false);
    }),
    { numRuns: 200 },
  );
});

test("small numbers take one byte", () => {
  const writer = new ByteWriter();
  writer.number(0);
  writer.number(127);
  expect(writer.take()).toEqual(Uint8Array.of(0, 127));
});

test("reading beyond the end is reported and never throws", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const reader = new ByteReader(bytes);
      for (let i = 0; i < 50; i++) {
        if (i % 3 === 0) reader.text();
        else reader.number();
      }
      expect(reader.isBroken).toBe(true);
    }),
    { numRuns: 200 },
  );
});
