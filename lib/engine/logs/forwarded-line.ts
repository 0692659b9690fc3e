/** One line of the controller's syslog as the message that a collector gets. */
import type { LogLine } from "@/lib/contracts/logs";
import type { SyslogMessage } from "@/lib/wire/syslog/message";

export type Origin = {
  /** The controller's name. */
  hostname: string;
  facility: number;
  /** Rises by one per message, so that a collector sees what is missing and what came twice. */
  sequence: number;
  /** The name of the access point that the line speaks of. */
  apName: string | null;
};

/** `*Feb 1 17:05:37.108: %FACILITY-SEV-MNEMONIC: Chassis 1 R0/0: process: text` (spec 31). */
const LINE =
  /^(?:\*[A-Z][a-z]{2} +\d+ [\d:.]+: )?(%([A-Z0-9_]+)-[0-7]-([A-Z0-9_]+): (?:Chassis \d+ R\d\/\d: ([\w.-]+): )?.*)$/s;

/** 32473 is IANA's number for examples (RFC 5612): nobody else's names can mean something else. */
const ELEMENT = "ewc@32473";
const MAX_SEQUENCE = 2_147_483_647;

/** The line's time is in the header, so the text begins at its `%`. */
export function forwardedLine(
  line: LogLine,
  { hostname, facility, sequence, apName }: Origin,
): SyslogMessage {
  const [, text = line.text, appName = null, msgId = null, procId = null] = LINE.exec(line.text) ?? [];
  const about = Object.entries({
    ap: apName,
    radioMac: line.apId,
    upgrade: line.upgradeId,
    transfer: line.transferId,
  }).filter((pair): pair is [string, string] => pair[1] !== null);
  return {
    facility,
    severity: line.severity ?? 6,
    at: line.at,
    hostname,
    appName,
    procId,
    msgId,
    text,
    structured: [
      // RFC 5424 §7.1: the controller's clock is simulated, which is what the line's asterisk says.
      { id: "timeQuality", parameters: { tzKnown: "1", isSynced: "0" } },
      // RFC 5424 §7.3.1
      { id: "meta", parameters: { sequenceId: String(((sequence - 1) % MAX_SEQUENCE) + 1) } },
      ...(about.length > 0 ? [{ id: ELEMENT, parameters: Object.fromEntries(about) }] : []),
    ],
  };
}
