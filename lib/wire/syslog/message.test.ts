import { expect, test } from "vitest";
import { encodeSyslog, MAX_MESSAGE_BYTES, octetCounted, type SyslogMessage } from "./message";

const bytesAsText = (bytes: Uint8Array) =>
  new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
const text = (message: Partial<SyslogMessage>, maxBytes?: number) =>
  bytesAsText(encodeSyslog({ ...plain, ...message }, maxBytes));

const plain: SyslogMessage = {
  facility: 23,
  severity: 3,
  at: Date.UTC(2024, 1, 1, 17, 5, 37, 108),
  hostname: "9120-EWC",
  appName: "INSTALL",
  procId: "install_engine",
  msgId: "OPERATION_ERROR_MESSAGE",
  structured: [],
  text: "%INSTALL-3-OPERATION_ERROR_MESSAGE: Failed",
};

test("[RFC5424-6] a message has header, structured data, byte order mark and text", () => {
  expect(text({ structured: [{ id: "ewc@32473", parameters: { ap: "AP-9117" } }] })).toBe(
    '<187>1 2024-02-01T17:05:37.108Z 9120-EWC INSTALL install_engine OPERATION_ERROR_MESSAGE [ewc@32473 ap="AP-9117"] \ufeff%INSTALL-3-OPERATION_ERROR_MESSAGE: Failed',
  );
});

test("[RFC5424-6.2.1] the priority is facility times 8 plus severity, each limited to its range", () => {
  expect(text({ facility: 4, severity: 2 })).toMatch(/^<34>1 /);
  expect(text({ facility: 0, severity: 0 })).toMatch(/^<0>1 /);
  expect(text({ facility: 99, severity: -4 })).toMatch(/^<184>1 /);
});

test("[RFC5424-6.2.3] a time outside the years 0 to 9999 is NILVALUE", () => {
  for (const at of [null, Number.NaN, Number.POSITIVE_INFINITY, Date.UTC(12_000, 0, 1), -1e15])
    expect(text({ at })).toMatch(/^<187>1 - 9120-EWC /);
});

test("[RFC5424-6.2.4] spaces and non-ASCII characters in a header field are replaced, and an empty field is NILVALUE", () => {
  const header = text({ hostname: "my lab\u00e9", appName: "", procId: null, msgId: "\ud83d\ude00" });
  expect(header).toMatch(/^<187>1 \S+ my_lab_ - - _ - /);
});

test("[RFC5424-6.3.3] quotes, backslashes and brackets in a value are escaped", () => {
  const ap = 'a"b\\c]d[e';
  expect(text({ structured: [{ id: "ewc@32473", parameters: { ap } }] })).toContain(
    '[ewc@32473 ap="a\\"b\\\\c\\]d[e"]',
  );
});

test("[RFC5424-6.3.2] characters that end a name are replaced in names", () => {
  expect(text({ structured: [{ id: 'x]="y', parameters: { 'a="b': "1" } }] })).toContain('[x___y a__b="1"]');
});

test("[RFC5424-6.4] a message without text ends with the structured data", () => {
  expect(text({ text: "" })).toMatch(/OPERATION_ERROR_MESSAGE -$/);
});

test("[RFC5426-3.2] a text that is too long is cut between two characters", () => {
  const long = encodeSyslog({ ...plain, text: "\u20ac".repeat(3000) });
  expect(long.length).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
  expect(long.length).toBeGreaterThan(MAX_MESSAGE_BYTES - 3);
  expect(bytesAsText(long)).toMatch(/\u20ac$/);
});

test("[RFC5424-6.1] an element of structured data that does not fit is left out, and the text is kept", () => {
  const structured = [
    { id: "big@32473", parameters: { value: "x".repeat(5000) } },
    { id: "ewc@32473", parameters: { ap: "AP-1" } },
  ];
  expect(text({ structured })).toMatch(/OPERATION_ERROR_MESSAGE \[ewc@32473 ap="AP-1"\] \ufeff%INSTALL/);
});

test("[RFC6587-3.4.1] a frame counts octets, not characters", () => {
  const frame = octetCounted(encodeSyslog({ ...plain, text: "\u20ac" }));
  const [, count = "", rest = ""] = /^(\d+) (.*)$/s.exec(bytesAsText(frame)) ?? [];
  expect(Number(count)).toBe(new TextEncoder().encode(rest).length);
  expect(Number(count)).toBeGreaterThan(rest.length);
});
