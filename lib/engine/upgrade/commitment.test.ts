/** Commit and rollback of an activated version, on a fake clock: who does it, when, and what survives a restart. */
import { expect, test } from "vitest";
import { faultOf } from "@/lib/contracts/fault";
import { admin, NEW, OLD, type TestLab, testLab } from "@/lib/testing/simulation-lab";
import type { SimulationOrder } from "../simulation/ports";

const HOUR_MS = 3_600_000;
const ready = async () => {
  const lab = testLab();
  await lab.start();
  await lab.saveAndDownload();
  await lab.untilIdle();
  return lab;
};
/** Activated as by `install activate`: nobody has committed. */
const activated = async (autoAbortMinutes?: number) => {
  const lab = await ready();
  await lab.activate({ commit: "manual", ...(autoAbortMinutes !== undefined && { autoAbortMinutes }) });
  await lab.untilIdle();
  return lab;
};
const order = (lab: TestLab, type: SimulationOrder["type"]) =>
  Promise.all([lab.simulation.order({ type } as SimulationOrder, admin), lab.clock.run(0)]);
const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => null,
    (thrown) => faultOf(thrown).message,
  );
const restarted = async (lab: TestLab) => {
  lab.kill();
  const again = testLab({ store: lab.store, clock: lab.clock, server: lab.server });
  await again.start();
  return again;
};
const everyAp = (lab: TestLab, version: string) =>
  lab.aps().every((ap) => ap.joined && ap.primaryVersion === version);
const isBackOn = (lab: TestLab, version: string) => () =>
  lab.controller()?.state === "up" && lab.controller()?.version === version && everyAp(lab, version);
const logged = (lab: TestLab) =>
  lab.lines.flatMap((line) => (line.source === "syslog" ? [line.text.replace(/^\*.*?: /, "")] : []));

test("the page's Activate commits by itself once every access point was read back, and not before", async () => {
  const lab = await ready();
  await lab.activate();
  await lab.clock.until(() => lab.controller()?.version === NEW);
  expect(lab.simulation.facts()).toMatchObject({ version: NEW, committed: false, committedVersion: OLD });
  expect(lab.upgrade().uncommitted).toMatchObject({ version: NEW, commitsAutomatically: true });
  await lab.untilIdle();
  expect(lab.upgrade().readBack).toEqual({ onTarget: 12, total: 12 });
  expect(lab.simulation.facts()).toMatchObject({ committed: true, rollbackInMs: null });
  expect(lab.upgrade().uncommitted).toBeNull();
  await lab.clock.run(3 * HOUR_MS);
  expect(lab.controller()?.version).toBe(NEW);
});

test("an activated version that nobody commits is rolled back after two hours, with the whole fleet", async () => {
  const lab = await ready();
  const activatedAt = lab.clock.now();
  await lab.activate({ commit: "manual" });
  expect(lab.upgrade().uncommitted).toEqual({
    version: NEW,
    rollbackAt: activatedAt + 2 * HOUR_MS,
    commitsAutomatically: false,
  });
  await lab.untilIdle();
  await lab.clock.run(activatedAt + 2 * HOUR_MS - 1000 - lab.clock.now());
  expect(lab.simulation.facts()).toMatchObject({ version: NEW, rollbackInMs: 1000 });
  await lab.clock.run(1000);
  expect(lab.controller()?.state).toBe("reloading");
  await lab.clock.until(isBackOn(lab, OLD));
  expect(lab.simulation.facts()).toMatchObject({
    version: OLD,
    committed: true,
    inactiveVersion: NEW,
    reloadReason: "Image Install",
    rollbackInMs: null,
  });
  expect(lab.upgrade()).toMatchObject({ state: "none", running: false, uncommitted: null });
  expect(lab.upgrade().status).toMatch(
    /^Rolled back to 17\.9\.4\.27 at .*, because 17\.12\.1\.5 was not committed in time\.$/,
  );
  expect(lab.events).toContain("upgrade.rolled-back");
  expect(logged(lab).filter((line) => /install rollback|SYS-5-RELOAD/.test(line))).toEqual([
    "%SYS-5-RELOAD: Reload requested by admin on console. Reload Reason: Image Install.",
    "%INSTALL-5-INSTALL_START_INFO: Chassis 1 R0/0: install_engine: Started install rollback",
    "%INSTALL-5-INSTALL_COMPLETED_INFO: Chassis 1 R0/0: install_engine: Completed install rollback",
    "%SYS-5-RELOAD: Reload requested by rollback_timer. Reload Reason: Image Install.",
  ]);
});

test("the log has the activation, its timer, the disjoin of each access point, the reload, and each join", async () => {
  const lab = await ready();
  const before = logged(lab).length;
  await lab.activate({ commit: "manual" });
  const lines = () => logged(lab).slice(before);
  expect(lines().slice(0, 3)).toEqual([
    "%INSTALL-5-INSTALL_START_INFO: Chassis 1 R0/0: install_engine: Started install activate",
    "%INSTALL-5-INSTALL_AUTO_ABORT_TIMER_PROGRESS: Chassis 1 R0/0: rollback_timer: Install auto abort timer will expire in 7200 seconds",
    "%INSTALL-5-INSTALL_COMPLETED_INFO: Chassis 1 R0/0: install_engine: Completed install activate",
  ]);
  const disjoined = lines().slice(3, -1);
  expect(disjoined).toHaveLength(12);
  for (const ap of lab.aps())
    expect(
      disjoined.some(
        (line) =>
          line.includes(`AP Name: ${ap.name} `) && line.endsWith("Disjoined Wtp reset config cmd sent"),
      ),
    ).toBe(true);
  expect(lines().at(-1)).toMatch(/^%SYS-5-RELOAD: /);
  await lab.untilIdle();
  expect(lines().filter((line) => line.endsWith(" Joined"))).toHaveLength(12);
});

