/** `show logging`: the state of the log buffer, then the controller's syslog lines as they were written. */
import type { LogLine } from "@/lib/contracts/logs";

/** Lines that the buffer shows; the store keeps more, the page reads it. */
export const LOG_BUFFER_LINES = 1000;

export const showLogging = (lines: readonly LogLine[]): string[] => [
  "Syslog logging: enabled",
  "",
  `    Buffer logging:  level debugging, ${lines.length} messages logged`,
  "",
  `Log Buffer (${LOG_BUFFER_LINES} lines):`,
  "",
  ...lines.map((line) => line.text),
];
