import { expect, test } from "vitest";
import { answerOptions, askOptions, readAcknowledged, withoutOptions } from "./options";

const offer = { sizeBytes: 70_512_640, maxBlockSize: 65464, maxWindowSize: 65535 };
const answer = (asked: Record<string, string>, changed: Partial<typeof offer> = {}) => {
  const { agreed, acknowledged } = answerOptions(new Map(Object.entries(asked)), { ...offer, ...changed });
  return { agreed, acknowledged: Object.fromEntries(acknowledged) };
};

test("[RFC2347-3] without options nothing is acknowledged and the defaults of RFC 1350 are used", () => {
  expect(answer({})).toEqual({ agreed: withoutOptions, acknowledged: {} });
});

test("[RFC2347-3] an unknown option is not acknowledged, the others are", () => {
  expect(answer({ multicast: "", blksize: "1428" }).acknowledged).toEqual({ blksize: "1428" });
});

test.each([
  ["8", 8],
  ["1428", 1428],
  ["65464", 65464],
  ["65465", 65464],
  ["999999", 65464],
])("[RFC2348-2] blksize %s is answered with %i", (asked, blockSize) => {
  expect(answer({ blksize: asked })).toMatchObject({
    agreed: { blockSize },
    acknowledged: { blksize: String(blockSize) },
  });
});

test.each(["7", "0", "-1", "", "1428x", "1e3", "99999999999999999999"])(
  "[RFC2348-2] blksize '%s' is no block size and is left out",
  (asked) => {
    expect(answer({ blksize: asked })).toEqual({ agreed: withoutOptions, acknowledged: {} });
  },
);

test("[RFC2348-2] the answer is never larger than the server's own limit", () => {
  expect(answer({ blksize: "65464" }, { maxBlockSize: 1428 }).agreed.blockSize).toBe(1428);
});

test("blksize2 is acknowledged with the next lower power of two", () => {
  expect(answer({ blksize2: "1500" })).toMatchObject({
    agreed: { blockSize: 1024 },
    acknowledged: { blksize2: "1024" },
  });
  expect(answer({ blksize2: "65464" }).agreed.blockSize).toBe(32768);
});

test("of blksize and blksize2 only the first one is used", () => {
  expect(answer({ blksize: "1428", blksize2: "1024" }).acknowledged).toEqual({ blksize: "1428" });
  expect(answer({ blksize2: "1024", blksize: "1428" }).acknowledged).toEqual({ blksize2: "1024" });
});

test("[RFC2349-3] timeout is in seconds and acknowledged unchanged", () => {
  expect(answer({ timeout: "3" })).toMatchObject({
    agreed: { timeoutMs: 3000 },
    acknowledged: { timeout: "3" },
  });
});

test.each(["0", "256", "3.5"])("[RFC2349-3] timeout %s is out of range and not acknowledged", (timeout) => {
  expect(answer({ timeout }).acknowledged).toEqual({});
});

test("utimeout is in microseconds", () => {
  expect(answer({ utimeout: "50000" }).agreed.timeoutMs).toBe(50);
  expect(answer({ utimeout: "9999" }).agreed.timeoutMs).toBeNull();
});

test("[RFC2349-4] tsize 0 is acknowledged with the size of the file", () => {
  expect(answer({ tsize: "0" }).acknowledged).toEqual({ tsize: "70512640" });
});

test("[RFC2349-4] tsize is not acknowledged when the size is unknown", () => {
  expect(answerOptions(new Map([["tsize", "0"]]), { ...offer, sizeBytes: null }).acknowledged.size).toBe(0);
});

test.each([
  ["1", 1],
  ["16", 16],
  ["64", 64],
])("[RFC7440-3] windowsize %s holds", (asked, windowSize) => {
  expect(answer({ windowsize: asked }).agreed.windowSize).toBe(windowSize);
});

test.each([
  ["512", 256],
  ["1428", 91],
  ["8192", 16],
  ["65464", 2],
])(
  "a window of blocks of %s bytes is at most 128 KB, whatever is asked and in whatever order",
  (blksize, windowSize) => {
    const acknowledged = { blksize, windowsize: String(windowSize) };
    expect(answer({ blksize, windowsize: "65535" }).acknowledged).toEqual(acknowledged);
    expect(answer({ windowsize: "65535", blksize }).acknowledged).toEqual(acknowledged);
  },
);

test("[RFC7440-3] windowsize 0 and 65536 are not acknowledged, a value above the limit is reduced to the limit", () => {
  expect(answer({ windowsize: "0" }).acknowledged).toEqual({});
  expect(answer({ windowsize: "65536" }).acknowledged).toEqual({});
  expect(answer({ windowsize: "64" }, { maxWindowSize: 16 }).acknowledged).toEqual({ windowsize: "16" });
});

test.each([
  ["0", 0],
  ["1", 1],
])("rollover %s holds", (asked, rollover) => {
  expect(answer({ rollover: asked })).toMatchObject({
    agreed: { rollover },
    acknowledged: { rollover: asked },
  });
});

test("a client requests only values that differ from the defaults, and always tsize", () => {
  expect(Object.fromEntries(askOptions({ blockSize: 512, windowSize: 1 }))).toEqual({ tsize: "0" });
  expect(Object.fromEntries(askOptions({ blockSize: 1428, windowSize: 16 }))).toEqual({
    tsize: "0",
    blksize: "1428",
    windowsize: "16",
  });
});

test("[RFC2347-4] a client accepts lower values than requested, and uses defaults for missing options", () => {
  const asked = askOptions({ blockSize: 65464, windowSize: 64 });
  expect(
    readAcknowledged(
      asked,
      new Map([
        ["blksize", "1428"],
        ["tsize", "9"],
      ]),
    ),
  ).toEqual({ ok: true, value: { ...withoutOptions, blockSize: 1428, announcedSize: 9 } });
});

test.each([
  ["an option that was not asked for", { timeout: "1" }],
  ["a larger block size", { blksize: "1429" }],
  ["a block size below 8", { blksize: "7" }],
  ["a larger window", { windowsize: "17" }],
  ["a window of nothing", { windowsize: "0" }],
  ["words instead of a number", { tsize: "big" }],
])("[RFC2347-4] a client refuses an answer with %s", (_promise, acknowledged) => {
  const asked = askOptions({ blockSize: 1428, windowSize: 16 });
  expect(readAcknowledged(asked, new Map(Object.entries(acknowledged)))).toMatchObject({ ok: false });
});
