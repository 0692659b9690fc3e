import fc from "fast-check";
import { expect, test } from "vitest";
import { rangeOf } from "./image-range";

const ETAG = '"abc"';

test("no Range header, another unit, several ranges and another entity tag mean the whole file", () => {
  const whole = { kind: "whole" };
  expect(rangeOf(undefined, undefined, ETAG, 10)).toEqual(whole);
  expect(rangeOf("lines=0-1", undefined, ETAG, 10)).toEqual(whole);
  expect(rangeOf("bytes=0-1,3-4", undefined, ETAG, 10)).toEqual(whole);
  expect(rangeOf("bytes=0-1", '"other"', ETAG, 10)).toEqual(whole);
  expect(rangeOf("bytes=0-1", "Sat, 28 Nov 2026 21:45:36 GMT", ETAG, 10)).toEqual(whole);
});

test("a single range is clipped to the file, and one beyond its end cannot be satisfied", () => {
  expect(rangeOf("bytes=4-", undefined, ETAG, 10)).toEqual({ kind: "part", start: 4, end: 9 });
  expect(rangeOf("bytes=4-99", ETAG, ETAG, 10)).toEqual({ kind: "part", start: 4, end: 9 });
  expect(rangeOf("bytes=-3", undefined, ETAG, 10)).toEqual({ kind: "part", start: 7, end: 9 });
  expect(rangeOf("bytes=10-", undefined, ETAG, 10)).toEqual({ kind: "unsatisfiable" });
});

test("whatever the header says, a part lies inside the file", () => {
  const number = fc.oneof(fc.nat(), fc.constant(""), fc.integer(), fc.string({ maxLength: 4 }));
  const header = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.tuple(number, number).map(([from, to]) => `bytes=${from}-${to}`),
  );
  fc.assert(
    fc.property(header, fc.nat({ max: 1_000_000 }), (range, size) => {
      const found = rangeOf(range, undefined, ETAG, size);
      if (found.kind !== "part") return;
      expect(found.start).toBeGreaterThanOrEqual(0);
      expect(found.end).toBeGreaterThanOrEqual(found.start);
      expect(found.end).toBeLessThan(size);
    }),
    { numRuns: 500 },
  );
});
