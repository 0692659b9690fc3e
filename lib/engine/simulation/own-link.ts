/** An access point's own link, over CAPWAP and over the real wire, and failures whose cause lies there or in its flash. */
import { type Fault, fault } from "@/lib/contracts/fault";
import { type Behavior, WELL_BEHAVED } from "@/lib/contracts/lab";
import { CORRUPTED } from "@/lib/fleet/ap-download";
import { seededChance } from "@/lib/kit/chance";
import type { DatagramLink } from "@/lib/servers/datagram-link";
import type { CapwapLink } from "@/lib/wire/capwap/image-data";
import type { SimulatedAp } from "./simulated-ap";

export const capwapLink = ({ linkRttMs, linkLoss, linkBytesPerSecond }: Behavior): CapwapLink => ({
  rttMs: linkRttMs,
  loss: linkLoss,
  bytesPerSecond: linkBytesPerSecond,
});

/** What its datagrams come over when it fetches for itself; undefined: the wire as it is. */
export function linkOf({ id, behavior }: Pick<SimulatedAp, "id" | "behavior">): DatagramLink | undefined {
  const { rttMs, loss, bytesPerSecond } = capwapLink(behavior);
  const delayMs = Math.max(0, rttMs - WELL_BEHAVED.linkRttMs);
  if (delayMs === 0 && loss === 0 && bytesPerSecond === null) return undefined;
  // The MAC's last digits: each access point has its own luck, and the same at every start.
  const chance = seededChance(Number.parseInt(id.replaceAll(".", "").slice(-8), 16));
  return { delayMs, loss, bytesPerSecond, chance, lostInARow: 0 };
}

const TOO_MANY_LOST = fault(
  "timed-out",
  "The access point's link loses so much that nothing of what the server sent came through any more.",
  "Check the access point's cable and switch port; the server did answer.",
);
const GAVE_UP: ReadonlySet<Fault["code"]> = new Set(["timed-out", "server-gone"]);
/** What was found wrong with what arrived; anything else is not about the bytes. */
const JUDGED: ReadonlySet<Fault["code"]> = new Set([
  "image-damaged",
  "digest-mismatch",
  "wrong-family",
  "wrong-version",
]);

/** Its own fault behind what looks like the server's, or behind what looks good; null when it has none. */
export function ownFault(
  { behavior }: Pick<SimulatedAp, "behavior">,
  link: DatagramLink | undefined,
  result: { ok: true } | { ok: false; fault: Fault },
): Fault | null {
  if (behavior.corruptsImage && (result.ok || JUDGED.has(result.fault.code))) return CORRUPTED;
  const isSilence = !result.ok && GAVE_UP.has(result.fault.code);
  return isSilence && link !== undefined && link.lostInARow > 0 ? TOO_MANY_LOST : null;
}
