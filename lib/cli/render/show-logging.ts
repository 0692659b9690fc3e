/** `show logging`: the log buffer, where the log is sent on to, then the syslog lines as they were written. */
import { type ForwardingRow, severityNames } from "@/lib/contracts/forwarding";
import type { LogLine } from "@/lib/contracts/logs";

/** Lines that the buffer shows; the store keeps more, the page reads it. */
export const LOG_BUFFER_LINES = 1000;

export const showLogging = (
  lines: readonly LogLine[],
  forwarding: Readonly<ForwardingRow> | undefined,
): string[] => [
  "Syslog logging: enabled",
  "",
  `    Buffer logging:  level debugging, ${lines.length} messages logged`,
  ...(forwarding === undefined || forwarding.state === "off" ? [] : collectorLines(forwarding)),
  "",
  `Log Buffer (${LOG_BUFFER_LINES} lines):`,
  "",
  ...lines.map((line) => line.text),
];

const links = { connecting: "connecting", sending: "link up", failing: "link down" } as const;

function collectorLines({
  settings,
  state,
  fault,
  sent,
  waiting,
  dropped,
}: Readonly<ForwardingRow>): string[] {
  const { address, port, transport, severity } = settings;
  const link = state === "off" ? "off" : links[state];
  return [
    `    Trap logging: level ${severityNames[severity]}, ${sent} message lines logged`,
    `        Logging to ${address}  (${transport} port ${port}, ${link}),`,
    `              ${sent} message lines logged,`,
    `              ${waiting} message lines waiting,`,
    `              ${dropped} message lines dropped`,
    ...(fault === null ? [] : [`              ${fault.message}`]),
  ];
}
