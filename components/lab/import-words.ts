/** What an import would do, in words: who would host the controller, what was found, what is lost. Pure. */
import type { ControllerRow } from "@/lib/contracts/controller";
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

/** What to know of the access points that were found, besides what their rows say. */
export function fleetWords(aps: readonly ListedAp[]): string[] {
  const unknown = aps.filter(({ unknownModel }) => unknownModel).length;
  const macless = aps.filter(
    ({ assumed }) => assumed.includes("radioMac") || assumed.includes("ethernetMac"),
  ).length;
  return [
    ...(unknown === 0
      ? []
      : [
          `No image family is known for the model of ${counted(unknown, "access point")}: an upgrade calls ${unknown === 1 ? "it" : "them"} Unsupported.`,
        ]),
    ...(macless === 0
      ? []
      : [`${counted(macless, "access point gets", "access points get")} MAC addresses that are made up.`]),
  ];
}

/** Which controller it will be, where the access points take the place of the fleet. */
export function controllerWords(
  reading: ListingReading,
  host: string | null,
  present: Pick<ControllerRow, "name" | "version">,
): string {
  const { name, running } = reading.controller;
  const on = host === null ? "on the access point that hosts it now" : `on ${host}`;
  return `The controller will be ${name ?? present.name}, running ${running ?? present.version}, ${on}.`;
}

/** What goes when another fleet takes the place of this one. */
export function lostWords(present: { apCount: number }, upgradeRuns: boolean): string[] {
  const { apCount } = present;
  return [
    `${counted(apCount, "access point")} with ${apCount === 1 ? "its" : "their"} images and behaviors ${apCount === 1 ? "is" : "are"} removed. This cannot be taken back; export the lab first if you may want it again.`,
    ...(upgradeRuns ? ["The upgrade that is running is canceled."] : []),
    "The image download profile, the image sets, the servers and the logs stay.",
  ];
}

export type Made = { into: "replace" | "add"; added: number };

/** What was made, and what happens next. */
export const madeWords = ({ into, added }: Made): [made: string, then: string] =>
  into === "add"
    ? [
        `${counted(added, "access point was", "access points were")} added.`,
        "They boot, find the controller and join.",
      ]
    : [
        `${counted(added, "access point")} took the place of the fleet.`,
        "Those with the controller's software have joined; the others come now and download it.",
      ];
