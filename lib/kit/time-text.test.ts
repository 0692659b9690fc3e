import { expect, test } from "vitest";
import {
  consoleStamp,
  controllerTime,
  controllerZone,
  installTime,
  isoTime,
  localClock,
  localDateAndClock,
  localDay,
  localDayAndClock,
  localWeekday,
  localZone,
  longTime,
  showClockTime,
  syslogStamp,
} from "./time-text";

const at = Date.UTC(2024, 0, 30, 21, 41, 35, 112);

test("one instant is the same in every form of the controller's output", () => {
  expect(consoleStamp(at)).toBe("[*01/30/2024 21:41:35.1120]");
  expect(syslogStamp(at)).toBe("*Jan 30 21:41:35.112");
  expect(installTime(at)).toBe("Tue Jan 30 21:41:35 UTC 2024");
  expect(longTime(at)).toBe("21:41:35 UTC Tue Jan 30 2024");
  expect(showClockTime(at)).toBe("*21:41:35.112 UTC Tue Jan 30 2024");
  expect(controllerTime(at)).toBe("21:41:35 UTC");
  expect(isoTime(at)).toBe("2024-01-30T21:41:35.112Z");
});

test("a fast clock marks its times with the factor, and the day of a syslog line is not padded", () => {
  expect(controllerTime(at, 10)).toBe("21:41:35 UTC x10");
  expect([controllerZone(1), controllerZone(60)]).toEqual(["UTC", "UTC x60"]);
  expect(syslogStamp(Date.UTC(2024, 1, 1, 5, 6, 7, 8))).toBe("*Feb 1 05:06:07.008");
});

test("the visitor's dates sort as text", () => {
  const local = new Date(2026, 2, 1, 14, 3, 22).getTime();
  expect(localDateAndClock(local)).toBe("2026-03-01 14:03:22");
});

test("days and times of the visitor are in the visitor's time zone", () => {
  const local = new Date(2026, 8, 3, 4, 5, 6).getTime();
  expect(localClock(local)).toBe("04:05:06");
  expect(localDay(local)).toBe("03 Sep 2026");
  expect(localWeekday(local)).toBe("Thu, 03 Sep 2026");
  expect(localDayAndClock(local, local + 1000)).toBe("04:05:06");
  expect(localDayAndClock(local, local + 24 * 3_600_000)).toBe("03 Sep 04:05:06");
  expect(localZone()).not.toBe("");
});
