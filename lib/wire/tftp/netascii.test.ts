import fc from "fast-check";
import { expect, test } from "vitest";
import { NetasciiDecoder, toNetascii } from "./netascii";

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
const bytes = (string: string) => Buffer.from(string, "latin1");

test("[RFC764] a line end becomes CR LF, a carriage return CR NUL", () => {
  expect(text(toNetascii(bytes("a\nb\rc")))).toBe("a\r\nb\r\0c");
});

test("a pair that is split over two pieces is translated once", () => {
  const decoder = new NetasciiDecoder();
  expect(
    text(decoder.push(bytes("a\r"))) + text(decoder.push(bytes("\nb\r"))) + text(decoder.push(bytes("\0"))),
  ).toBe("a\nb\r");
});

test("translating any text to netascii and back returns the text, however it is cut", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), fc.integer({ min: 1, max: 7 }), (pieces, cut) => {
      const wire = Buffer.concat(pieces.map(toNetascii));
      const decoder = new NetasciiDecoder();
      const back: Uint8Array[] = [];
      for (let at = 0; at < wire.length; at += cut) back.push(decoder.push(wire.subarray(at, at + cut)));
      back.push(decoder.end());
      expect(Buffer.concat(back)).toEqual(Buffer.concat(pieces));
    }),
  );
});
