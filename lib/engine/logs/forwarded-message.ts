/** Converts a line of the controller's syslog to the RFC 5424 message that is sent to a collector. */
import type { LogLine } from "@/lib/contracts/logs";
import type { SyslogMessage } from "@/lib/wire/syslog/message";

/** What the message needs besides the line itself. */
export type MessageContext = {
  /** The controller's name. */
  hostname: string;
  facility: number;
  /** Counts messages from 1, so that a collector notices lost and repeated ones. */
  sequence: number;
  /** The name of the access point that the line is about. */
  apName: string | null;
};

/** `*Feb 1 17:05:37.108: %FACILITY-SEV-MNEMONIC: Chassis 1 R0/0: process: text` */
const SYSLOG_LINE =
  /^(?:\*[A-Z][a-z]{2} +\d+ [\d:.]+: )?(%([A-Z0-9_]+)-[0-7]-([A-Z0-9_]+): (?:Chassis \d+ R\d\/\d: ([\w.-]+): )?.*)$/s;

/** 32473 is the enterprise number for examples (RFC 5612), so the element cannot clash with a vendor's. */
const ELEMENT = "ewc@32473";
const MAX_SEQUENCE = 2_147_483_647;

/** The text starts at the `%`, because the header has the time of the line. A line of another form is sent as it is. */
export function toForwardedMessage(
  line: LogLine,
  { hostname, facility, sequence, apName }: MessageContext,
): SyslogMessage {
  const [, text = line.text, appName = null, msgId = null, procId = null] = SYSLOG_LINE.exec(line.text) ?? [];
  const ids = Object.entries({
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
      // RFC 5424 §7.1: the clock is not synchronized because it is simulated; the asterisk in the line means the same.
      { id: "timeQuality", parameters: { tzKnown: "1", isSynced: "0" } },
      // RFC 5424 §7.3.1
      { id: "meta", parameters: { sequenceId: String(((sequence - 1) % MAX_SEQUENCE) + 1) } },
      ...(ids.length > 0 ? [{ id: ELEMENT, parameters: Object.fromEntries(ids) }] : []),
    ],
  };
}