test("the minutes of the timer can be chosen, and run as fast as the simulated clock", async () => {
  const lab = await activated(30);
  await lab.order("lab.clock", { factor: 60 });
  const left = lab.simulation.facts().rollbackInMs ?? 0;
  expect(lab.upgrade().uncommitted?.rollbackAt).toBe(lab.clock.now() + left / 60);
  await lab.clock.run(left / 60 - 10);
  expect(lab.controller()?.state).toBe("up");
  await lab.clock.run(10);
  expect(lab.controller()?.state).toBe("reloading");
});

test("a commit ends the timer for good", async () => {
  const lab = await activated();
  expect(await lab.order("upgrade.commit")).toEqual({ version: NEW });
  expect(lab.upgrade().uncommitted).toBeNull();
  const again = await restarted(lab);
  await again.clock.run(3 * HOUR_MS);
  expect(again.simulation.facts()).toMatchObject({ version: NEW, committed: true, rollbackInMs: null });
  expect(await refusal(again.order("upgrade.commit"))).toBe(
    "Everything that was activated is committed already.",
  );
});

test("a stopped timer leaves the version uncommitted, also after a restart", async () => {
  const lab = await activated();
  await order(lab, "stop-abort-timer");
  const again = await restarted(lab);
  await again.clock.run(3 * HOUR_MS);
  expect(again.simulation.facts()).toMatchObject({ version: NEW, committed: false, rollbackInMs: null });
  expect(again.upgrade().uncommitted).toEqual({
    version: NEW,
    rollbackAt: null,
    commitsAutomatically: false,
  });
});

test("the timer goes on after a restart of the program", async () => {
  const lab = await activated();
  const due = lab.upgrade().uncommitted?.rollbackAt;
  await lab.clock.run(HOUR_MS);
  const again = await restarted(lab);
  expect(again.upgrade().uncommitted?.rollbackAt).toBe(due);
  await again.clock.until(isBackOn(again, OLD));
  expect(again.simulation.facts().committed).toBe(true);
});

test("a timer that ended while the program was stopped rolls back at the next start", async () => {
  const lab = await activated();
  lab.kill();
  await lab.clock.run(3 * HOUR_MS);
  const again = testLab({ store: lab.store, clock: lab.clock, server: lab.server });
  await again.start();
  await again.clock.until(isBackOn(again, OLD));
  expect(again.upgrade().state).toBe("none");
});

test("a rollback by command reloads at once, and goes on when the program is killed in the middle", async () => {
  const lab = await activated();
  await order(lab, "roll-back");
  expect(lab.controller()?.state).toBe("reloading");
  const again = await restarted(lab);
  expect(again.controller()?.state).toBe("reloading");
  await again.clock.until(isBackOn(again, OLD));
  expect(again.simulation.facts()).toMatchObject({ committed: true, inactiveVersion: NEW });
  expect(again.upgrade().status).toMatch(/^Rolled back from 17\.12\.1\.5 to 17\.9\.4\.27 by admin at /);
  expect(await refusal(order(again, "roll-back"))).toBe(
    "Version 17.9.4.27 is committed, so there is nothing to roll back.",
  );
});

test("nothing else is downloaded while a version is uncommitted: its image would replace the one to go back to", async () => {
  const lab = await activated();
  expect(await refusal(lab.saveAndDownload())).toBe("Version 17.12.1.5 is activated and not committed.");
  expect(lab.upgrade().state).toBe("activated");
});

test("every answer during Activate is of one moment: the old version runs until the new one does", async () => {
  const lab = await ready();
  await lab.activate({ commit: "manual" });
  const seen = new Set<string>();
  const look = () => {
    const { version, committed, inactiveVersion } = lab.simulation.facts();
    seen.add(`${version} ${committed ? "C" : "U"}, ${inactiveVersion} I; page ${lab.controller()?.version}`);
    return lab.controller()?.state === "up";
  };
  await lab.clock.until(look);
  await lab.clock.run(5000);
  look();
  expect([...seen]).toEqual([`${OLD} C, ${NEW} I; page ${OLD}`, `${NEW} U, ${OLD} I; page ${NEW}`]);
});

test("the command line learns when the controller goes down and when it is back, with uptime from zero", async () => {
  const lab = await ready();
  lab.reloads.length = 0;
  await lab.activate({ commit: "manual" });
  expect(lab.reloads).toEqual([
    expect.stringContaining("%SYS-5-RELOAD: Reload requested by admin on console."),
  ]);
  await lab.clock.until(() => lab.reloads.length === 2);
  expect(lab.reloads[1]).toBeNull();
  expect(lab.simulation.facts().bootedAt).toBe(lab.simulated.now());
});

test("a version that a program of release 0.2 left uncommitted, without a timer, is committed at the next start", async () => {
  const lab = await activated();
  lab.kill();
  const { version, backupVersion, ownImageBytes, bootedAt } = (await lab.store.documents.get(
    "controller",
  )) as Record<string, unknown>;
  await lab.store.documents.put("controller", {
    version,
    backupVersion,
    ownImageBytes,
    bootedAt,
    committed: false,
  });
  const stored = (await lab.store.documents.get("upgrade")) as { upgrade: Record<string, unknown> };
  const { commitsAutomatically: _, activatedBy: __, rolledBack: ___, ...upgrade } = stored.upgrade;
  await lab.store.documents.put("upgrade", { ...stored, upgrade });
  const again = testLab({ store: lab.store, clock: lab.clock, server: lab.server });
  await again.start();
  expect(again.simulation.facts()).toMatchObject({ version: NEW, committed: true, inactiveVersion: OLD });
  expect(again.faults).toEqual([]);
});
