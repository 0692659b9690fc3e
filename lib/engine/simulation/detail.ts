/** One access point as its drawer shows it: partitions, behaviour, history, and *Why?* when it failed. */
import type { ApDetail } from "@/lib/contracts/aps";
import type { Fault } from "@/lib/contracts/fault";
import { explain } from "@/lib/controller/why";
import { eventText } from "../event-words";
import { elsewhere, labFaults } from "./elsewhere";
import { apRow } from "./rows";
import type { ApUnit, World } from "./world";

const HISTORY = 200;

export async function apDetail(world: World, unit: ApUnit): Promise<ApDetail> {
  const { state } = unit;
  const events = await world.ports.store.events.read({ apId: unit.id, limit: HISTORY });
  const failed = state.predownload.fault !== null || state.joinFault !== null;
  const explanation =
    failed && unit.failure !== null
      ? explain({
          ...unit.failure,
          fault: state.joinFault ?? state.predownload.fault ?? unit.failure.fault,
          nextRetryAt: state.predownload.nextRetryAt,
          away: state.away !== "no",
          elsewhere: elsewhere(world, unit.failure, world.upgrade.targetVersion),
          labFaults: labFaults(world, unit.failure),
        })
      : unexplained(state.joinFault ?? state.predownload.fault);
  return {
    row: apRow(unit, world),
    partitions: (["part1", "part2"] as const).map((name) => ({
      name,
      version: state[name],
      active: state.active === name,
    })),
    behaviour: unit.behaviour,
    history: events.map((event) => ({ wallAt: event.wallAt, type: event.type, text: eventText(event) })),
    ...explanation,
  };
}

/** What never got as far as an image: the fault speaks for itself. */
const unexplained = (why: Fault | null): Pick<ApDetail, "why" | "remedy"> => ({
  why: why === null ? [] : [{ source: "controller", text: why.message }],
  remedy: why?.remedy ?? null,
});
