/** The record of one access point that one line of a listing gives, and the error sentences that all listings share. */
import { apNameSchema } from "@/lib/contracts/lab";

/** The fields that a line can give about an access point besides its name. */
export type ApFields = {
  model?: string;
  ip?: string;
  radioMac?: string;
  ethernetMac?: string;
  running?: string;
  backup?: string;
};

/** One access point as one line describes it; `lines` are line numbers of the pasted text, from 1. */
export type ApRecord = ApFields & { name: string; lines: readonly number[] };

/** A parsed row, or the reason why a row is invalid. `null`: the line is not a row of this listing. */
export type RowResult = { name: string; fields: ApFields } | { reason: string } | null;

/** The reason why this is not a valid AP name; undefined when it is one. */
export const nameError = (name: string): string | undefined =>
  apNameSchema.safeParse(name).success
    ? undefined
    : `${quote(name)} is not a valid access point name. Use at most 32 printable characters without spaces.`;

/** The reason why this is not a version. */
export const versionError = (text: string): string =>
  `${quote(text)} is not a version. A version has four numbers from 0 to 255, like 17.9.4.27.`;

/** The reason why this is not a model. */
export const modelError = (text: string): string => `${quote(text)} is not a model, like C9120AXI-E.`;

/** The text in quotation marks, shortened to fit into a sentence. */
export const quote = (text: string): string => `"${text.length > 40 ? `${text.slice(0, 39)}…` : text}"`;
