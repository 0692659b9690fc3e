import fc from "fast-check";
import { expect, test } from "vitest";
import { ConsoleDots } from "./console-dots";
import { DISCARDED_IN_IMAGE_DATA, receivedText } from "./console-lines";

const CAPTURED_BYTES = 70_512_640;
const PER_MESSAGE = 1377;
const dotsIn = (lines: readonly { text: string }[]): number =>
  lines.reduce((sum, { text }) => sum + (/^<?(\.*)/.exec(text)?.[1]?.length ?? 0), 0);

/** Everything that a download prints, counted `steps` times on its way at an even rate. */
function download(kind: "joining" | "in-run", bytes: number, steps: number, ms = 97_918) {
  const dots = new ConsoleDots(kind, PER_MESSAGE, 1000);
  const lines = Array.from({ length: steps }, (_, i) => (i + 1) / steps).flatMap((share) =>
    dots.advance(bytes * share, 1000 + ms * share),
  );
  return [...lines, dots.rest(bytes)];
}

test("a joining access point prints 251 dots for 70,512,640 bytes, in ten lines of which four end in a discarded message", () => {
  const lines = download("joining", CAPTURED_BYTES, 400);
  expect(dotsIn(lines)).toBe(251);
  expect(lines.map(({ text }) => /^<?(\.*)/.exec(text)?.[1]?.length)).toEqual([
    39, 11, 46, 4, 0, 45, 31, 19, 50, 6,
  ]);
  expect(lines.filter(({ text }) => text.endsWith(DISCARDED_IN_IMAGE_DATA))).toHaveLength(4);
});

test("how often the bytes are counted changes neither the lines nor their times", () => {
  const often = download("joining", CAPTURED_BYTES, 400);
  for (const steps of [1, 7, 33]) {
    const lines = download("joining", CAPTURED_BYTES, steps);
    expect(lines.map(({ text }) => text)).toEqual(often.map(({ text }) => text));
    for (const [i, line] of lines.entries()) expect(line.startedAt).toBeCloseTo(often[i]?.startedAt ?? 0, 3);
  }
});

test("in Run nothing is discarded: one dot for each 200 messages", () => {
  const lines = download("in-run", CAPTURED_BYTES, 400);
  expect(dotsIn(lines)).toBe(256);
  expect(lines.some(({ text }) => text.includes("Discarding"))).toBe(false);
});

test("the first line alone opens with <, and no line begins before the one above it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300_000_000 }), fc.integer({ min: 1, max: 50 }), (bytes, steps) => {
      const lines = download("joining", bytes, steps);
      expect(lines.map(({ text }) => text.startsWith("<"))).toEqual(lines.map((_, i) => i === 0));
      for (const [i, line] of lines.entries())
        expect(line.startedAt).toBeGreaterThanOrEqual(lines[i - 1]?.startedAt ?? 1000);
    }),
    { numRuns: 100 },
  );
});

test("what follows the last dot counts bytes, messages and the bytes of the last message", () => {
  expect(receivedText(CAPTURED_BYTES, PER_MESSAGE)).toBe("> 70512640 bytes, 51208 msgs, 601 last");
  expect(receivedText(1377, PER_MESSAGE)).toBe("> 1377 bytes, 1 msgs, 1377 last");
});
