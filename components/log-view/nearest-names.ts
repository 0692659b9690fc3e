/** Finds access points by a part of their name: names that start with it first, then in numeric order. */
import { compareNames } from "@/lib/kit/name-order";

type Named = { id: string; name: string };

/** The first matches, and how many more there are. */
export function nearestNames<T extends Named>(
  aps: readonly T[],
  typed: string,
  limit: number,
): { names: T[]; more: number } {
  const wanted = typed.trim().toLowerCase();
  const rank = (ap: Named) => Number(!ap.name.toLowerCase().startsWith(wanted));
  const matches = aps
    .filter((ap) => ap.name.toLowerCase().includes(wanted))
    .sort((a, b) => rank(a) - rank(b) || compareNames(a.name, b.name));
  return { names: matches.slice(0, limit), more: Math.max(0, matches.length - limit) };
}
