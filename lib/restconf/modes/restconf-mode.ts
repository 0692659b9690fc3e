/** What a download mode defines for the image download profile over RESTCONF. One module per mode implements it. */
import type { z } from "zod";
import type { SoftwareVersion } from "@/lib/contracts/modes/cco";
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import { type Outcome, problems, refused } from "../problem";

/** The settings of a profile, stored or incomplete. Null: not configured, or not of this mode. */
export type ProfileSettings = {
  mode: DownloadMode;
  imageServer: string | null;
  /** Normalized; the server's root is the empty string. */
  imagePath: string | null;
  parallelMode: boolean;
  userName: string | null;
  /** Unencrypted, when it was just set. Null keeps the stored one. */
  password: string | null;
  passwordStored: boolean;
  checksAutomatically: boolean;
  softwareVersion: SoftwareVersion;
};
export type SettingsChange = Partial<Omit<ProfileSettings, "mode">>;

/** Leaves of a profile by their names. */
export type Leaves = Readonly<Record<string, unknown>>;

/** What values are read with, and what they are told apart by. */
export type LeafContext = {
  /** The path of the profile, for refusals. */
  path: string;
  /** Decrypts a password that this controller encrypted; null for any other text. */
  unseal(text: string): string | null;
};

export type RestconfMode = {
  /** The schemas of the leaves of this case. */
  leaves: Readonly<Record<string, z.ZodType>>;
  /** The settings that these leaves set, or why a value is refused. */
  settings(leaves: Leaves, context: LeafContext): Outcome<SettingsChange>;
  /** The settings without the leaf of this name, which was deleted. */
  without(leaf: string): SettingsChange;
  /** The leaves as they are read. */
  read(settings: ProfileSettings, sealedPassword: string | null): Leaves;
};

/** Refuses a value with the words of the rule that it breaks. */
export const violated = (message: string, { path }: LeafContext, leaf: string) =>
  refused(problems.mustViolation(message, `${path}/${leaf}`));
