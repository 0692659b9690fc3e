/** Where servers write their logs, and the rule that finds people looking elsewhere. */
import type { DoctorKind, DoctorLog, DoctorPurpose } from "@/lib/contracts/doctor";
import { type Rule, when } from "./rule";

/** Files of the system log that are sometimes looked for in a folder of another purpose. */
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
export function logPlace(kind: DoctorKind, { host }: DoctorPurpose, own: string | null): string {
  if (own?.startsWith("/") === true) return own;
  if (kind === "tftpd64") return "The tab Log viewer of the window";
  const isLogin = kind === "sshd-config" || kind === "ssh-config";
  if (host === "windows") return "Event Viewer > Applications and Services Logs > OpenSSH";
  if (host === "redhat") return isLogin ? "/var/log/secure" : "/var/log/messages";
  return isLogin ? "/var/log/auth.log" : "/var/log/syslog";
}

/** Where the log of a server is, in words, and how to follow it. */
export function logOf(kind: DoctorKind, purpose: DoctorPurpose, own: string | null, name: string): DoctorLog {
  const place = logPlace(kind, purpose, own);
  const isLogin = kind === "sshd-config" || kind === "ssh-config";
  const sshUnit = purpose.host === "redhat" ? "sshd" : "ssh";
  if (!place.startsWith("/")) {
    const note =
      kind === "tftpd64"
        ? "It is not kept. To keep it, set a file in Settings > TFTP > Advanced, or note it during the transfer."
        : "The log has the names of users and files only with LogLevel VERBOSE.";
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
      ? "The file is named in the configuration."
      : `Where this file does not exist, the host has no rsyslog: journalctl -f -u ${unit}`,
  };
}

/** The rule about the file in which the operator looks, and about files that lines of the configuration name. */
export const logRule = <D extends { lines: readonly string[] }>(
  prefix: string,
  kind: DoctorKind,
  own: (doc: D, purpose: DoctorPurpose) => string | null,
): Rule<D> => ({
  id: `${prefix}-log-place`,
  severity: "warning",
  title: "The log is looked for in the wrong file.",
  why: "Who looks elsewhere sees no requests, and takes the server for silent.",
  fix: "Look in the file of the system log.",
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
      problem: `The log of this server is not in ${purpose.logFile}.`,
      fix: `Look in ${place}.`,
      page: { logFile: place },
    }));
  },
});
