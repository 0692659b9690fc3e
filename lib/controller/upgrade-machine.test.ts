/** The upgrade's states and guards; random events never activate what is not ready. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { fault } from "@/lib/contracts/fault";
import type { UpgradeCounters } from "@/lib/contracts/upgrade";
import { stageMarks } from "./stage-marks";
import { statusLine } from "./status-line";
import {
  activateRefusal,
  cancelRefusal,
  isReady,
  NO_UPGRADE,
  type RoundResult,
  startRefusal,
  step,
  type Upgrade,
  type UpgradeEvent,
} from "./upgrade-machine";

const OLD = "17.9.4.27";
const NEW = "17.12.1.5";
const at = Date.UTC(2024, 1, 1, 14, 2, 10);
const counters: UpgradeCounters = {
  total: 2,
  none: 0,
  initiated: 0,
  predownloading: 0,
  predownloadingController: 0,
  completed: 2,
  completedController: 1,
  unsupported: 0,
  failed: 0,
  retrying: 0,
};
const good: RoundResult = { complete: 2, failed: 0, unsupported: 0, ownReady: true, fault: null };
const start: Extract<UpgradeEvent, { type: "start" }> = {
  type: "start",
  rehearsal: null,
  id: "u1",
  by: "admin",
  at,
  fromVersion: OLD,
  members: ["a", "b"],
};
const arrived: UpgradeEvent = { type: "controller-image-arrived", bytes: 24_000_000, version: NEW, at };
const activate: UpgradeEvent = { type: "activate", at, by: "eve", commitsAutomatically: false, counters };
const toReady: UpgradeEvent[] = [
  start,
  { type: "controller-image-begins" },
  arrived,
  { type: "ap-image-begins" },
  { type: "ap-round-ended", result: good, at },
  { type: "network-round-ended", result: { ...good, complete: 1 }, at },
];
const after = (...events: UpgradeEvent[]): Upgrade => events.reduce((u, e) => step(u, e).upgrade, NO_UPGRADE);
const marks = (u: Upgrade) =>
  stageMarks(u)
    .map((s) => s.mark)
    .join(" ");

test("an upgrade passes its states in order", () => {
  expect(toReady.map((_, i) => after(...toReady.slice(0, i + 1)).state)).toEqual([
    "controller-download-initiated",
    "controller-download-in-progress",
    "ap-predownload-initiated",
    "ap-predownload-in-progress",
    "controller-predownload-in-progress",
    "controller-predownload-complete",
  ]);
  const ready = after(...toReady);
  expect(marks(ready)).toBe("done done done done active pending");
  const reloading = step(ready, activate);
  expect(reloading.effects).toEqual([{ do: "reload" }]);
  const back = step(reloading.upgrade, { type: "controller-back", version: NEW, at }).upgrade;
  expect(marks(back)).toBe("done done done done done active");
  const half = step(back, { type: "read-back", onTarget: 1, total: 2, settled: false, at }).upgrade;
  expect(half.running).toBe(true);
  const ended = step(half, { type: "read-back", onTarget: 2, total: 2, settled: true, at }).upgrade;
  expect([ended.running, marks(ended)]).toEqual([false, "done done done done done done"]);
});
test("the upgrade stops when the server has the running version", () => {
  const u = after(start, { ...arrived, version: OLD });
  expect(u.running).toBe(false);
  expect(
    statusLine({
      mode: "tftp",
      upgrade: u,
      counters,
      runningVersion: OLD,
      nextRetryAt: null,
      controllerBackAt: null,
      now: at,
      clockFactor: 1,
      timeText: String,
    }),
  ).toMatch(/is already running/);
});
test("a second start is refused with the name of whoever started the first", () => {
  const refused = startRefusal(after(start));
  expect(refused?.code).toBe("upgrade-running");
  expect(refused?.message).toBe("admin started an upgrade, and it is still running.");
  expect(step(after(start), { ...start, id: "u2", by: "eve" }).upgrade.id).toBe("u1");
});
test("a new upgrade may start once the last is ready, failed, canceled or ended", () => {
  const failed = after(start, { type: "controller-image-failed", fault: fault("timed-out"), at });
  for (const u of [after(...toReady), failed, after(start, { type: "cancel", by: "eve", at })]) {
    expect(startRefusal(u)).toBeNull();
  }
});
test("Cancel works until Activate and not after it", () => {
  for (let i = 1; i <= toReady.length; i++) {
    const u = after(...toReady.slice(0, i));
    expect(cancelRefusal(u)).toBeNull();
    expect(step(u, { type: "cancel", by: "eve", at }).upgrade).toMatchObject({
      state: "none",
      running: false,
      canceledBy: "eve",
    });
  }
  const activated = after(...toReady, activate);
  expect(cancelRefusal(activated)?.code).toBe("conflict");
  expect(step(activated, { type: "cancel", by: "eve", at }).upgrade).toBe(activated);
});
test("failed access points are a warning; without the image of the controller's own access point the upgrade fails", () => {
  const three = toReady.slice(0, 4);
  const warned = after(...three, { type: "ap-round-ended", result: { ...good, failed: 1 }, at });
  expect(marks(warned)).toBe("done done warnings active pending pending");
  const stopped = after(...three, {
    type: "ap-round-ended",
    result: { ...good, failed: 2, ownReady: false, fault: fault("file-not-found") },
    at,
  });
  expect([stopped.state, stopped.running, marks(stopped)]).toEqual([
    "ap-predownload-failed",
    false,
    "done done failed pending pending pending",
  ]);
});
test("activation has failed when the controller comes back with the old version", () => {
  const u = after(...toReady, activate, { type: "controller-back", version: OLD, at });
  expect([u.state, u.running]).toEqual(["activation-failed", false]);
});

const anyEvent = fc.constantFrom<UpgradeEvent>(
  ...toReady,
  { ...arrived, version: null },
  { type: "controller-image-failed", fault: fault("timed-out"), at },
  { type: "target-learned", version: NEW, at },
  { type: "ap-round-ended", result: { ...good, ownReady: false }, at },
  { type: "network-round-ended", result: { ...good, complete: 0, failed: 3 }, at },
  { type: "cancel", by: "eve", at },
  activate,
  { type: "controller-back", version: NEW, at },
  { type: "controller-back", version: OLD, at },
  { type: "read-back", onTarget: 1, total: 2, settled: true, at },
);
test("over any events it activates only from ready, at most one stage is active, and an ended upgrade has its time", () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
      let u = NO_UPGRADE;
      for (const e of events) {
        const before = u;
        const s = step(u, e);
        u = s.upgrade;
        if (s.effects.some((f) => f.do === "reload")) {
          expect(isReady(before)).toBe(true);
          expect(activateRefusal(before)).toBeNull();
          expect(before.apRound?.ownReady).toBe(true);
        }
        expect(stageMarks(u).filter((m) => m.mark === "active").length).toBeLessThanOrEqual(1);
        if (!u.running && u.startedAt !== null && u.state !== "activated") expect(u.endedAt).not.toBeNull();
        if (u.running) expect(u.startedBy).toBe("admin");
        const line = statusLine({
          mode: "tftp",
          upgrade: u,
          counters,
          runningVersion: OLD,
          nextRetryAt: null,
          controllerBackAt: null,
          now: at,
          clockFactor: 1,
          timeText: String,
        });
        expect(line).not.toMatch(/undefined|null|NaN/);
      }
    }),
    { numRuns: 400 },
  );
});
