/** How access points misbehave, compared and changed, and what a host cannot do. */
import { type Behaviour, type BehaviourChange, behaviourSchema, WELL_BEHAVED } from "@/lib/contracts/lab";

const FIELDS = Object.keys(WELL_BEHAVED) as (keyof Behaviour)[];

/** One that boots faster than usual does nothing wrong. */
export const isWellBehaved = ({ bootSeconds, ...others }: Behaviour): boolean =>
  bootSeconds <= WELL_BEHAVED.bootSeconds &&
  FIELDS.every((field) => field === "bootSeconds" || others[field] === WELL_BEHAVED[field]);

/** What is not named stays as it is, or with `replace` becomes well-behaved. */
export function changed(before: Behaviour, change: BehaviourChange, mode: "merge" | "replace"): Behaviour {
  const named = Object.entries(change).filter(([, value]) => value !== undefined);
  return behaviourSchema.parse({ ...(mode === "merge" ? before : {}), ...Object.fromEntries(named) });
}

/** What would take the controller along: the access point that hosts it does not do it by itself. */
export const NOT_FOR_HOSTS = ["rebootsAtPercent", "losesCapwapAtPercent"] as const;

export const asHost = (behaviour: Behaviour): Behaviour => ({
  ...behaviour,
  rebootsAtPercent: null,
  losesCapwapAtPercent: null,
});
