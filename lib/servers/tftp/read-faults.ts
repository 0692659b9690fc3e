/** What can go wrong between a TFTP client and its server, as faults with words for the operator. */
import { type Fault, fault } from "@/lib/contracts/fault";
import { printable } from "@/lib/kit/text";
import { ErrorCode } from "@/lib/wire/tftp/packet";

/** The peer's ERROR as a fault; its words are kept, made printable. */
export function peerFault(code: number, words: string): Fault {
  const text = printable(words.trim()).slice(0, 200);
  const said = text === "" ? `ERROR ${code}` : `ERROR ${code} ${text}`;
  if (code === ErrorCode.fileNotFound) return fault("file-not-found", said);
  if (code === ErrorCode.accessViolation) return fault("access-violation", said);
  // The protocol has no code for it; ours and other servers say it in words.
  if (code === ErrorCode.notDefined && /\b(limit|busy|too many)\b/i.test(text)) return fault("busy", said);
  return fault("peer-error", said);
}

/** A system error before the first answer, in words. */
export function systemFault(code: string, where: string): Fault {
  switch (code) {
    case "ECONNREFUSED":
    case "ECONNRESET":
      return fault(
        "connection-refused",
        `Nothing listens at ${where}.`,
        "Start the TFTP server, or correct its port.",
      );
    case "ENETUNREACH":
    case "EHOSTUNREACH":
    case "ENETDOWN":
    case "EADDRNOTAVAIL":
      return fault("network-unreachable", `There is no route to ${where} (${code}).`);
    default:
      return fault("internal", `A socket to ${where} failed (${code}).`);
  }
}
