/** Blocks of pasted text that are not tables: outputs of labels and values, and consoles of access points. */
import type { ListingReading } from "@/lib/contracts/lab-listing";
import type { ApRecord } from "./ap-record";

export type BlockKind = Extract<
  ListingReading["kinds"][number],
  | "show ap config general"
  | "show inventory"
  | "show install summary"
  | "image download profile"
  | "AP console"
>;

/** What a block says about an access point beyond the fields of a lab. Null: it does not say. */
export type ApDetails = {
  state?: string;
  countryCode?: string;
  regulatoryDomain?: string;
  location?: string;
  pathMtu?: number;
  roundTripMs?: number;
  uptimeSeconds?: number;
  controllers?: string[];
  lastDownload?: { bytes: number; seconds: number };
  predownloadStatus?: string;
  predownloadVersion?: string;
  retryCount?: number;
};
export type DetailedAp = ApDetails & { name: string };

export type ControllerDetails = {
  model?: string;
  installed?: { type: string; state: "I" | "U" | "C" | "D"; version: string }[];
  autoAbortTimer?: string;
  profile?:
    | { mode: "tftp" | "sftp" | "http" | "cco"; address: string; path: string; parallelMode: boolean }
    | false;
};

export type TakenBlocks = {
  kinds: Set<BlockKind>;
  /** For the fields that a lab takes. */
  records: ApRecord[];
  details: DetailedAp[];
  controller: ControllerDetails;
};

/** A label and its value, with a colon or a row of dots between them. */
export function labelAndValue(text: string): { label: string; value: string } | null {
  const [, label = "", value = ""] = /^(\S.*?)\s*(?:\.{3,}|\s:|:)\s*(.*)$/.exec(text) ?? [];
  return label === "" ? null : { label: label.toLowerCase(), value: value.trim() };
}

/** Values that stand for "nothing". */
export const isNothing = (value: string): boolean =>
  /^(?:|not configured|none|n\/a|0\.0\.0\.0|disabled|-)$/i.test(value);
