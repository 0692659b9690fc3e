/** How access points misbehave, compared and changed, and what a host cannot do. */
import { type Behavior, type BehaviorChange, behaviorSchema, WELL_BEHAVED } from "@/lib/contracts/lab";

const FIELDS = Object.keys(WELL_BEHAVED) as (keyof Behavior)[];

/** One that boots faster than usual does nothing wrong. */
export const isWellBehaved = ({ bootSeconds, ...others }: Behavior): boolean =>
  bootSeconds <= WELL_BEHAVED.bootSeconds &&
  FIELDS.every((field) => field === "bootSeconds" || others[field] === WELL_BEHAVED[field]);

/** What is not named stays as it is, or with `replace` becomes well-behaved. */
export function changed(before: Behavior, change: BehaviorChange, mode: "merge" | "replace"): Behavior {
  const named = Object.entries(change).filter(([, value]) => value !== undefined);
  return behaviorSchema.parse({ ...(mode === "merge" ? before : {}), ...Object.fromEntries(named) });
}

/** What would take the controller along: the access point that hosts it does not do it by itself. */
export const NOT_FOR_HOSTS = ["rebootsAtPercent", "losesCapwapAtPercent"] as const;

export const asHost = (behavior: Behavior): Behavior => ({
  ...behavior,
  rebootsAtPercent: null,
  losesCapwapAtPercent: null,
});
