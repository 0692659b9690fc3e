/**
 * The software download service as an operator sees it: its settings, its accounts, its certificates, and which releases
 * are called suggested and latest. What travels over its API is in `catalog-api.ts`.
 */
import { z } from "zod";
import { isIpv4, isIpv6 } from "./profile-fields";
import { secret } from "./secret";

const HOUR_MS = 3_600_000;
const whole = (least: number, most: number) => {
  const message = `Enter a whole number from ${least} to ${most}.`;
  return z.int({ error: message }).min(least, message).max(most, message);
};
const milliseconds = (least: number, most: number) => {
  const message = `Enter ${least / 1000} to ${most / 1000} seconds.`;
  return z.int({ error: message }).min(least, message).max(most, message);
};

/** The settings of the service. Times in milliseconds. */
export const catalogSettingsSchema = z.object({
  address: z
    .string()
    .trim()
    .refine((text) => isIpv4(text) || isIpv6(text), {
      message: "Enter an IPv4 or IPv6 address of this host, or 0.0.0.0 or :: for all of them.",
    }),
  /** 0: any free port, chosen at each start. */
  port: whole(0, 65_535),
  maxConnections: whole(1, 10_000),
  maxConnectionsPerAddress: whole(1, 10_000),
  /** Downloads at once: of all clients, and of one address. */
  concurrent: whole(1, 10_000),
  perAddress: whole(1, 10_000),
  /** Requests of one address. */
  requestsPerSecond: whole(1, 10_000),
  tokenMs: milliseconds(1000, 24 * HOUR_MS),
  blockAfterFailures: whole(1, 10_000),
  blockForMs: milliseconds(1000, 24 * HOUR_MS),
  failureDelayMs: milliseconds(0, 60_000),
  /** For the handshake and one request with its body. */
  requestMs: milliseconds(1000, HOUR_MS),
  idleTimeoutMs: milliseconds(1000, 24 * HOUR_MS),
  /** How long a stop waits for running downloads. */
  drainMs: milliseconds(0, 60_000),
});
export type CatalogSettings = z.infer<typeof catalogSettingsSchema>;

/** The settings that nobody changed; address and port come from the environment. */
export const DEFAULT_CATALOG_SETTINGS: Omit<CatalogSettings, "address" | "port"> = {
  maxConnections: 512,
  maxConnectionsPerAddress: 128,
  concurrent: 256,
  perAddress: 64,
  requestsPerSecond: 100,
  tokenMs: HOUR_MS,
  blockAfterFailures: 20,
  blockForMs: 300_000,
  failureDelayMs: 500,
  requestMs: 20_000,
  idleTimeoutMs: 60_000,
  drainMs: 5000,
};

/** Which image sets are called suggested and latest; null: chosen by version. */
export const releaseChoiceSchema = z.object({
  suggested: z.string().max(100).nullable().default(null),
  latest: z.string().max(100).nullable().default(null),
});
export type ReleaseChoice = z.infer<typeof releaseChoiceSchema>;
export const NO_CHOICE: ReleaseChoice = { suggested: null, latest: null };

/** A certificate as the page shows it. */
export const certificateRowSchema = z.object({
  /** SHA-256 of the certificate, pairs of upper-case hex digits with colons. */
  sha256: z.string(),
  /** Wall milliseconds. */
  expiresAt: z.number(),
  /** The names and addresses that the certificate is for; empty for an authority. */
  names: z.array(z.string()),
});
export type CertificateRow = z.infer<typeof certificateRowSchema>;

/** The service's certificates; the authority's is public, so that clients can be told to trust it. */
export const catalogCertificatesSchema = z.object({
  authority: certificateRowSchema,
  authorityPem: z.string(),
  server: certificateRowSchema,
});
export type CatalogCertificates = z.infer<typeof catalogCertificatesSchema>;

const MIN_PASSWORD = 8;
const MAX_PASSWORD = 128;

/** The user name of an account: printable ASCII without a colon, which would end it in HTTP Basic (RFC 7617 §2). */
export const catalogUserNameSchema = z
  .string()
  .trim()
  .min(1, "Enter a user name.")
  .pipe(
    z
      .string()
      .regex(
        /^[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,63}$/,
        "Use letters, digits, and the characters _ . @ + -, at most 64.",
      ),
  );

/** An account of the service, as the service knows it. Not a user of the console. */
export const catalogAccountSchema = z.object({
  name: catalogUserNameSchema,
  /** Made by `hashPassword`. */
  passwordHash: secret(z.string()),
  hasContract: z.boolean(),
  /** Whether the license agreement was accepted. */
  hasAccepted: z.boolean(),
  enabled: z.boolean(),
});
export type CatalogAccount = z.infer<typeof catalogAccountSchema>;

/** What the form sends. */
export const catalogAccountInputSchema = z.object({
  /** True to change an account, false to add one: a new account never overwrites an existing one. */
  existing: z.boolean(),
  name: catalogUserNameSchema,
  /** Empty keeps the current password. */
  password: secret(
    z
      .string()
      .refine((p) => p === "" || [...p].length >= MIN_PASSWORD, `Use at least ${MIN_PASSWORD} characters.`)
      .refine((p) => [...p].length <= MAX_PASSWORD, `Use at most ${MAX_PASSWORD} characters.`)
      .refine(
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
        (p) => !/[\u0000-\u001f\u007f-\u009f]/.test(p),
        "The password contains a control character. Enter it again.",
      ),
  ),
  /** The program generates the password and returns it in the answer, and only there. */
  generatePassword: z.boolean().default(false),
  hasContract: z.boolean(),
  hasAccepted: z.boolean(),
  enabled: z.boolean(),
});
export type CatalogAccountInput = z.input<typeof catalogAccountInputSchema>;
export type CatalogAccountOrder = z.output<typeof catalogAccountInputSchema>;

/** A row of topic `catalogAccounts`; key = name. No secret is in it, sealed or hashed. */
export const catalogAccountRowSchema = z.object({
  name: z.string(),
  hasContract: z.boolean(),
  hasAccepted: z.boolean(),
  enabled: z.boolean(),
  /** The password was generated and has not been revealed yet. */
  passwordWaits: z.boolean(),
  changedAt: z.number(),
});
export type CatalogAccountRow = z.infer<typeof catalogAccountRowSchema>;
