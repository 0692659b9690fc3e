/** The fields of the message that a collector receives for a syslog line. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { fault } from "@/lib/contracts/fault";
import type { LogLine } from "@/lib/contracts/logs";
import { installFailed, joined } from "@/lib/controller/syslog-lines";
import { syslogStamp } from "@/lib/kit/time-text";
import { toForwardedMessage } from "./forwarded-message";

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
const context = { hostname: "9120-EWC", facility: 23, sequence: 7, apName: null };

test("a failed download gives app name, process id and message id, and the text starts at the percent sign", () => {
  const logged = installFailed("tftp://192.0.2.9/Wrong-Path/ap1g6", fault("file-not-found"));
  const message = toForwardedMessage(line(`${syslogStamp(at)}: ${logged.text}`, logged.severity), context);
  expect(message).toMatchObject({
    facility: 23,
    severity: 3,
    at,
    hostname: "9120-EWC",
    appName: "INSTALL",
    procId: "install_engine",
    msgId: "OPERATION_ERROR_MESSAGE",
    text: logged.text,
  });
  expect(message.structured).toEqual([
    { id: "timeQuality", parameters: { tzKnown: "1", isSynced: "0" } },
    { id: "meta", parameters: { sequenceId: "7" } },
  ]);
});

test("a join gives the access point's name and radio MAC and the upgrade as structured data", () => {
  const ap = {
    name: "AP-9117",
    radioMac: "0042.5ab6.0ee0",
    ethernetMac: "0042.5ab6.0ee1",
    ip: "172.16.5.20",
  };
  const logged = joined(ap, "172.16.5.2");
  const message = toForwardedMessage(
    { ...line(`${syslogStamp(at)}: ${logged.text}`, 5), apId: ap.radioMac, upgradeId: "u-1" },
    { ...context, apName: ap.name },
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

test("a line that is not in the controller's form is sent unchanged", () => {
  const other = { appName: null, procId: null, msgId: null };
  for (const text of ["", "hello %SYS-5-CONFIG_I: not mine", "*Feb 1 12:00:00.000 %SYS-5-X: y"])
    expect(toForwardedMessage(line(text, 5), context)).toMatchObject({ ...other, text });
  expect(toForwardedMessage(line("%SYS-5-CONFIG_I: Configured", 5), context)).toMatchObject({
    appName: "SYS",
    procId: null,
    msgId: "CONFIG_I",
    text: "%SYS-5-CONFIG_I: Configured",
  });
});

test("[RFC5424-7.3.1] sequenceId counts from 1 to 2147483647 and then restarts at 1", () => {
  const number = (sequence: number) =>
    toForwardedMessage(line("x", 5), { ...context, sequence }).structured[1]?.parameters;
  expect(number(2_147_483_647)).toEqual({ sequenceId: "2147483647" });
  expect(number(2_147_483_648)).toEqual({ sequenceId: "1" });
});

test("no text makes it throw, and the end of the text is always kept", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      expect(text.endsWith(toForwardedMessage(line(text, 5), context).text)).toBe(true);
    }),
    { numRuns: 200 },
  );
});
