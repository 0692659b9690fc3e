/** Behaviors of access points: compared, changed, and limited for the controller's host. */
import { type Behavior, type BehaviorChange, behaviorSchema, WELL_BEHAVED } from "@/lib/contracts/lab";

const FIELDS = Object.keys(WELL_BEHAVED) as (keyof Behavior)[];

/** Booting faster than usual is no fault. */
export const isWellBehaved = ({ bootSeconds, ...others }: Behavior): boolean =>
  bootSeconds <= WELL_BEHAVED.bootSeconds &&
  FIELDS.every((field) => field === "bootSeconds" || others[field] === WELL_BEHAVED[field]);

/** Fields that are not named keep their value, or with `replace` become well-behaved. */
export function changed(before: Behavior, change: BehaviorChange, mode: "merge" | "replace"): Behavior {
  const named = Object.entries(change).filter(([, value]) => value !== undefined);
  return behaviorSchema.parse({ ...(mode === "merge" ? before : {}), ...Object.fromEntries(named) });
}

/** Faults that would take the controller down: the access point that hosts it does not have them. */
export const NOT_FOR_HOSTS = ["rebootsAtPercent", "losesCapwapAtPercent"] as const;

export const asHost = (behavior: Behavior): Behavior => ({
  ...behavior,
  rebootsAtPercent: null,
  losesCapwapAtPercent: null,
});
