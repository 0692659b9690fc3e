import fc from "fast-check";
import { expect, test } from "vitest";
import { accessLogLine } from "./access-log";

const entry = {
  address: "192.0.2.7",
  user: "ewc",
  at: Date.UTC(2026, 10, 8, 9, 5, 7),
  request: { method: "GET", url: "/software/v4.0/images/17.12.1.5/ap1g8", httpVersion: "1.1" },
  status: 206,
  bytesSent: 1024,
  referer: undefined,
  userAgent: "curl/8.5.0",
};

test("writes the fields in the order of the combined log format", () => {
  expect(accessLogLine(entry).replace(/\[.*\]/, "[time]")).toBe(
    '192.0.2.7 - ewc [time] "GET /software/v4.0/images/17.12.1.5/ap1g8 HTTP/1.1" 206 1024 "-" "curl/8.5.0"',
  );
});

test("what follows the question mark of an address is left out", () => {
  const request = { ...entry.request, url: "/oauth2/token?client_secret=hidden" };
  expect(accessLogLine({ ...entry, request })).toContain('"GET /oauth2/token? HTTP/1.1"');
});

test("no text of a client can end a line or a quoted field", () => {
  const text = fc.string({ unit: "binary", maxLength: 400 });
  fc.assert(
    fc.property(text, text, text, (userAgent, referer, url) => {
      const line = accessLogLine({ ...entry, userAgent, referer, request: { ...entry.request, url } });
      const fields = line.replace(/\\["\\]/g, "").match(/"[^"]*"/g);
      expect(fields?.length).toBe(3);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what may not be there
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
    }),
    { numRuns: 300 },
  );
});
