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
  type LabServerFaults,
  type ServerFaults,
  serverFaultsSchema,
  type TftpFaults,
  tftpFaultsSchema,
} from "@/lib/contracts/server-faults";
import type { ServerId } from "@/lib/contracts/settings";

/** The fields; those for TFTP only are ignored for SFTP. */
export type ServerFaultsDraft = {
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
export function draftOfFaults(faults: ServerFaults | TftpFaults): ServerFaultsDraft {
  const { down, missing, denied, corrupts } = faults;
  return {
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

const schemas = { tftp: tftpFaultsSchema, sftp: serverFaultsSchema } as const;

/** Checks the typed faults. @param all the current faults of both servers; the other server's are kept */
export function checkServerFaults(
  server: ServerId,
  draft: ServerFaultsDraft,
  all: LabServerFaults,
): FormCheck<LabServerFaults> {
  const { down, missing, denied, corrupts } = draft;
  const checked = checkWith(schemas[server], {
    down,
    missing,
    denied,
    corrupts,
    stopsAtPercent: numberOrNull(draft.stopsAtPercent),
    bytesPerSecond: numberOrNull(draft.bytesPerSecond),
    dropsShare: shareOf(numberOrNaN(draft.dropsShare)),
    seed: numberOrNaN(draft.seed),
  });
  return { ...checked, input: checked.input && { ...all, [server]: checked.input } };
}
