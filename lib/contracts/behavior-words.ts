/** Describes how an access point differs from the default behavior: for Lab, the access point's page, and logs. */
import { formatBytes, formatRate } from "@/lib/kit/units";
import { type Behavior, type BehaviorChange, WELL_BEHAVED } from "./lab";
import { percentWords } from "./server-fault-words";

/** The fields that differ from the default behavior. */
export function differsOf(behavior: BehaviorChange): BehaviorChange {
  const wellBehaved: Readonly<Record<string, unknown>> = WELL_BEHAVED;
  return Object.fromEntries(
    Object.entries(behavior).filter(([field, value]) => value !== undefined && value !== wellBehaved[field]),
  );
}

type DescribedField = keyof Omit<Behavior, "rejoinAfterSeconds">;
const words: { [F in DescribedField]: (value: Behavior[F], all: BehaviorChange) => string | false } = {
  linkRttMs: (ms) => `Round trip ${ms} ms`,
  linkLoss: (share) => `${percentWords(share)} loss on its link`,
  linkBytesPerSecond: (rate) => rate !== null && `Link limited to ${formatRate(rate)}`,
  flashFreeBytes: (bytes) => `${formatBytes(bytes)} of flash free`,
  flashSlowness: (times) => `Flash ${times} times slower`,
  stallsAtPercent: (at) => at !== null && `Stalls at ${at}%`,
  rebootsAtPercent: (at) => at !== null && `Reboots at ${at}%`,
  losesCapwapAtPercent: (at, { rejoinAfterSeconds }) =>
    at !== null &&
    `Loses CAPWAP at ${at}%, ${
      typeof rejoinAfterSeconds === "number" ? `rejoins after ${rejoinAfterSeconds} s` : "never rejoins"
    }`,
  corruptsImage: (on) => on && "Corrupts the image",
  refusesSignature: (on) => on && "Rejects the signature",
  ignoresActivate: (on) => on && "Ignores Activate",
  bootSeconds: (seconds) => `Boots in ${seconds} s`,
};

/** A short description of each difference; empty for the default behavior. */
export function behaviorWords(behavior: BehaviorChange): string[] {
  const differs = differsOf(behavior);
  return (Object.keys(words) as DescribedField[])
    .map((field) => wordsOf(field, differs))
    .filter((description) => description !== false);
}

function wordsOf<F extends DescribedField>(field: F, differs: BehaviorChange): string | false {
  const value = differs[field] as Behavior[F] | undefined;
  return value === undefined ? false : words[field](value, differs);
}
