/** The types of command arguments: their placeholder in help and the words they accept. */
import { isIpv4, isIpv6 } from "@/lib/contracts/profile-fields";

export type ArgumentType = {
  /** The name in help: `A.B.C.D`, `<0-512>`, `WORD`, `LINE`. */
  placeholder: string;
  /** Whether a word is valid. Called with the first word only, also when the argument takes the rest of the line. */
  accepts(text: string): boolean;
  /** Takes everything up to the end of the line, including blanks. */
  restOfLine?: boolean;
  /** The value does not appear in history, audit log or output. */
  secret?: boolean;
};

/** One word. */
export const wordArgument: ArgumentType = { placeholder: "WORD", accepts: (text) => text !== "" };

/** The rest of the line. */
export const lineArgument: ArgumentType = {
  placeholder: "LINE",
  accepts: (text) => text !== "",
  restOfLine: true,
};

/** The rest of the line, which is a secret. */
export const secretArgument: ArgumentType = { ...lineArgument, secret: true };

/** An IPv4 or IPv6 address. */
export const addressArgument: ArgumentType = {
  placeholder: "A.B.C.D | X:X:X:X::X",
  accepts: (text) => isIpv4(text) || isIpv6(text),
};

/** An integer in this range, bounds included. */
export const integerArgument = (least: number, most: number): ArgumentType => ({
  placeholder: `<${least}-${most}>`,
  accepts: (text) => /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most,
});
