/** Asks npm's registry for known vulnerabilities of the packages in the lock file. */
import { npm, say } from "./run.mjs";

const ARGS = ["audit", "--audit-level=high", "--json", "--fetch-retries=0", "--fetch-timeout=20000"];

/**
 * What the answer of `npm audit --json` means.
 * @param {string} output
 * @returns {{ kind: "unanswered", reason: string } | { kind: "answered", severe: string[] }} severe: one line for each package with a high or critical finding
 */
export function readAudit(output) {
  let report;
  try {
    report = JSON.parse(output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1));
  } catch {
    return { kind: "unanswered", reason: "npm printed no report" };
  }
  if (!report.vulnerabilities)
    return { kind: "unanswered", reason: String(report.message ?? report.error?.summary ?? "no report") };
  const severe = Object.values(report.vulnerabilities)
    .filter(({ severity }) => severity === "high" || severity === "critical")
    .map(({ name, severity, range }) => `${name} ${range}: ${severity}`);
  return { kind: "answered", severe };
}

/** False when the registry knows a high or critical vulnerability. A registry that does not answer is said, and passes. */
export async function passesAudit() {
  const { output } = await npm(ARGS, { quiet: true });
  const audit = readAudit(output);
  if (audit.kind === "unanswered") {
    say(`NOT CHECKED: this registry does not answer audits (${audit.reason}).`);
    return true;
  }
  for (const line of audit.severe) console.error(line);
  return audit.severe.length === 0;
}
