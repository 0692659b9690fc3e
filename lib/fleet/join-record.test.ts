/** What the controller counts of one access point's joins, report by report. */
import { expect, it } from "vitest";
import { fault } from "@/lib/contracts/fault";
import { NO_JOINS } from "@/lib/contracts/joins";
import { joinsAfter, joinsNotAfter, newJoins } from "./join-record";

const at = (now: number, { isBooting = false, isControllerUp = true } = {}) => ({
  now,
  isBooting,
  isControllerUp,
});

it("an access point that boots has not joined; a join is counted with its time", () => {
  const booted = newJoins(100, false);
  expect(booted).toEqual({ ...NO_JOINS, bootedAt: 100 });
  expect(joinsAfter(booted, { what: "joined", version: "17.9.4.27" }, at(200))).toEqual({
    ...NO_JOINS,
    bootedAt: 100,
    joinedAt: 200,
    joins: 1,
  });
});

const JOINED = newJoins(100, true);

it("a lost connection is a failure in Run, unless the controller reloads", () => {
  expect(joinsAfter(JOINED, { what: "left", returns: true }, at(300))).toMatchObject({
    bootedAt: 100,
    joinedAt: null,
    failures: 1,
    lastFailurePhase: "Run",
    lastDisconnectReason: "Heart beat timer expiry",
  });
  const reloading = at(300, { isControllerUp: false });
  expect(joinsAfter(JOINED, { what: "left", returns: true }, reloading)).toMatchObject({
    failures: 0,
    lastFailurePhase: "NA",
    lastDisconnectReason: "Controller reload",
  });
});

it("a reboot restarts the uptime and says on whose behalf", () => {
  expect(
    joinsAfter(
      JOINED,
      { what: "rebooted", reason: "by admin", wasJoined: true, isByItself: false },
      at(300, { isBooting: true }),
    ),
  ).toEqual({
    ...JOINED,
    bootedAt: 300,
    joinedAt: null,
    lastDisconnectReason: "AP reboot: by admin",
  });
});

it("a failed image download is a failure with the cause's title", () => {
  const report = {
    what: "image-download-failed" as const,
    fault: fault("file-not-found", "No ap1g8 there."),
    isApFault: false,
  };
  expect(joinsAfter(JOINED, report, at(300))).toMatchObject({
    failures: 1,
    lastFailurePhase: "Image-Download",
    lastDisconnectReason: "Image Download Failed: No such file or directory",
  });
});

it("a report that ends no session changes nothing", () => {
  expect(joinsAfter(JOINED, { what: "swapped", version: "17.9.4.27" }, at(300))).toBe(JOINED);
});

it("a record that is read back has no times after the present one", () => {
  expect(joinsNotAfter(JOINED, 60)).toEqual({ ...JOINED, bootedAt: 60, joinedAt: 60 });
  expect(joinsNotAfter(NO_JOINS, 60)).toEqual(NO_JOINS);
});
