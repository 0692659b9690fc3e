/** Describes the faults that Lab injects into an image server: for Lab, the Servers page, and logs. */
import { formatRate } from "@/lib/kit/units";
import type { CatalogFaults, ServerFaults, TftpFaults } from "./server-faults";

/** One short sentence for each active fault, the worst first; empty when there is none. */
export function serverFaultWords(faults: ServerFaults | TftpFaults | CatalogFaults): string[] {
  const { missing, denied, corrupts, stopsAtPercent, bytesPerSecond } = faults;
  const dropsShare = "dropsShare" in faults ? faults.dropsShare : 0;
  return [
    faults.down === "refuses" && "Down: refuses connections.",
    faults.down === "silent" && "Down: never answers.",
    ...("withdrawn" in faults ? catalogWords(faults) : []),
    missing !== "" && `${pathWords(missing)}: answers "file not found".`,
    denied !== "" && `${pathWords(denied)}: answers "permission denied".`,
    corrupts !== "" && `${pathWords(corrupts)}: sends corrupted bytes.`,
    stopsAtPercent !== null && `Every transfer stops at ${stopsAtPercent}%.`,
    bytesPerSecond !== null && `Every transfer is limited to ${formatRate(bytesPerSecond)}.`,
    dropsShare > 0 && `Loses ${percentWords(dropsShare)} of datagrams in each direction.`,
  ].filter((words) => words !== false);
}

/** The faults that only the software download service has. */
const catalogWords = (faults: CatalogFaults): (string | false)[] => [
  faults.nameDoesNotResolve && "Its name does not resolve.",
  faults.proxyRefuses && "The proxy refuses connections to it.",
  faults.untrustedCertificate && "Shows a certificate of an unknown authority.",
  faults.refusesAccounts && "Refuses every account.",
  faults.deniesContract && "Treats every account as one without a contract.",
  faults.requiresAgreement && "Treats the license agreement as not accepted.",
  faults.withdrawn !== "" && `${pathWords(faults.withdrawn)}: withdrawn.`,
  faults.truncates !== "" && `${pathWords(faults.truncates)}: sends only the first part.`,
  faults.refusesResume && "Does not resume downloads.",
];

const pathWords = (pattern: string): string => (pattern === "*" ? "All files" : pattern);

/** Writes a share as a percentage: 0.125 -> `12.5%`. */
export const percentWords = (share: number): string => `${Math.round(share * 10_000) / 100}%`;
