/** What can go wrong between a TFTP client and its server, as faults with a message for the operator. */
import { type Fault, fault } from "@/lib/contracts/fault";
import { printable } from "@/lib/kit/text";
import { ErrorCode } from "@/lib/wire/tftp/packet";

/** The server's ERROR packet as a fault that quotes its message, made printable and at most 200 characters long. */
export function faultOfErrorPacket(code: number, message: string): Fault {
  const text = printable(message.trim()).slice(0, 200);
  const quoted = text === "" ? `ERROR ${code}` : `ERROR ${code} ${text}`;
  if (code === ErrorCode.fileNotFound) return fault("file-not-found", quoted);
  if (code === ErrorCode.accessViolation) return fault("access-violation", quoted);
  // TFTP has no error code for "busy"; our server and others say it in the message.
  if (code === ErrorCode.notDefined && /\b(limit|busy|too many)\b/i.test(text)) return fault("busy", quoted);
  return fault("peer-error", quoted);
}

/**
 * A socket error before the server's first answer.
 * @param code of the operating system: `ECONNREFUSED`, `ENETUNREACH` ...
 * @param where address and port of the server
 */
export function faultOfSocketError(code: string, where: string): Fault {
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
