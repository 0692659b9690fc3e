/**
 * The faults that Lab or a lab file can inject into our own image servers, one field per fault. They affect every client,
 * also real ones.
 */
import { z } from "zod";

/**
 * Which paths: nothing (empty), everything (`*`), a folder with all below it, or a file name in any folder. Compared
 * as the client asks, without a leading slash.
 */
const pathPattern = z.string().trim().max(255, "A path has at most 255 characters.").default("");

export const serverFaultsSchema = z.object({
  /** `refuses`: nobody listens on the port. `silent`: the port is open and never answers. */
  down: z.enum(["no", "refuses", "silent"]).default("no"),
  /** Answered as if it were not there. */
  missing: pathPattern,
  /** Answered with "permission denied". */
  denied: pathPattern,
  /** Sent with some of its bytes altered; as many as announced. */
  corrupts: pathPattern,
  /** Each transfer stops here: TFTP sends nothing more, SFTP closes the connection. */
  stopsAtPercent: z
    .number({ error: "Enter a percentage from 0 to 100." })
    .min(0, "Enter a percentage from 0 to 100.")
    .max(100, "Enter a percentage from 0 to 100.")
    .nullable()
    .default(null),
  /** Of one transfer at most. */
  bytesPerSecond: z
    .int({ error: "Enter at least 1000 bytes per second." })
    .min(1000, "Enter at least 1000 bytes per second.")
    .nullable()
    .default(null),
});
export type ServerFaults = z.infer<typeof serverFaultsSchema>;

export const tftpFaultsSchema = serverFaultsSchema.extend({
  /** Share of datagrams lost, each way, chosen by the seed. */
  dropsShare: z
    .number({ error: "Enter a loss from 0 to 90%." })
    .min(0, "Enter a loss from 0 to 90%.")
    .max(0.9, "Enter a loss from 0 to 90%.")
    .default(0),
  seed: z.int({ error: "Enter a whole number." }).default(1),
});
export type TftpFaults = z.infer<typeof tftpFaultsSchema>;

/** Faults of the software download service. Paths are a release, an image in it, an image set, or a file name. */
export const catalogFaultsSchema = serverFaultsSchema.extend({
  /** Every sign-in fails, and tokens that were given out are no longer accepted. */
  refusesAccounts: z.boolean().default(false),
  /** Every account is treated as one without a service contract. */
  deniesContract: z.boolean().default(false),
  /** Every account has yet to accept the license agreement. */
  requiresAgreement: z.boolean().default(false),
  /** On the client's side: the service's name cannot be resolved. */
  nameDoesNotResolve: z.boolean().default(false),
  /** On the client's side: its proxy refuses the connection. */
  proxyRefuses: z.boolean().default(false),
  /** The service shows a certificate of an authority that nobody trusts. */
  untrustedCertificate: z.boolean().default(false),
  /** Answered with the whole file when the client asks for the rest of it. */
  refusesResume: z.boolean().default(false),
  /** Withdrawn from the catalog: listed no more, downloads of it end. */
  withdrawn: pathPattern,
  /** The last part of the file is missing, while the announced size is that of the whole file. */
  truncates: pathPattern,
});
export type CatalogFaults = z.infer<typeof catalogFaultsSchema>;

export const labServerFaultsSchema = z.object({
  tftp: tftpFaultsSchema.prefault({}),
  sftp: serverFaultsSchema.prefault({}),
  catalog: catalogFaultsSchema.prefault({}),
});
export type LabServerFaults = z.infer<typeof labServerFaultsSchema>;

const NO_FAULTS: ServerFaults = {
  down: "no",
  missing: "",
  denied: "",
  corrupts: "",
  stopsAtPercent: null,
  bytesPerSecond: null,
};
/** The defaults of the schemas above, as data; a test compares them. */
export const NO_SERVER_FAULTS: LabServerFaults = {
  tftp: { ...NO_FAULTS, dropsShare: 0, seed: 1 },
  sftp: NO_FAULTS,
  catalog: {
    ...NO_FAULTS,
    refusesAccounts: false,
    deniesContract: false,
    requiresAgreement: false,
    nameDoesNotResolve: false,
    proxyRefuses: false,
    untrustedCertificate: false,
    refusesResume: false,
    withdrawn: "",
    truncates: "",
  },
};

/** @param path as the client asked for it, slashes between folders. */
export function matchesPath(pattern: string, path: string): boolean {
  if (pattern === "") return false;
  if (pattern === "*") return true;
  const wanted = pattern.replace(/^\/+|\/+$/g, "");
  const asked = path.replace(/^\/+/, "");
  return asked === wanted || asked.startsWith(`${wanted}/`) || asked.endsWith(`/${wanted}`);
}
