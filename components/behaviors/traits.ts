/** The faults that can be injected into an access point: name, what each does, how it shows, and its value. */

import { percentOf, shareOf } from "@/components/forms/draft";
import type { Behavior } from "@/lib/contracts/lab";

/** The value of a trait; a trait without a value is only on or off. */
export type TraitValue = {
  label: string;
  /** The text in the field when the trait is selected. */
  initial: string;
  /** Converts from the contract's unit to the typed one, and back. */
  toTyped?: (value: number) => number;
  fromTyped?: (typed: number) => number;
};
/** The fields of a behavior that are traits; the rejoin time belongs to Loses CAPWAP. */
export type TraitField = keyof Omit<Behavior, "rejoinAfterSeconds">;
/** One fault that the user can inject. */
export type Trait = {
  field: TraitField;
  name: string;
  does: string;
  /** How the user notices it. */
  effect: string;
  value?: TraitValue;
};

const MEGABYTE = 1_000_000;

/** The traits by where the fault is. */
export const traitGroups: readonly { name: string; traits: readonly Trait[] }[] = [
  {
    name: "Link",
    traits: [
      {
        field: "linkRttMs",
        name: "Long round trip",
        does: "Every message to the controller waits longer for its answer. Typical: 1.9 ms.",
        effect: "CAPWAP transfers slow down in proportion.",
        value: { label: "Round trip (ms)", initial: "20" },
      },
      {
        field: "linkLoss",
        name: "Lossy link",
        does: "Messages and datagrams are lost. Each loss costs a retransmission.",
        effect: "The rate drops, and Transfers counts retransmissions.",
        value: { label: "Loss (%)", initial: "10", toTyped: percentOf, fromTyped: shareOf },
      },
      {
        field: "linkBytesPerSecond",
        name: "Limited bandwidth",
        does: "Limits the link rate, both over CAPWAP and from a server.",
        effect: "The rate in the table stays below the limit.",
        value: { label: "Bytes per second", initial: "100000" },
      },
    ],
  },
  {
    name: "During the transfer",
    traits: [
      {
        field: "stallsAtPercent",
        name: "Stalls",
        does: "Stops receiving at this percentage.",
        effect: "The progress bar stops until the transfer times out, on every retry.",
        value: { label: "At (%)", initial: "40" },
      },
      {
        field: "rebootsAtPercent",
        name: "Reboots",
        does: "Restarts once, when the transfer reaches this percentage.",
        effect: "It leaves and rejoins, and the download starts over.",
        value: { label: "At (%)", initial: "50" },
      },
      {
        field: "losesCapwapAtPercent",
        name: "Loses CAPWAP",
        does: "Loses the controller once, when the transfer reaches this percentage.",
        effect: "It disappears from the predownload list but still counts as failed.",
        value: { label: "At (%)", initial: "30" },
      },
    ],
  },
  {
    name: "Image and flash",
    traits: [
      {
        field: "corruptsImage",
        name: "Corrupts the image",
        does: "Changes bytes while it writes the image to flash.",
        effect: "Every byte arrives, but verification fails.",
      },
      {
        field: "refusesSignature",
        name: "Rejects the signature",
        does: "Fails the signature check for any image.",
        effect:
          "The download fails after the last byte. The console of the access point shows the rejected signature.",
      },
      {
        field: "flashFreeBytes",
        name: "Flash full",
        does: "Has only this much free flash for an image.",
        effect:
          "An image that does not fit is Unsupported. If the access point needs it to join, it keeps retrying.",
        value: {
          label: "Free (MB)",
          initial: "1",
          toTyped: (bytes) => bytes / MEGABYTE,
          fromTyped: (megabytes) => Math.round(megabytes * MEGABYTE),
        },
      },
      {
        field: "flashSlowness",
        name: "Slow flash",
        does: "Writes and verifies an image more slowly. Typical: 7.1 s.",
        effect: "The image arrives, but completion is delayed.",
        value: { label: "Times slower", initial: "10" },
      },
    ],
  },
  {
    name: "Reload",
    traits: [
      {
        field: "ignoresActivate",
        name: "Ignores Activate",
        does: "Keeps its running image when told to activate.",
        effect: "It reboots into the old version repeatedly and never reaches Run.",
      },
      {
        field: "bootSeconds",
        name: "Slow boot",
        does: "Takes longer to boot. Typical: 20 s.",
        effect: "It is the last to come back after a reboot.",
        value: { label: "Boot time (s)", initial: "120" },
      },
    ],
  },
];

/** All traits, in the order of the form. */
export const traits: readonly Trait[] = traitGroups.flatMap((group) => group.traits);
