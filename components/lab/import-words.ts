/** The sentences of an import: what was found, which controller results, and what is removed. */

import type { ControllerRow } from "@/lib/contracts/controller";
import { isControllerCapable } from "@/lib/contracts/families";
import type { ListedAp, ListingReading } from "@/lib/contracts/lab-listing";
import { counted } from "@/lib/kit/text";

/** The access points that can host the controller. The first one does, unless the user selects another. */
export const hostsOf = (aps: readonly ListedAp[]): string[] =>
  aps.filter(({ model }) => isControllerCapable(model)).map(({ name }) => name);

/** `5 access points from show ap summary and show ap image.` */
export function foundWords({ aps, kinds }: ListingReading): string {
  const from = kinds.length === 0 ? "" : ` from ${listed(kinds)}`;
  return aps.length === 0
    ? `No access points found${from}.`
    : `${counted(aps.length, "access point")}${from}.`;
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

/** What the user needs to know about the access points and the rows do not show. */
export function fleetWords(aps: readonly ListedAp[]): string[] {
  const unknown = aps.filter(({ unknownModel }) => unknownModel).length;
  const withoutMac = aps.filter(
    ({ assumed }) => assumed.includes("radioMac") || assumed.includes("ethernetMac"),
  ).length;
  return [
    ...(unknown === 0
      ? []
      : [
          `No image family is known for the ${unknown === 1 ? "model" : "models"} of ${counted(unknown, "access point")}. Upgrades report ${unknown === 1 ? "it" : "them"} as Unsupported.`,
        ]),
    ...(withoutMac === 0
      ? []
      : [`${counted(withoutMac, "access point gets", "access points get")} generated MAC addresses.`]),
  ];
}

/** The controller that results when the access points replace the fleet. */
export function controllerWords(
  reading: ListingReading,
  host: string | null,
  current: Pick<ControllerRow, "name" | "version">,
): string {
  const { name, running } = reading.controller;
  const on = host === null ? "on the current host" : `on ${host}`;
  return `The controller will be ${name ?? current.name}, running ${running ?? current.version}, ${on}.`;
}

/** What is removed, canceled, and kept when another fleet replaces the current one. */
export function removedWords(current: { apCount: number }, upgradeRuns: boolean): string[] {
  const { apCount } = current;
  return [
    `This removes ${counted(apCount, "access point")} with ${apCount === 1 ? "its" : "their"} images and behaviors. You can't undo this. To keep this lab, export it first.`,
    ...(upgradeRuns ? ["The running upgrade is canceled."] : []),
    "The image download profile, image sets, servers, and logs are kept.",
  ];
}

/** The outcome of an import. */
export type Imported = { into: "replace" | "add"; added: number };

/** What was imported, and what happens next. */
export const importedWords = ({ into, added }: Imported): [outcome: string, next: string] =>
  into === "add"
    ? [`${counted(added, "access point")} added.`, "New access points boot, find the controller, and join."]
    : [
        `${counted(added, "access point")} replaced the fleet.`,
        "Access points that run the controller's version have joined. The others download it first.",
      ];
