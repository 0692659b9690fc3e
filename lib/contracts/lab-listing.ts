/**
 * Fleets read from what an operator pastes: `show ap summary`, `show ap image`, `show version` of a real controller, or
 * CSV. The reading tells what was understood, what was assumed and what was not, line by line, before anything changes.
 */
import { z } from "zod";
import type { NewAp } from "./lab";

/** Two listings of 10,000 access points have 3.4 million. */
export const LISTING_CHARACTERS = 4_000_000;

export const listingInputSchema = z.object({
  text: z
    .string()
    .min(1, "Paste the output of show ap summary or show ap image, or CSV.")
    .max(LISTING_CHARACTERS, "This is more than four million characters."),
  /** For access points of which no listing gives the model. */
  defaultModel: z.string().trim().min(3).max(40),
});
export type ListingInput = z.infer<typeof listingInputSchema>;

/** What of an access point no line said, so that it is made up or taken from the controller. */
export type Assumed = "model" | "ip" | "radioMac" | "ethernetMac" | "running" | "backup";

export type ListedAp = Omit<NewAp, "behavior" | "name" | "running"> & {
  name: string;
  /** Left out where neither the text nor what it says of the controller tells it: it runs the lab controller's version. */
  running?: string;
  assumed: Assumed[];
  /** No image family is known for its model: it will be Unsupported. */
  unknownModel: boolean;
  /** Lines of the text that speak of it, from 1. */
  lines: number[];
};

export type ListingReading = {
  aps: ListedAp[];
  /** Kinds of output that were recognized, in order. */
  kinds: ("show ap summary" | "show ap image" | "show version" | "show chassis" | "CSV")[];
  /**
   * What the text says of the controller itself. `running` is what `show version` says or, without one, what most of
   * `show ap image` run: an access point in that listing is joined, so it runs its controller's version.
   */
  controller: { name: string | null; running: string | null };
  /** Lines that were not understood, with the reason. Headings, rules, prompts and blank lines are none. */
  rejected: { line: number; text: string; reason: string }[];
  /** The same access point twice with different facts, counts that disagree with the listing's own total. */
  warnings: string[];
};
