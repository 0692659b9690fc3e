/** What a collector gets of a line: its parts in their fields, whatever the line is. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { fault } from "@/lib/contracts/fault";
import type { LogLine } from "@/lib/contracts/logs";
import { installFailed, joined, syslogStamp } from "@/lib/controller/syslog-lines";
import { forwardedLine } from "./forwarded-line";

const at = Date.UTC(2024, 1, 1, 17, 5, 37, 108);
const line = (text: string, severity: number): LogLine => ({
  id: 1,
  source: "syslog",
  at,
  wallAt: at,
  severity,
  text,
  apId: null,
  transferId: null,
  upgradeId: null,
});
const origin = { hostname: "9120-EWC", facility: 23, sequence: 7, apName: null };

test("a failed download names its facility, its process and its mnemonic; the text begins at the percent sign", () => {
  const said = installFailed("tftp://192.0.2.9/Wrong-Path/ap1g6", fault("file-not-found"));
  const message = forwardedLine(line(`${syslogStamp(at)}: ${said.text}`, said.severity), origin);
  expect(message).toMatchObject({
    facility: 23,
    severity: 3,
    at,
    hostname: "9120-EWC",
    appName: "INSTALL",
    procId: "install_engine",
    msgId: "OPERATION_ERROR_MESSAGE",
    text: said.text,
  });
  expect(message.structured).toEqual([
    { id: "timeQuality", parameters: { tzKnown: "1", isSynced: "0" } },
    { id: "meta", parameters: { sequenceId: "7" } },
  ]);
});

test("a join names its access point by name and radio MAC, and the upgrade that it belongs to", () => {
  const ap = {
    name: "AP-9117",
    radioMac: "0042.5ab6.0ee0",
    ethernetMac: "0042.5ab6.0ee1",
    ip: "172.16.5.20",
  };
  const said = joined(ap, "172.16.5.2");
  const message = forwardedLine(
    { ...line(`${syslogStamp(at)}: ${said.text}`, 5), apId: ap.radioMac, upgradeId: "u-1" },
    { ...origin, apName: ap.name },
  );
  expect(message).toMatchObject({
    appName: "CAPWAPAC_SMGR_TRACE_MESSAGE",
    procId: "wncd",
    msgId: "AP_JOIN_DISJOIN",
  });
  expect(message.structured.at(-1)).toEqual({
    id: "ewc@32473",
    parameters: { ap: "AP-9117", radioMac: "0042.5ab6.0ee0", upgrade: "u-1" },
  });
});

test("a line of another form is sent as it is", () => {
  const other = { appName: null, procId: null, msgId: null };
  for (const text of ["", "hello %SYS-5-CONFIG_I: not mine", "*Feb 1 12:00:00.000 %SYS-5-X: y"])
    expect(forwardedLine(line(text, 5), origin)).toMatchObject({ ...other, text });
  expect(forwardedLine(line("%SYS-5-CONFIG_I: Configured", 5), origin)).toMatchObject({
    appName: "SYS",
    procId: null,
    msgId: "CONFIG_I",
    text: "%SYS-5-CONFIG_I: Configured",
  });
});

test("[RFC5424-7.3.1] the number of a message is 1 to 2147483647, then 1 again", () => {
  const number = (sequence: number) =>
    forwardedLine(line("x", 5), { ...origin, sequence }).structured[1]?.parameters;
  expect(number(2_147_483_647)).toEqual({ sequenceId: "2147483647" });
  expect(number(2_147_483_648)).toEqual({ sequenceId: "1" });
});

test("no text makes it throw or lose its text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      expect(text.endsWith(forwardedLine(line(text, 5), origin).text)).toBe(true);
    }),
    { numRuns: 200 },
  );
});
