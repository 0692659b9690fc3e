/** Releases that some access points must pass on their way to a newer one. A row is added when a public document says so. */
import { references } from "./references";

export type SteppingStone = {
  /** Series numbers of the models that it is about. */
  series: readonly string[];
  /** It matters for access points that run anything below `below`, and go to `to` or beyond. Versions of four numbers. */
  below: string;
  to: string;
  /** The release to install first, and the lowest version of it. */
  via: string;
  source: { title: string; url: string };
};

export const steppingStones: readonly SteppingStone[] = [
  {
    series: ["9124", "9130"],
    below: "17.3.4.0",
    to: "17.4.0.0",
    via: "17.3.4c",
    source: references.recommendedReleases,
  },
];
