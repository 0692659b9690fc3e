/** How an access point can differ from the well-behaved: each in the field's words, what it does, what one sees of it. */

import { percentOf, shareOf } from "@/components/forms/draft";
import type { Behavior } from "@/lib/contracts/lab";

/** What is typed for a trait; a trait without it is on or off. */
export type TraitValue = {
  label: string;
  /** What stands in the field when the trait is chosen. */
  proposed: string;
  /** From the contract's unit to the one that is typed, and back. */
  shown?: (value: number) => number;
  kept?: (typed: number) => number;
};
export type TraitField = keyof Omit<Behavior, "rejoinAfterSeconds">;
export type Trait = {
  field: TraitField;
  name: string;
  does: string;
  seen: string;
  value?: TraitValue;
};

const MEGABYTE = 1_000_000;

export const traitGroups: readonly { name: string; traits: readonly Trait[] }[] = [
  {
    name: "Link",
    traits: [
      {
        field: "linkRttMs",
        name: "Long round trip",
        does: "Each message to the controller waits longer for its answer; 1.9 ms is usual.",
        seen: "A transfer over CAPWAP takes as many times longer.",
        value: { label: "Round trip (ms)", proposed: "20" },
      },
      {
        field: "linkLoss",
        name: "Lossy link",
        does: "Messages and datagrams get lost, and each costs a retransmission.",
        seen: "The rate drops; Transfers counts retransmissions.",
        value: { label: "Lost (%)", proposed: "10", shown: percentOf, kept: shareOf },
      },
      {
        field: "linkBytesPerSecond",
        name: "Narrow link",
        does: "The link carries no more than this, over CAPWAP and from a server.",
        seen: "The rate in the table stays below it.",
        value: { label: "Bytes per second", proposed: "100000" },
      },
    ],
  },
  {
    name: "During the transfer",
    traits: [
      {
        field: "stallsAtPercent",
        name: "Stalls",
        does: "Receives up to this percentage and then nothing more.",
        seen: "The bar stands still until the transfer times out, at each retry again.",
        value: { label: "At (%)", proposed: "40" },
      },
      {
        field: "rebootsAtPercent",
        name: "Reboots",
        does: "Restarts once, when the transfer has come so far.",
        seen: "It leaves, joins again, and the image begins anew.",
        value: { label: "At (%)", proposed: "50" },
      },
      {
        field: "losesCapwapAtPercent",
        name: "Loses CAPWAP",
        does: "Loses the controller once, when the transfer has come so far.",
        seen: "It vanishes from the predownload list and is still counted as failed.",
        value: { label: "At (%)", proposed: "30" },
      },
    ],
  },
  {
    name: "Image and flash",
    traits: [
      {
        field: "corruptsImage",
        name: "Damages the image",
        does: "Bytes change on their way into the flash.",
        seen: "Every byte arrives, and the verification fails.",
      },
      {
        field: "refusesSignature",
        name: "Refuses the signature",
        does: "The signature check says no, whatever arrived.",
        seen: "Failed after the last byte; its console says that the signature is refused.",
      },
      {
        field: "flashFreeBytes",
        name: "Flash full",
        does: "Has only so much room for an image.",
        seen: "An image that does not fit is Unsupported; one that it needs to join is tried in vain, again and again.",
        value: {
          label: "Free (MB)",
          proposed: "1",
          shown: (bytes) => bytes / MEGABYTE,
          kept: (megabytes) => Math.round(megabytes * MEGABYTE),
        },
      },
      {
        field: "flashSlowness",
        name: "Slow flash",
        does: "Writing and checking an image takes as many times longer; 7.1 s is usual.",
        seen: "All bytes are there, and Complete is long in coming.",
        value: { label: "Times longer", proposed: "10" },
      },
    ],
  },
  {
    name: "Reload",
    traits: [
      {
        field: "ignoresActivate",
        name: "Ignores Activate",
        does: "Keeps its running image when it is told to activate.",
        seen: "It reboots into the old version again and again, and does not come to Run.",
      },
      {
        field: "bootSeconds",
        name: "Slow boot",
        does: "Takes longer to boot; 20 s is usual.",
        seen: "It is the last to come back after a reboot.",
        value: { label: "Boots in (s)", proposed: "120" },
      },
    ],
  },
];

export const traits: readonly Trait[] = traitGroups.flatMap((group) => group.traits);
