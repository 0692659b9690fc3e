/**
 * How long an access point that boots by Activate is away, from the times of its own machine: its boot, its search for
 * the controller while that reloads too, and its join. Faults that nobody can foresee are not part of it.
 */
import { DISCOVERY_INTERVAL_MS } from "./ap-effects";
import { MAX_DISCOVERIES, SILENT_INTERVAL_MS, STEP_MS } from "./ap-machine";
import { BOOT_JITTER } from "./ap-state";

/** Milliseconds of the controller's clock, both ends included. */
export type TimeSpan = { leastMs: number; mostMs: number };

export type BootingAp = {
  bootMs: number;
  linkRttMs: number;
  /** It hosts the controller, and boots in exactly its time. */
  isController: boolean;
};

const { discovery, dtls, join, configure, dataCheck } = STEP_MS;
const JOIN_MS = discovery + dtls + join + configure + dataCheck;
/** Timers of one instant may fire in either order. */
const TOLERANCE_MS = 1;

/** When requests are sent after the boot, until it falls silent, and the first one after that. */
const REQUESTS_MS = [
  ...Array.from({ length: MAX_DISCOVERIES + 1 }, (_, i) => i * DISCOVERY_INTERVAL_MS),
  (MAX_DISCOVERIES + 1) * DISCOVERY_INTERVAL_MS + SILENT_INTERVAL_MS,
];
const CYCLE_MS = REQUESTS_MS.at(-1) ?? 0;

/** The instant of request `index` after a boot that ends at 0. */
const requestAt = (index: number): number => {
  const perCycle = REQUESTS_MS.length - 1;
  return Math.floor(index / perCycle) * CYCLE_MS + (REQUESTS_MS[index % perCycle] ?? 0);
};

/** The index of the first request at or after this instant. */
function firstRequest(at: number): number {
  const cycles = Math.max(0, Math.floor(at / CYCLE_MS));
  let index = cycles * (REQUESTS_MS.length - 1);
  while (requestAt(index) < at) index++;
  return index;
}

/**
 * From Activate until it is in Run again, with the version of the controller.
 * @param reloadMs how long the controller reloads, from the same instant on
 */
export function outageSpan({ bootMs, linkRttMs, isController }: BootingAp, reloadMs: number): TimeSpan {
  const jitter = isController ? 0 : BOOT_JITTER / 2;
  const [earliest, latest] = [bootMs * (1 - jitter), bootMs * (1 + jitter)];
  // The answer takes one round trip, and the controller has to be up when it is given.
  const answeredFrom = reloadMs - linkRttMs;
  const sent = (bootedAt: number) => bootedAt + requestAt(firstRequest(answeredFrom - bootedAt));
  const candidates = [sent(earliest), sent(latest)];
  // One that boots a little earlier or later may just miss the controller, and asks again an interval later.
  const first = firstRequest(answeredFrom - latest - TOLERANCE_MS);
  for (let i = first; requestAt(i) <= answeredFrom - earliest + TOLERANCE_MS; i++)
    candidates.push(Math.max(answeredFrom, earliest), answeredFrom + requestAt(i + 1) - requestAt(i));
  const joinMs = 2 * linkRttMs + JOIN_MS;
  return { leastMs: Math.min(...candidates) + joinMs, mostMs: Math.max(...candidates) + joinMs };
}
