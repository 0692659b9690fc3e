/** Option negotiation as the RFCs have it, both sides. */
import { expect, test } from "vitest";
import { answerOptions, askOptions, readAcknowledged, withoutOptions } from "./options";

const offer = { sizeBytes: 70_512_640, maxBlockSize: 65464, maxWindowSize: 65535 };
const answer = (asked: Record<string, string>, changed: Partial<typeof offer> = {}) => {
  const { agreed, acknowledged } = answerOptions(new Map(Object.entries(asked)), { ...offer, ...changed });
  return { agreed, acknowledged: Object.fromEntries(acknowledged) };
};

test("[RFC2347-3] without options nothing is acknowledged and the defaults of RFC 1350 hold", () => {
  expect(answer({})).toEqual({ agreed: withoutOptions, acknowledged: {} });
});

test("[RFC2347-3] an unknown option is left out, the others hold", () => {
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

test("blksize2 is answered with the power of two below", () => {
  expect(answer({ blksize2: "1500" })).toMatchObject({
    agreed: { blockSize: 1024 },
    acknowledged: { blksize2: "1024" },
  });
  expect(answer({ blksize2: "65464" }).agreed.blockSize).toBe(32768);
});

test("of blksize and blksize2 the first that is asked for holds", () => {
  expect(answer({ blksize: "1428", blksize2: "1024" }).acknowledged).toEqual({ blksize: "1428" });
  expect(answer({ blksize2: "1024", blksize: "1428" }).acknowledged).toEqual({ blksize2: "1024" });
});

test("[RFC2349-3] timeout is in seconds and echoed as it came", () => {
  expect(answer({ timeout: "3" })).toMatchObject({
    agreed: { timeoutMs: 3000 },
    acknowledged: { timeout: "3" },
  });
});

test.each(["0", "256", "3.5"])("[RFC2349-3] timeout %s is out of range and left out", (timeout) => {
  expect(answer({ timeout }).acknowledged).toEqual({});
});

test("utimeout is in microseconds", () => {
  expect(answer({ utimeout: "50000" }).agreed.timeoutMs).toBe(50);
  expect(answer({ utimeout: "9999" }).agreed.timeoutMs).toBeNull();
});

test("[RFC2349-4] tsize 0 is answered with the size", () => {
  expect(answer({ tsize: "0" }).acknowledged).toEqual({ tsize: "70512640" });
});

test("[RFC2349-4] tsize is left out when the size is not known before the end", () => {
  expect(answerOptions(new Map([["tsize", "0"]]), { ...offer, sizeBytes: null }).acknowledged.size).toBe(0);
});

test.each([
  ["1", 1],
  ["16", 16],
  ["65535", 65535],
])("[RFC7440-3] windowsize %s holds", (asked, windowSize) => {
  expect(answer({ windowsize: asked }).agreed.windowSize).toBe(windowSize);
});

test("[RFC7440-3] windowsize 0 and 65536 are left out, more than the limit is answered with the limit", () => {
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

test("a client asks only for what differs from the defaults, and always for the size", () => {
  expect(Object.fromEntries(askOptions({ blockSize: 512, windowSize: 1 }))).toEqual({ tsize: "0" });
  expect(Object.fromEntries(askOptions({ blockSize: 1428, windowSize: 16 }))).toEqual({
    tsize: "0",
    blksize: "1428",
    windowsize: "16",
  });
});

test("[RFC2347-4] a client takes less than it asked for, and what was left out has its default", () => {
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
