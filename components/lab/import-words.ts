/** What an import would do, in words: who would host the controller, what was found, what is lost. Pure. */
import { isControllerCapable } from "@/lib/contracts/families";
import type { ListedAp, ListingReading } from "@/lib/contracts/lab-listing";

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/** Access points of the listing that can host the controller; the first does unless another is chosen. */
export const hostsOf = (aps: readonly ListedAp[]): string[] =>
  aps.filter(({ model }) => isControllerCapable(model)).map(({ name }) => name);

/** `5 access points from show ap summary and show ap image.` */
export function foundWords({ aps, kinds }: ListingReading): string {
  const from = kinds.length === 0 ? "" : ` from ${listed(kinds)}`;
  return aps.length === 0
    ? `No access points were found${from}.`
    : `${counted(aps.length, "access point")}${from}.`;
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

/** What goes when another fleet takes the place of this one. */
export function lostWords(present: { apCount: number }, upgradeRuns: boolean): string[] {
  const { apCount } = present;
  return [
    `${counted(apCount, "access point")} with ${apCount === 1 ? "its" : "their"} images and behaviours ${apCount === 1 ? "is" : "are"} removed. This cannot be taken back; export the lab first if you may want it again.`,
    ...(upgradeRuns ? ["The upgrade that is running is cancelled."] : []),
    "The image download profile, the image sets, the servers and the logs stay.",
  ];
}
