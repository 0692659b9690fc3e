import fc from "fast-check";
import { expect, test } from "vitest";
import { largestExcess, textAllowance } from "./log-shares";

test("logs that fit together, and no logs at all, keep everything", () => {
  expect(largestExcess(new Map(), 0)).toBeNull();
  expect(
    largestExcess(
      new Map([
        ["syslog", 60],
        ["tftp", 40],
      ] as const),
      100,
    ),
  ).toBeNull();
});

test("the largest gives way, at most until it is as large as the next one", () => {
  expect(
    largestExcess(
      new Map([
        ["syslog", 60],
        ["tftp", 900],
      ] as const),
      900,
    ),
  ).toEqual({ source: "tftp", excess: 60 });
  expect(
    largestExcess(
      new Map([
        ["syslog", 60],
        ["tftp", 90],
      ] as const),
      50,
    ),
  ).toEqual({ source: "tftp", excess: 30 });
  expect(
    largestExcess(
      new Map([
        ["syslog", 60],
        ["tftp", 60],
      ] as const),
      50,
    ),
  ).toMatchObject({ excess: 1 });
});

test("whatever the sizes, a log that is no larger than its equal share keeps every byte", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 0, max: 100 }),
      (sizes, maxBytes) => {
        const left = new Map(sizes.map((bytes, source) => [source, bytes]));
        for (let next = largestExcess(left, maxBytes); next !== null; next = largestExcess(left, maxBytes))
          left.set(next.source, (left.get(next.source) ?? 0) - next.excess);
        expect([...left.values()].reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(maxBytes);
        for (const [source, bytes] of left)
          if ((sizes[source] ?? 0) <= Math.floor(maxBytes / sizes.length)) expect(bytes).toBe(sizes[source]);
      },
    ),
  );
});

test("texts may stay as far as their bytes, the number of lines and the database allow", () => {
  const limits = { textBytes: 1000, lines: 100, databaseBytes: 10_000 };
  const used = { textBytes: 900, lines: 90, databaseBytes: 9000 };
  expect(textAllowance(used, limits)).toBe(900);
  expect(textAllowance({ ...used, textBytes: 2000 }, limits)).toBe(1000);
  expect(textAllowance({ ...used, lines: 200 }, limits)).toBe(450);
  // All that is too much is freed by texts, however little of the database they are.
  expect(textAllowance({ ...used, databaseBytes: 10_000 }, limits)).toBe(500);
  expect(textAllowance({ ...used, databaseBytes: 18_000 }, limits)).toBe(400);
  expect(textAllowance({ textBytes: 0, lines: 0, databaseBytes: 0 }, limits)).toBe(0);
});
