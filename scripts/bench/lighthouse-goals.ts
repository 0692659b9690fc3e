/** What a page must reach, and what of it was missed. */

/** One visit of a page while nothing runs: scores from 0 to 100. */
export type Idle = {
  performance: number;
  accessibility: number;
  bestPractices: number;
  seo: number;
  cls: number;
  lcpMs: number;
  tbtMs: number;
  /** Transferred, that is compressed. */
  jsBytes: number;
  /** The yes-or-no audits that failed. */
  failed: readonly string[];
};

/** A page while an upgrade runs. */
export type Moving = {
  cls: number;
  /** After the page was loaded; 0 without a task of 50 ms or more. */
  longestTaskMs: number;
};

const LEAST_SCORE = 95;
export const MOST_SHIFT = 0.02;
/** Transferred JavaScript of one page, in bytes (220 kB). */
export const MOST_JS_BYTES = 220_000;
export const LONGEST_TASK_MS = 100;

export const goals = `scores of ${LEAST_SCORE}, layout shift ${MOST_SHIFT}, JavaScript ${MOST_JS_BYTES / 1000} kB, long tasks ${LONGEST_TASK_MS} ms`;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;

/** The median of each number; the audits that failed in any visit. */
export function medianOf(visits: readonly Idle[]): Idle {
  const of = (name: Exclude<keyof Idle, "failed">) => median(visits.map((visit) => visit[name]));
  return {
    performance: of("performance"),
    accessibility: of("accessibility"),
    bestPractices: of("bestPractices"),
    seo: of("seo"),
    cls: of("cls"),
    lcpMs: of("lcpMs"),
    tbtMs: of("tbtMs"),
    jsBytes: of("jsBytes"),
    failed: [...new Set(visits.flatMap(({ failed }) => failed))],
  };
}

export function idleRow(formFactor: string, path: string, idle: Idle): string {
  const scores = [idle.performance, idle.accessibility, idle.bestPractices, idle.seo]
    .map((score) => String(score).padStart(3))
    .join(" ");
  const lcp = `${(idle.lcpMs / 1000).toFixed(1)} s`;
  const tbt = `${idle.tbtMs.toFixed(0).padStart(4)} ms`;
  const js = `${(idle.jsBytes / 1000).toFixed(0)} kB`;
  return `${formFactor.padEnd(8)} ${scores}  ${idle.cls.toFixed(3)}  ${lcp} ${tbt}  ${js}  ${path}`;
}

export function idleMisses(idle: Idle): string[] {
  const scores = [
    ["performance", idle.performance],
    ["accessibility", idle.accessibility],
    ["best practices", idle.bestPractices],
    ["SEO", idle.seo],
  ] as const;
  return [
    ...scores.filter(([, score]) => score < LEAST_SCORE).map(([name, score]) => `${name} ${score}`),
    ...(idle.cls > MOST_SHIFT ? [`layout shift ${idle.cls.toFixed(3)}`] : []),
    ...(idle.jsBytes > MOST_JS_BYTES ? [`${(idle.jsBytes / 1000).toFixed(0)} kB of JavaScript`] : []),
    ...idle.failed.map((audit) => `audit ${audit}`),
  ];
}

export const movingMisses = ({ cls, longestTaskMs }: Moving): string[] => [
  ...(cls > MOST_SHIFT ? [`layout shift ${cls.toFixed(3)}`] : []),
  ...(longestTaskMs > LONGEST_TASK_MS ? [`a task of ${longestTaskMs.toFixed(0)} ms`] : []),
];
