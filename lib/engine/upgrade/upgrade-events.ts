/** The events of an upgrade, derived from its record before and after a step of the upgrade machine. */
import type { NewEvent } from "@/lib/contracts/events";
import { stageOf } from "@/lib/controller/stage-marks";
import { isReady, type Upgrade } from "@/lib/controller/upgrade-machine";

export function upgradeEvents(before: Upgrade, after: Upgrade): NewEvent[] {
  const events: NewEvent[] = [];
  const data = { upgradeId: after.id };
  const isNew = before.id !== after.id;
  if (isNew) events.push({ type: "upgrade.started", data: { ...data, by: after.startedBy ?? "" } });
  const stage = stageOf(after.state);
  if (stage !== null && (isNew || stage !== stageOf(before.state)))
    events.push({ type: "upgrade.stage-entered", data: { ...data, stage } });
  if (after.canceledBy !== null && before.canceledBy === null)
    events.push({ type: "upgrade.canceled", data: { ...data, by: after.canceledBy } });
  if (isReady(after) && !isReady(before)) events.push({ type: "upgrade.ready", data });
  if (after.fault !== null && before.fault === null)
    events.push({ type: "upgrade.failed", data: { ...data, fault: after.fault } });
  if (after.rolledBack !== null && before.rolledBack === null) {
    const { by, version } = after.rolledBack;
    events.push({ type: "upgrade.rolled-back", data: { ...data, version, ...(by !== null && { by }) } });
  }
  if (after.state !== "activated") return events;
  if (before.state !== "activated") {
    const { activatedBy: by } = after;
    events.push({ type: "upgrade.activated", data: { ...data, ...(by !== null && { by }) } });
  }
  if (before.running && !after.running && after.readBack !== null)
    events.push({ type: "upgrade.ended", data: { ...data, ...after.readBack } });
  return events;
}
