import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeSyslog, MAX_MESSAGE_BYTES, octetCounted, type SyslogMessage } from "./message";

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom("]", "[", '"', "\\", "=", " ", "\n", "\u0000", "-", "\u{1f600}"),
    maxLength: 40,
  }),
  // Lone halves of a pair, which UTF-8 cannot say.
  fc.constantFrom("\ud800", "a\udc00b", "\ufeff"),
  fc.string({ minLength: 300, maxLength: 4000 }),
);
const maybe = fc.option(anyText, { nil: null });
const anyMessage: fc.Arbitrary<SyslogMessage> = fc.record({
  facility: fc.double(),
  severity: fc.integer(),
  at: fc.option(fc.double(), { nil: null }),
  hostname: maybe,
  appName: maybe,
  procId: maybe,
  msgId: maybe,
  structured: fc.array(
    fc.record({ id: anyText, parameters: fc.dictionary(anyText, anyText, { maxKeys: 3 }) }),
    { maxLength: 3 },
  ),
  text: anyText,
});

// RFC 5424 §6, the ABNF, with MSG as UTF-8 behind its mark.
const SD_NAME = String.raw`[^\x00-\x20\x7f-\u{10ffff}="\]]{1,32}`;
const SD_VALUE = String.raw`(?:[^"\\\]]|\\["\\\]])*`;
const SD = String.raw`(?:-|(?:\[${SD_NAME}(?: ${SD_NAME}="${SD_VALUE}")*\])+)`;
const TIME = String.raw`(?:-|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)`;
const GRAMMAR = new RegExp(
  String.raw`^<(?:\d|[1-9]\d|1[0-8]\d|19[01])>1 ${TIME} [!-~]{1,255} [!-~]{1,48} [!-~]{1,128} [!-~]{1,32} ${SD}(?: \ufeff([^\x00-\x1f\x7f]+))?$`,
  "u",
);

const decode = (bytes: Uint8Array) =>
  new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

test("[RFC5424-6] any input gives a valid message of at most 2048 octets", () => {
  fc.assert(
    fc.property(anyMessage, (message) => {
      const bytes = encodeSyslog(message);
      expect(bytes.length).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
      expect(decode(bytes)).toMatch(GRAMMAR);
    }),
    { numRuns: 400 },
  );
});

test("a text that is too long is cut, never changed", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 3000 }), (text) => {
      const sent = GRAMMAR.exec(decode(encodeSyslog({ ...bare, text })))?.[1] ?? "";
      expect(text.startsWith(sent)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test("[RFC6587-3.4.1] a stream of messages is split where each ended, whatever they contain", () => {
  fc.assert(
    fc.property(fc.array(anyMessage, { minLength: 1, maxLength: 5 }), (messages) => {
      const sent = messages.map((message) => encodeSyslog(message));
      const stream = Buffer.concat(sent.map(octetCounted));
      expect(takeApart(stream)).toEqual(sent.map((bytes) => Buffer.from(bytes)));
    }),
    { numRuns: 200 },
  );
});

const bare: SyslogMessage = {
  facility: 1,
  severity: 5,
  at: null,
  hostname: null,
  appName: null,
  procId: null,
  msgId: null,
  structured: [],
  text: "",
};

/** As a receiver reads: digits, a blank, so many octets. */
function takeApart(stream: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 0; at < stream.length; ) {
    const blank = stream.indexOf(0x20, at);
    const end = blank + 1 + Number(stream.toString("latin1", at, blank));
    frames.push(stream.subarray(blank + 1, end));
    at = end;
  }
  return frames;
}
