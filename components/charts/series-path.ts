/** The geometry of a line chart with equally spaced samples. */
/** The size of the chart in its own units. */
export type Box = { width: number; height: number };

/** The upper end of the scale: the smallest 1, 2, or 5 times a power of ten that is at least `value` and `floor`. */
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

/** The same line, closed along the bottom. */
export function areaPath(samples: readonly number[], ceiling: number, box: Box): string {
  const line = linePath(samples, ceiling, box);
  if (line === "") return "";
  const left = round(sampleX(0, samples.length, box.width));
  return `${line}L${round(box.width)} ${round(box.height)}L${left} ${round(box.height)}Z`;
}

/** Key values of a series. */
export type SeriesSummary = { now: number; peak: number; mean: number };

/** The newest, the largest, and the mean sample; zeros without samples. */
export function summarize(samples: readonly number[]): SeriesSummary {
  const finite = samples.map((s) => (Number.isFinite(s) ? s : 0));
  return {
    now: finite.at(-1) ?? 0,
    peak: finite.reduce((a, b) => Math.max(a, b), 0),
    mean: finite.length === 0 ? 0 : finite.reduce((a, b) => a + b, 0) / finite.length,
  };
}
