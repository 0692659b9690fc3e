/** An access point's link, over CAPWAP and over the real wire, and failures caused by the link or by its flash. */
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

/** The impaired link under its datagrams when it fetches itself; undefined when the link is as good as the wire. */
export function linkOf({ id, behavior }: Pick<SimulatedAp, "id" | "behavior">): DatagramLink | undefined {
  const { rttMs, loss, bytesPerSecond } = capwapLink(behavior);
  const delayMs = Math.max(0, rttMs - WELL_BEHAVED.linkRttMs);
  if (delayMs === 0 && loss === 0 && bytesPerSecond === null) return undefined;
  // Seeded by the MAC: losses differ between access points and are the same at every start.
  const chance = seededChance(Number.parseInt(id.replaceAll(".", "").slice(-8), 16));
  return { delayMs, loss, bytesPerSecond, chance, lostInARow: 0 };
}

const TOO_MANY_LOST = fault(
  "timed-out",
  "The access point's link loses so many packets that nothing from the server arrived any more.",
  "The server responded, so check the access point's cable and switch port.",
);
const GAVE_UP: ReadonlySet<Fault["code"]> = new Set(["timed-out", "server-gone"]);
/** Faults that were found in the bytes that arrived. */
const JUDGED: ReadonlySet<Fault["code"]> = new Set([
  "image-damaged",
  "digest-mismatch",
  "wrong-family",
  "wrong-version",
]);

/** The access point's own fault when it is the real cause of an outcome; null when it is not. */
export function apFaultOf(
  { behavior }: Pick<SimulatedAp, "behavior">,
  link: DatagramLink | undefined,
  result: { ok: true } | { ok: false; fault: Fault },
): Fault | null {
  if (behavior.corruptsImage && (result.ok || JUDGED.has(result.fault.code))) return CORRUPTED;
  const isSilence = !result.ok && GAVE_UP.has(result.fault.code);
  return isSilence && link !== undefined && link.lostInARow > 0 ? TOO_MANY_LOST : null;
}
