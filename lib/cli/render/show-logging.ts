/** `show logging`: the state of the log buffer and of forwarding, then the syslog lines. */
import { type ForwardingRow, severityNames } from "@/lib/contracts/forwarding";
import type { LogLine } from "@/lib/contracts/logs";

/** The lines that the buffer shows. The store has more, which the Logs page shows. */
export const LOG_BUFFER_LINES = 1000;

/** The lines of the listing. */
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
