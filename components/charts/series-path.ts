/** The geometry of a line chart with equally spaced samples. */

/** The size of the chart in units of its SVG view box. */
export type Box = { width: number; height: number };

/**
 * The value at the top of the y-axis: `value` rounded up to 1, 2, or 5 times a power of ten. It is `floor` when `value` is
 * not above `floor` or not finite.
 */
export function niceCeiling(value: number, floor = 1): number {
  if (!Number.isFinite(value) || value <= floor) return floor;
  const power = 10 ** Math.floor(Math.log10(value));
  for (const step of [1, 2, 5, 10]) {
    // The tolerance absorbs rounding: 3 * 0.1 is more than 0.3.
    if (value <= step * power * (1 + 1e-9)) return step * power;
  }
  return 10 * power;
}

const round = (n: number): string => String(Math.round(n * 100) / 100);

/** The x coordinate of a sample: the oldest at the left edge, the newest at the right. */
export const sampleX = (index: number, count: number, width: number): number =>
  count <= 1 ? width : (index / (count - 1)) * width;

/** An SVG path through the samples, with 0 at the bottom and `ceiling` at the top; empty without samples. */
export function linePath(samples: readonly number[], ceiling: number, box: Box): string {
  return samples
    .map((sample, i) => {
      const fraction = Math.min(1, Math.max(0, Number.isFinite(sample) ? sample / ceiling : 0));
      const command = i === 0 ? "M" : "L";
      return `${command}${round(sampleX(i, samples.length, box.width))} ${round(box.height * (1 - fraction))}`;
    })
    .join("");
}

/** An SVG path of the area between the line and the bottom edge. */
export function areaPath(samples: readonly number[], ceiling: number, box: Box): string {
  const line = linePath(samples, ceiling, box);
  if (line === "") return "";
  const left = round(sampleX(0, samples.length, box.width));
  return `${line}L${round(box.width)} ${round(box.height)}L${left} ${round(box.height)}Z`;
}

export type SeriesSummary = { now: number; peak: number; mean: number };

/** The newest, the largest, and the mean sample; all zero when there are no samples. */
export function summarize(samples: readonly number[]): SeriesSummary {
  const finite = samples.map((s) => (Number.isFinite(s) ? s : 0));
  return {
    now: finite.at(-1) ?? 0,
    peak: finite.reduce((a, b) => Math.max(a, b), 0),
    mean: finite.length === 0 ? 0 : finite.reduce((a, b) => a + b, 0) / finite.length,
  };
}
