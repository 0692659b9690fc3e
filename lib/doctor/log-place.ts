/** Where servers write their logs, and the rule about log files that are not theirs. */
import type { DoctorKind, DoctorLog, DoctorPurpose } from "@/lib/contracts/doctor";
import { type Rule, when } from "./rule";

/** System log files with the wrong folder, a frequent mistake. */
const MISPLACED = /\/var\/lib\/(syslog|messages|auth\.log|secure|daemon\.log)\b/;

const units: Partial<Record<DoctorKind, string>> = {
  "tftpd-hpa": "tftpd-hpa",
  dnsmasq: "dnsmasq",
  atftpd: "atftpd",
};

/**
 * The file of the log.
 * @param own a file that the configuration names; null for the system log
 */
function logPlace(kind: DoctorKind, { host }: DoctorPurpose, own: string | null): string {
  if (own?.startsWith("/") === true) return own;
  if (kind === "tftpd64") return "The Log viewer tab of the Tftpd64 window";
  const isLogin = kind === "sshd-config" || kind === "ssh-config";
  if (host === "windows") return "Event Viewer > Applications and Services Logs > OpenSSH";
  if (host === "redhat") return isLogin ? "/var/log/secure" : "/var/log/messages";
  return isLogin ? "/var/log/auth.log" : "/var/log/syslog";
}

/** Where the log of a server is, and how to follow it. */
export function logOf(kind: DoctorKind, purpose: DoctorPurpose, own: string | null, name: string): DoctorLog {
  const place = logPlace(kind, purpose, own);
  const isLogin = kind === "sshd-config" || kind === "ssh-config";
  const sshUnit = purpose.host === "redhat" ? "sshd" : "ssh";
  if (!place.startsWith("/")) {
    const note =
      kind === "tftpd64"
        ? "The log is not saved. To save it, set a log file in Settings > TFTP > Advanced, or copy it during the transfer."
        : "The log includes user names and file names only with LogLevel VERBOSE.";
    return { title: name, place, command: "", note };
  }
  const unit = isLogin ? sshUnit : (units[kind] ?? "tftp");
  const words = isLogin ? "sshd|internal-sftp|sftp-server" : "tftpd|tftp";
  // A file of its own has no lines of others.
  const isOwn = !isLogin && own?.startsWith("/") === true;
  return {
    title: name,
    place,
    command: isOwn ? `tail -F ${place}` : `tail -F ${place} | grep -E '${words}'`,
    note: isOwn
      ? "The configuration names this file."
      : `If this file does not exist because rsyslog is not installed, use journalctl -f -u ${unit}`,
  };
}

/** The rule about the log file that the operator checks, and about log files that lines of the configuration name. */
export const logRule = <D extends { lines: readonly string[] }>(
  prefix: string,
  kind: DoctorKind,
  own: (doc: D, purpose: DoctorPurpose) => string | null,
): Rule<D> => ({
  id: `${prefix}-log-place`,
  severity: "warning",
  title: "The server does not write to this log file.",
  why: "The file that you check shows no requests, so the server seems to receive none.",
  fix: "Check the file that the server writes to.",
  find(doc, { purpose }) {
    const wrong = doc.lines.findIndex((line) => MISPLACED.test(line));
    if (wrong >= 0) {
      const line = doc.lines[wrong] ?? "";
      const place = logPlace(kind, purpose, null);
      return [
        {
          line: wrong + 1,
          problem: `There is no log in ${MISPLACED.exec(line)?.[0]}.`,
          fix: `The log is ${place}.`,
          edits: [{ line: wrong + 1, text: line.replace(MISPLACED, place) }],
        },
      ];
    }
    const place = logPlace(kind, purpose, own(doc, purpose));
    return when(purpose.logFile !== "" && purpose.logFile !== place, () => ({
      line: null,
      problem: `The server does not log to ${purpose.logFile}.`,
      fix: `Look in ${place}.`,
      page: { logFile: place },
    }));
  },
});
