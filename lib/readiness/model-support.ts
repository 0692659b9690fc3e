/** How many access points an embedded controller on each series manages, and which series a release no longer supports. */
import { EWC_MAX_APS } from "@/lib/contracts/families";

/** The smaller series manage half as many access points as the others (data sheets of the series). */
const SMALL_CONTROLLERS = ["9105", "9115", "9117"];
const SMALL_CONTROLLER_APS = 50;

/** The most access points of an embedded controller on this model; the most of any when the model is not known. */
export const mostApsOf = (model: string | null): number =>
  model !== null && SMALL_CONTROLLERS.some((series) => model.includes(series))
    ? SMALL_CONTROLLER_APS
    : EWC_MAX_APS;

/**
 * Series that joined before and do not join from this version on. Wave 1 access points run IOS; releases after 17.3 have
 * no image for them, apart from later 17.9 and 17.12 releases of controller appliances, and bundles of an embedded
 * controller contain none.
 */
export const droppedSeries: readonly { series: readonly string[]; from: string; why: string }[] = [
  {
    series: ["1570", "1572", "1700", "1702", "2700", "2702", "3700", "3702", "702"],
    from: "17.4.0.0",
    why: "Bundles of an embedded controller have no image for Wave 1 access points, which run IOS.",
  },
];
