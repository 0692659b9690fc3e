/** Whether an address leads to one of our own image servers, and to which port. Page, engine and command line all ask here. */
import { canonicalAddress, isLoopback } from "@/lib/kit/addresses";

/** Where a server of ours listens. */
export type ServerPlace = { address: string; port: number };

/** Whether a client that connects to `address` reaches a server that listens there. */
export function answersAt(place: ServerPlace, address: string): boolean {
  const bound = canonicalAddress(place.address);
  const asked = canonicalAddress(address);
  if (bound === asked) return true;
  // A server on all addresses answers on each loopback address too; one on :: takes IPv4 as well.
  if (bound === "0.0.0.0") return isLoopback(asked) && !asked.includes(":");
  return bound === "::" && isLoopback(asked);
}
