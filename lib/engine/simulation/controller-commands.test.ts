/** Commands that only the command line has, on a fake clock: their changes, log lines, and what survives a restart. */
import { expect, test } from "vitest";
import { faultOf } from "@/lib/contracts/fault";
import { admin, NEW, OLD, profile, type TestLab, testLab } from "@/lib/testing/simulation-lab";
import type { SimulationOrder } from "./ports";

const order = async (lab: TestLab, type: SimulationOrder["type"], more: object = {}) => {
  const [done] = await Promise.all([
    lab.simulation
      .order({ type, ...more } as unknown as SimulationOrder, admin)
      .catch((thrown: unknown) => ({ refused: faultOf(thrown).message })),
    lab.clock.run(0),
  ]);
  return done;
};
const syslog = (lab: TestLab) => lab.lines.filter((l) => l.source === "syslog").map((l) => l.text);
const ready = async () => {
  const lab = testLab();
  await lab.start();
  await lab.saveAndDownload();
  await lab.untilIdle();
  return lab;
};
const upgraded = async () => {
  const lab = await ready();
  await lab.activate();
  await lab.untilIdle();
  return lab;
};
const restarted = async (lab: TestLab) => {
  lab.kill();
  const again = testLab({ store: lab.store, clock: lab.clock, server: lab.server });
  await again.start();
  return again;
};

test("a new name is in the row and the syslog at once and survives a restart", async () => {
  const lab = testLab();
  await lab.start();
  await order(lab, "rename", { name: "Lab-EWC" });
  expect(lab.controller()?.name).toBe("Lab-EWC");
  expect(syslog(lab).at(-1)).toMatch(/%SYS-5-CONFIG_I: Configured from console by admin on console$/);
  expect((await restarted(lab)).controller()?.name).toBe("Lab-EWC");
});

test("a removed profile stays removed after a restart, and its removal has a time", async () => {
  const lab = testLab();
  await lab.start();
  await lab.save(profile);
  const savedAt = lab.controller()?.profileSavedAt;
  await lab.clock.run(1000);
  await order(lab, "clear-profile");
  expect(lab.controller()?.profile).toBeNull();
  expect(lab.controller()?.profileSavedAt).not.toBe(savedAt);
  expect(lab.events).toContain("profile.removed");
  expect((await restarted(lab)).controller()?.profile).toBeNull();
});

test("a swap changes the primary image, not the running one, and a second swap reverts it", async () => {
  const lab = await ready();
  expect(await order(lab, "swap-all")).toEqual({ count: 12 });
  expect(lab.aps().every((ap) => ap.primaryVersion === NEW && ap.backupVersion === OLD && ap.joined)).toBe(
    true,
  );
  expect(lab.controller()?.version).toBe(OLD);
  await order(lab, "swap-all");
  expect(lab.aps().every((ap) => ap.primaryVersion === OLD && ap.backupVersion === NEW)).toBe(true);
});

test("swap and reset bring the whole network with its controller to the backup images", async () => {
  const lab = await ready();
  await order(lab, "swap-all");
  expect(await order(lab, "reset-all")).toEqual({ count: 12 });
  expect(lab.controller()?.state).toBe("reloading");
  expect(syslog(lab).some((l) => /%SYS-5-RELOAD: Reload requested by admin on console/.test(l))).toBe(true);
  await lab.clock.until(() => lab.aps().every((ap) => ap.joined) && lab.controller()?.state === "up");
  expect(lab.aps().every((ap) => ap.primaryVersion === NEW)).toBe(true);
  expect(lab.controller()).toMatchObject({ version: NEW, backupVersion: OLD });
  expect(lab.simulation.facts()).toMatchObject({ reloadReason: "Reload Command", committed: true });
});

test("a reload brings the controller back with its version, and all access points rejoin", async () => {
  const lab = await ready();
  const before = lab.simulation.facts();
  await order(lab, "reload");
  expect(lab.controller()?.state).toBe("reloading");
  expect(await order(lab, "reload")).toEqual({ refused: "The controller is reloading." });
  await lab.clock.until(() => lab.controller()?.state === "up" && lab.aps().every((ap) => ap.joined));
  expect(lab.controller()?.version).toBe(OLD);
  expect(lab.simulation.facts().bootedAt).toBeGreaterThan(before.bootedAt);
  expect(lab.upgrade().canActivate).toBe(true);
  expect(lab.aps().every((ap) => ap.backupVersion === NEW)).toBe(true);
});

test("a reload interrupted by the end of the program goes on after the next start", async () => {
  const lab = await ready();
  await order(lab, "swap-all");
  await order(lab, "reload");
  const again = await restarted(lab);
  expect(again.controller()?.state).toBe("reloading");
  await again.clock.until(() => again.controller()?.state === "up");
  expect(again.controller()?.version).toBe(NEW);
});

