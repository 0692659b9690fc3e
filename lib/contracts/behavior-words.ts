/** In what an access point differs from the well-behaved, in words: the list in Lab, its own page, logs. */
import { formatBytes, formatRate } from "@/lib/kit/units";
import { type Behavior, type BehaviorChange, WELL_BEHAVED } from "./lab";
import { percentWords } from "./server-fault-words";

/** What of it is not as the well-behaved. */
export function differsOf(behavior: BehaviorChange): BehaviorChange {
  const wellBehaved: Readonly<Record<string, unknown>> = WELL_BEHAVED;
  return Object.fromEntries(
    Object.entries(behavior).filter(([field, value]) => value !== undefined && value !== wellBehaved[field]),
  );
}

type Told = keyof Omit<Behavior, "rejoinAfterSeconds">;
const words: { [F in Told]: (value: Behavior[F], all: BehaviorChange) => string | false } = {
  linkRttMs: (ms) => `Round trip ${ms} ms`,
  linkLoss: (share) => `${percentWords(share)} lost on its link`,
  linkBytesPerSecond: (rate) => rate !== null && `Link carries ${formatRate(rate)}`,
  flashFreeBytes: (bytes) => `${formatBytes(bytes)} of flash free`,
  flashSlowness: (times) => `Flash ${times} times slower`,
  stallsAtPercent: (at) => at !== null && `Stalls at ${at} %`,
  rebootsAtPercent: (at) => at !== null && `Reboots at ${at} %`,
  losesCapwapAtPercent: (at, { rejoinAfterSeconds: back }) =>
    at !== null &&
    `Loses CAPWAP at ${at} %, ${typeof back === "number" ? `back after ${back} s` : "stays away"}`,
  corruptsImage: (on) => on && "Corrupts the image",
  refusesSignature: (on) => on && "Refuses the signature",
  ignoresActivate: (on) => on && "Ignores Activate",
  bootSeconds: (seconds) => `Boots in ${seconds} s`,
};

/** A few words for each difference; empty for a well-behaved access point. */
export function behaviorWords(behavior: BehaviorChange): string[] {
  const differs = differsOf(behavior);
  return (Object.keys(words) as Told[])
    .map((field) => wordsOf(field, differs))
    .filter((told) => told !== false);
}

function wordsOf<F extends Told>(field: F, differs: BehaviorChange): string | false {
  const value = differs[field] as Behavior[F] | undefined;
  return value === undefined ? false : words[field](value, differs);
}
