/** Statistics of a soak: a least-squares line with its uncertainty, and the level of figures that go up and down. */

export type Point = { x: number; y: number };
export type Trend = {
  /** Of the line, in y for each x. */
  slope: number;
  /** The standard error of the slope; infinite with fewer than three points. */
  error: number;
};

/** The line through the points with the least squares of the distances; undefined with fewer than two. */
export function trendOf(points: readonly Point[]): Trend | undefined {
  const n = points.length;
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  if (n < 2 || spread === 0) return undefined;
  const slope = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const rest = points.reduce((sum, { x, y }) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  return { slope, error: n < 3 ? Number.POSITIVE_INFINITY : Math.sqrt(rest / (n - 2) / spread) };
}

/**
 * The means of equal parts of the range. Readings that follow each other closely resemble each other, so the error of a
 * line through all of them would look much smaller than it is.
 */
export function meansOfParts(points: readonly Point[], parts: number): Point[] {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return [];
  const width = (last.x - first.x) / parts;
  const byPart: Point[][] = Array.from({ length: parts }, () => []);
  for (const point of points) {
    const part = width === 0 ? 0 : Math.min(parts - 1, Math.floor((point.x - first.x) / width));
    byPart[part]?.push(point);
  }
  return byPart
    .filter((part) => part.length > 0)
    .map((part) => ({ x: mean(part.map(({ x }) => x)), y: mean(part.map(({ y }) => y)) }));
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** A quarter of the values are below this: what stays, when most of what comes also goes. */
export const lowerQuartile = (values: readonly number[]): number | undefined =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 4)];
