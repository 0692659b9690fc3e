/** What is said of models but is not verified: findings that rest on it warn, and say so. */

/**
 * The smaller series are said to manage half as many access points as the others. No public document was found that says
 * so of each model.
 */
const SMALL_CONTROLLERS = ["9105", "9115", "9117"];
const SMALL_CONTROLLER_APS = 50;

/** How many access points an embedded controller on this model may be limited to; null for no other limit than that of all. */
export const unverifiedLimitOf = (model: string | null): number | null =>
  model !== null && SMALL_CONTROLLERS.some((series) => model.includes(series)) ? SMALL_CONTROLLER_APS : null;

/** Wave 1 access points. The document on recommended releases says that not all releases support them, and not which. */
const WAVE_1_SERIES = ["1570", "1572", "1700", "1702", "2700", "2702", "3700", "3702", "702"];

export const isWave1 = (model: string | null): boolean =>
  WAVE_1_SERIES.some((series) => new RegExp(`(^|[^0-9])${series}(?![0-9])`).test(model ?? ""));