const inactive = (lab: TestLab) => ({ versions: lab.simulation.facts().removableVersions });

test("until the commit, the version to go back to cannot be removed", async () => {
  const lab = await ready();
  await lab.activate({ commit: "manual" });
  await lab.untilIdle();
  expect(lab.simulation.facts()).toMatchObject({
    committed: false,
    reloadReason: "Image Install",
    inactiveVersion: OLD,
    removableVersions: [],
  });
  expect(await order(lab, "remove-inactive", { versions: [OLD] })).toEqual({ removed: [] });
  await lab.order("upgrade.commit");
  expect(lab.simulation.facts().removableVersions).toEqual([OLD]);
});

test("remove inactive removes the version before the committed one, answers which, and does it once", async () => {
  const lab = await upgraded();
  expect(await order(lab, "remove-inactive", inactive(lab))).toEqual({ removed: [OLD] });
  expect(await order(lab, "remove-inactive", { versions: [OLD] })).toEqual({ removed: [] });
  expect(lab.controller()?.backupVersion).toBe("0.0.0.0");
  expect(lab.lines.filter((l) => l.source === "install").at(-1)?.text).toMatch(
    /Completed install remove inactive$/,
  );
});

test("removing the added image cancels an upgrade that is ready to activate", async () => {
  const lab = await ready();
  expect(await order(lab, "remove-inactive", { versions: [OLD] })).toEqual({ removed: [] });
  expect(lab.upgrade().canActivate).toBe(true);
  expect(await order(lab, "remove-inactive", inactive(lab))).toEqual({ removed: [NEW] });
  expect(lab.upgrade().canActivate).toBe(false);
});

test("a configuration over SSH is logged with its line and address, one from a page or its terminal with the console", async () => {
  const lab = testLab();
  await lab.start();
  await Promise.all([
    lab.simulation.order({ type: "rename", name: "A" }, { ...admin, from: "10.0.0.5", vty: 3 }),
    lab.clock.run(0),
  ]);
  await Promise.all([
    lab.simulation.order({ type: "rename", name: "B" }, { ...admin, from: "10.0.0.5" }),
    lab.clock.run(0),
  ]);
  expect(syslog(lab).map((line) => line.replace(/^\*.*?: /, ""))).toEqual([
    "%SYS-5-CONFIG_I: Configured from console by admin on vty3 (10.0.0.5)",
    "%SYS-5-CONFIG_I: Configured from console by admin on console",
  ]);
});

test("a scheduled reload takes place on the simulated clock, over a restart of the program too", async () => {
  const lab = testLab();
  await lab.start();
  await order(lab, "schedule-reload", { delayMs: 600_000 });
  expect(syslog(lab).at(-1)).toMatch(
    /%SYS-5-SCHEDULED_RELOAD: Reload requested for 17:15:37 UTC Thu Feb 1 2024 at 17:05:37 UTC Thu Feb 1 2024 by admin on console\. Reload Reason: Reload Command\.$/,
  );
  await lab.clock.run(60_000);
  const again = await restarted(lab);
  await again.clock.run(539_000);
  expect(again.simulation.facts().scheduledReload?.inMs).toBe(1000);
  expect(again.controller()?.state).toBe("up");
  await again.clock.run(1000);
  expect(again.controller()?.state).toBe("reloading");
  expect(syslog(again).at(-1)).toMatch(
    /%SYS-5-RELOAD: Reload requested by admin on console\. Reload Reason: Reload Command\.$/,
  );
  await again.clock.until(() => again.controller()?.state === "up");
  expect(again.simulation.facts()).toMatchObject({ scheduledReload: null, reloadReason: "Reload Command" });
});

test("a canceled reload does not take place, and there is nothing to cancel then", async () => {
  const lab = testLab();
  await lab.start();
  await order(lab, "schedule-reload", { delayMs: 600_000 });
  await order(lab, "cancel-reload");
  expect(syslog(lab).at(-1)).toMatch(
    /%SYS-5-SCHEDULED_RELOAD_CANCELLED: Scheduled reload cancelled at 17:05:37 UTC Thu Feb 1 2024$/,
  );
  expect(await order(lab, "cancel-reload")).toEqual({ refused: "No reload is scheduled." });
  await lab.clock.run(700_000);
  expect(lab.controller()?.state).toBe("up");
});

test("reload, reset and remove inactive are refused while an upgrade runs", async () => {
  const lab = testLab();
  await lab.start();
  await lab.saveAndDownload();
  for (const type of ["reload", "reset-all", "remove-inactive"] as const) {
    expect(await order(lab, type)).toMatchObject({ refused: expect.stringContaining("still running") });
  }
});
