/** Types of arguments: how help names them and which words they take. A word is the text between blanks. */
import { isIpv4, isIpv6 } from "@/lib/contracts/profile-fields";

export type ArgumentType = {
  /** As `?` lists it: `A.B.C.D`, `<0-512>`, `WORD`, `LINE`. */
  placeholder: string;
  /** Whether a word is of this type. A `LINE` gets the rest of the line. */
  accepts(text: string): boolean;
  /** Takes everything up to the end of the line, blanks included. */
  restOfLine?: boolean;
  /** Never shown again: not in history, audit or output. */
  secret?: boolean;
};

export const wordArgument: ArgumentType = { placeholder: "WORD", accepts: (text) => text !== "" };

export const lineArgument: ArgumentType = {
  placeholder: "LINE",
  accepts: (text) => text !== "",
  restOfLine: true,
};

export const secretArgument: ArgumentType = { ...lineArgument, secret: true };

export const addressArgument: ArgumentType = {
  placeholder: "A.B.C.D | X:X:X:X::X",
  accepts: (text) => isIpv4(text) || isIpv6(text),
};

export const integerArgument = (least: number, most: number): ArgumentType => ({
  placeholder: `<${least}-${most}>`,
  accepts: (text) => /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most,
});
