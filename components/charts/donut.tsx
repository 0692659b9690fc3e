/** A ring with one segment per share. The numbers stand beside it as text, so screen readers skip the picture. */
const RADIUS = 42;
const LENGTH = 2 * Math.PI * RADIUS;
/** Between two segments, in the units of the picture. */
const GAP = 2;

/** The colors of segments, in order; further ones share the last. */
export const segmentColors = [
  "var(--accent)",
  "var(--info)",
  "var(--warn)",
  "var(--ok)",
  "var(--line-strong)",
] as const;

export const segmentColor = (index: number): string =>
  segmentColors[Math.min(index, segmentColors.length - 1)] ?? "currentColor";

/** @param shares one number per segment, in any unit */
export function Donut({
  shares,
  center,
  caption,
}: {
  shares: readonly number[];
  center: string;
  caption: string;
}) {
  const total = shares.reduce((sum, share) => sum + share, 0);
  let start = 0;
  return (
    <svg viewBox="0 0 100 100" className="size-28 shrink-0" aria-hidden>
      <circle cx="50" cy="50" r={RADIUS} fill="none" stroke="var(--line)" strokeWidth="10" />
      {shares.map((share, i) => {
        const length = total === 0 ? 0 : (share / total) * LENGTH;
        const offset = start;
        start += length;
        const drawn = shares.length === 1 ? length : Math.max(0.5, length - GAP);
        return (
          <circle
            key={i}
            cx="50"
            cy="50"
            r={RADIUS}
            fill="none"
            stroke={segmentColor(i)}
            strokeWidth="10"
            strokeDasharray={`${drawn} ${LENGTH - drawn}`}
            strokeDashoffset={-offset}
            transform="rotate(-90 50 50)"
          />
        );
      })}
      <text x="50" y="52" textAnchor="middle" className="num fill-ink font-semibold text-[1.25rem]">
        {center}
      </text>
      <text x="50" y="66" textAnchor="middle" className="fill-ink-3 text-[0.5625rem]">
        {caption}
      </text>
    </svg>
  );
}
