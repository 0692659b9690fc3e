/** Finds access points by a part of their name: names that begin with it first, then as people count. */
type Named = { id: string; name: string };

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

export function nearestNames<T extends Named>(
  aps: readonly T[],
  typed: string,
  limit: number,
): { names: T[]; more: number } {
  const wanted = typed.trim().toLowerCase();
  const later = (ap: Named) => Number(!ap.name.toLowerCase().startsWith(wanted));
  const hits = aps
    .filter((ap) => ap.name.toLowerCase().includes(wanted))
    .sort((a, b) => later(a) - later(b) || collator.compare(a.name, b.name));
  return { names: hits.slice(0, limit), more: Math.max(0, hits.length - limit) };
}
