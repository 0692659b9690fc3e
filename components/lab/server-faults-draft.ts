/** The values of an image server's fault form. */

import {
  checkWith,
  type FormCheck,
  numberOrNaN,
  numberOrNull,
  percentOf,
  shareOf,
} from "@/components/forms/draft";
import {
  type CatalogFaults,
  catalogFaultsSchema,
  type LabServerFaults,
  NO_SERVER_FAULTS,
  type ServerFaults,
  serverFaultsSchema,
  type TftpFaults,
  tftpFaultsSchema,
} from "@/lib/contracts/server-faults";
import type { ServerId } from "@/lib/contracts/server-ids";

/** The faults that only the software download service has: yes or no, or a path. */
export const catalogSwitches = [
  "nameDoesNotResolve",
  "proxyRefuses",
  "untrustedCertificate",
  "refusesAccounts",
  "deniesContract",
  "requiresAgreement",
  "refusesResume",
] as const;
export type CatalogSwitch = (typeof catalogSwitches)[number];

/** The fields; those that a server does not have are ignored for it. */
export type ServerFaultsDraft = Record<CatalogSwitch, boolean> & {
  /** Paths. Software download only, like the switches. */
  withdrawn: string;
  truncates: string;

  down: ServerFaults["down"];
  missing: string;
  denied: string;
  corrupts: string;
  /** Empty: no limit. The same for the next field. */
  stopsAtPercent: string;
  bytesPerSecond: string;
  /** A percentage. TFTP only, like the next field. */
  dropsShare: string;
  seed: string;
};

/** The form's values for the faults of a server. */
export function draftOfFaults(faults: ServerFaults | TftpFaults | CatalogFaults): ServerFaultsDraft {
  const { down, missing, denied, corrupts } = faults;
  const catalog = "withdrawn" in faults ? faults : NO_SERVER_FAULTS.catalog;
  return {
    nameDoesNotResolve: catalog.nameDoesNotResolve,
    proxyRefuses: catalog.proxyRefuses,
    untrustedCertificate: catalog.untrustedCertificate,
    refusesAccounts: catalog.refusesAccounts,
    deniesContract: catalog.deniesContract,
    requiresAgreement: catalog.requiresAgreement,
    refusesResume: catalog.refusesResume,
    withdrawn: catalog.withdrawn,
    truncates: catalog.truncates,
    down,
    missing,
    denied,
    corrupts,
    stopsAtPercent: faults.stopsAtPercent === null ? "" : String(faults.stopsAtPercent),
    bytesPerSecond: faults.bytesPerSecond === null ? "" : String(faults.bytesPerSecond),
    dropsShare: "dropsShare" in faults ? String(percentOf(faults.dropsShare)) : "0",
    seed: "seed" in faults ? String(faults.seed) : "1",
  };
}

const schemas = {
  tftp: tftpFaultsSchema,
  sftp: serverFaultsSchema,
  catalog: catalogFaultsSchema,
} as const;

/** Checks the typed faults. @param all the current faults of all servers; those of the others are kept */
export function checkServerFaults(
  server: ServerId,
  draft: ServerFaultsDraft,
  all: LabServerFaults,
): FormCheck<LabServerFaults> {
  const checked = checkWith<(typeof schemas)[ServerId]>(schemas[server], {
    ...draft,
    stopsAtPercent: numberOrNull(draft.stopsAtPercent),
    bytesPerSecond: numberOrNull(draft.bytesPerSecond),
    dropsShare: shareOf(numberOrNaN(draft.dropsShare)),
    seed: numberOrNaN(draft.seed),
  });
  return { ...checked, input: checked.input && { ...all, [server]: checked.input } };
}
