/** What one line says of one access point. */
import { apNameSchema } from "@/lib/contracts/lab";

/** Everything that a line may say of an access point, its name apart. */
export type ApFacts = {
  model?: string;
  ip?: string;
  radioMac?: string;
  ethernetMac?: string;
  running?: string;
  backup?: string;
};

export type Sighting = ApFacts & { name: string; lines: readonly number[] };

/** A row that was read, or why it cannot be; `null`: this is not such a row. */
export type RowReading = { name: string; facts: ApFacts } | { reason: string } | null;

/** The reason why this cannot be a name, or undefined. */
export const nameFault = (name: string): string | undefined =>
  apNameSchema.safeParse(name).success
    ? undefined
    : `${quoted(name)} is no name of an access point: at most 32 printable characters, no blanks.`;

/** What the text had, short enough for a sentence. */
export const quoted = (text: string): string => `"${text.length > 40 ? `${text.slice(0, 39)}…` : text}"`;
