/**
 * Fleets read from pasted text: output of `show ap summary`, `show ap image` or `show version` of a real controller, or
 * CSV. The result says what was recognized, assumed and rejected, line by line, before anything changes.
 */
import { z } from "zod";
import type { NewAp } from "./lab";

/** The longest text that is read; two listings of 10,000 access points have 3.4 million characters. */
export const LISTING_CHARACTERS = 4_000_000;

export const listingInputSchema = z.object({
  text: z
    .string()
    .min(1, "Paste the output of show ap summary or show ap image, or CSV.")
    .max(LISTING_CHARACTERS, "The text is longer than four million characters."),
  /** The model of access points for which no listing says one. */
  defaultModel: z.string().trim().min(3).max(40),
});
export type ListingInput = z.infer<typeof listingInputSchema>;

/** Facts that no line gives, so that they are made up or taken from the controller. */
export type Assumed = "model" | "ip" | "radioMac" | "ethernetMac" | "running" | "backup";

/** An access point that was read from the text. */
export type ListedAp = Omit<NewAp, "behavior" | "name" | "running"> & {
  name: string;
  /** Left out when the text gives neither its version nor the controller's: it then runs the lab controller's version. */
  running?: string;
  assumed: Assumed[];
  /** No image family is known for its model, so that its predownload will be Unsupported. */
  unknownModel: boolean;
  /** Numbers of the lines that mention it, from 1. */
  lines: number[];
};

/** What was read from a pasted text. */
export type ListingReading = {
  aps: ListedAp[];
  /** Kinds of output that were recognized, in their order. */
  kinds: (
    | "show ap summary"
    | "show ap image"
    | "show version"
    | "show chassis"
    | "show ap config general"
    | "show inventory"
    | "show install summary"
    | "image download profile"
    | "AP console"
    | "CSV"
  )[];
  /**
   * What the text says about the controller itself. `running` comes from `show version` or, without one, is the version
   * that most access points of `show ap image` run: they are joined, so they run their controller's version.
   */
  controller: { name: string | null; running: string | null };
  /** Lines that were not understood, with the reason. Headings, rules, prompts and blank lines are skipped. */
  rejected: { line: number; text: string; reason: string }[];
  /** For example one access point with two models, or a count that differs from the listing's own total. */
  warnings: string[];
};
