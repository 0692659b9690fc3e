/** `show logging`: what is logged where, with the counters of IOS XE's header, then the lines of the buffer. */
import { type ForwardingRow, severityNames } from "@/lib/contracts/forwarding";
import type { LogLine } from "@/lib/contracts/logs";

/** The lines that are read for the buffer. The store has more, which the Logs page shows. */
export const LOG_BUFFER_LINES = 1000;
/** Bytes of text in the buffer; older lines are no longer shown. */
const BUFFER_BYTES = 102_400;

/** What the header counts. */
export type LoggingState = {
  /** The newest lines, oldest first. */
  lines: readonly LogLine[];
  forwarding: Readonly<ForwardingRow> | undefined;
  /** Lines printed at terminals with `terminal monitor`. */
  monitoredLines: number;
};

/** The whole listing. */
export function showLogging({ lines, forwarding, monitoredLines }: LoggingState): string[] {
  const xml = ", xml disabled,";
  const buffered = inBuffer(lines);
  return [
    `Syslog logging: enabled (${forwarding?.dropped ?? 0} messages dropped, 0 messages rate-limited, 0 flushes, 0 overruns, xml disabled, filtering disabled)`,
    "",
    "No Active Message Discriminator.",
    ...["", "", ""],
    "No Inactive Message Discriminator.",
    ...["", ""],
    "    Console logging: disabled",
    `    Monitor logging: level debugging, ${monitoredLines} messages logged${xml}`,
    "                     filtering disabled",
    `    Buffer logging:  level debugging, ${buffered.length} messages logged${xml}`,
    "                    filtering disabled",
    "    Exception Logging: size (4096 bytes)",
    "    Count and timestamp logging messages: disabled",
    "    Persistent logging: disabled",
    "",
    "No active filter modules.",
    "",
    ...trapLines(forwarding),
    "",
    bufferHeading(),
    "",
    ...buffered.map((line) => line.text),
  ];
}

/** `show logging last N`: the newest lines only. */
export const showLastLines = (lines: readonly LogLine[], count: number): string[] => [
  `Showing last ${count} lines`,
  "",
  bufferHeading(),
  "",
  ...inBuffer(lines)
    .slice(-count)
    .map((line) => line.text),
];

const bufferHeading = () => `Log Buffer (${BUFFER_BYTES} bytes):`;

/** The newest lines that fit into the buffer. */
function inBuffer(lines: readonly LogLine[]): readonly LogLine[] {
  let bytes = 0;
  const tooOld = lines.findLastIndex(({ text }) => {
    bytes += text.length + 1;
    return bytes > BUFFER_BYTES;
  });
  return lines.slice(tooOld + 1);
}

const links = { off: "off", connecting: "connecting", sending: "link up", failing: "link down" } as const;

/** Forwarding to a collector; with its fault, which IOS does not print. */
function trapLines(forwarding: Readonly<ForwardingRow> | undefined): string[] {
  if (forwarding === undefined || forwarding.state === "off")
    return [`    Trap logging: level informational, ${forwarding?.sent ?? 0} message lines logged`, SOURCE];
  const { settings, state, fault, sent, waiting, dropped } = forwarding;
  const { address, port, transport, severity } = settings;
  const indented = [
    `${links[state]}),`,
    `${sent} message lines logged,`,
    "0 message lines rate-limited,",
    "0 message lines dropped-by-MD,",
    `${waiting} message lines waiting,`,
    `${dropped} message lines dropped,`,
    "xml disabled, sequence number disabled",
    "filtering disabled",
    ...(fault === null ? [] : [fault.message]),
  ];
  return [
    `    Trap logging: level ${severityNames[severity]}, ${sent} message lines logged`,
    `        Logging to ${address}  (${transport} port ${port}, audit disabled,`,
    ...indented.map((text) => `              ${text}`),
    SOURCE,
  ];
}

const SOURCE = "        Logging Source-Interface:       VRF Name:";
