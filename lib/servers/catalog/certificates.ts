/**
 * The certificates that this program makes: a small authority of this installation, and the certificates that it signs for
 * the software download service and the web console. All are in the data folder, readable by their owner only, and
 * replaced before they expire.
 */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { chmod, mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import path from "node:path";
import { generate } from "selfsigned";
import type { CatalogCertificates, CertificateRow } from "@/lib/contracts/catalog";
import { FaultError, fault } from "@/lib/contracts/fault";

const DAY_MS = 24 * 3_600_000;
const AUTHORITY_DAYS = 3650;
/** What browsers and devices accept at most. */
const SERVER_DAYS = 397;
/** A certificate is replaced this long before it expires. */
export const RENEWAL_DAYS = 30;
/** For clients whose clock is behind ours. */
const BACKDATED_MS = 3_600_000;
const AUTHORITY_NAME = "EWC Upgrade Console authority";

/** A private key and its certificate, PEM. */
export type KeyAndCertificate = { key: string; certificate: string };
/** What the service needs to listen, and what the page shows. */
export type CatalogIdentity = { server: KeyAndCertificate; shown: CatalogCertificates };

/**
 * Loads the certificates of a folder; creates those that are missing, expire soon, or do not have all names.
 * @param names host names and IP addresses at which clients reach the server; the first is the common name
 * @param server the name of the server's own file
 * @throws FaultError when the authority's file exists and is not readable: it is never replaced silently, because clients trust it
 */
export async function loadIdentity(
  folder: string,
  names: readonly string[],
  nowMs: number,
  server = "server.pem",
): Promise<CatalogIdentity> {
  await mkdir(/* turbopackIgnore: true */ folder, { recursive: true, mode: 0o700 });
  const authorityFile = path.join(/* turbopackIgnore: true */ folder, "authority.pem");
  const serverFile = path.join(/* turbopackIgnore: true */ folder, server);
  const stored = await read(authorityFile);
  if (stored === "unreadable") throw new FaultError(unreadable(authorityFile));
  const authority =
    stored !== null && isFresh(stored, nowMs)
      ? stored
      : await keep(authorityFile, await createAuthority(AUTHORITY_NAME, nowMs));
  const known = await read(serverFile);
  const isUsable =
    known !== null &&
    known !== "unreadable" &&
    isFresh(known, nowMs) &&
    isSignedBy(known, authority) &&
    hasNames(known, names);
  const pair = isUsable ? known : await keep(serverFile, await createSigned(authority, names, nowMs));
  return {
    server: pair,
    shown: {
      authority: rowOf(authority, []),
      authorityPem: authority.certificate,
      server: rowOf(pair, [...names]),
    },
  };
}

/** A certificate for these names of an authority that exists nowhere else, so that nobody trusts it. */
export async function untrustedCertificate(
  names: readonly string[],
  nowMs: number,
): Promise<KeyAndCertificate> {
  return await createSigned(await createAuthority("Unknown authority", nowMs), names, nowMs);
}

async function createAuthority(commonName: string, nowMs: number): Promise<KeyAndCertificate> {
  const made = await generate([{ name: "commonName", value: commonName }], {
    ...validFor(AUTHORITY_DAYS, nowMs),
    ...ALGORITHM,
    extensions: [
      { name: "basicConstraints", cA: true, pathLenConstraint: 0, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { key: made.private, certificate: made.cert };
}

async function createSigned(
  authority: KeyAndCertificate,
  names: readonly string[],
  nowMs: number,
): Promise<KeyAndCertificate> {
  const made = await generate([{ name: "commonName", value: names[0] ?? "localhost" }], {
    ...validFor(SERVER_DAYS, nowMs),
    ...ALGORITHM,
    ca: { key: authority.key, cert: authority.certificate },
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ],
  });
  return { key: made.private, certificate: made.cert };
}

const ALGORITHM = { keyType: "ec", curve: "P-256", algorithm: "sha256" } as const;
const validFor = (days: number, nowMs: number) => ({
  notBeforeDate: new Date(nowMs - BACKDATED_MS),
  notAfterDate: new Date(nowMs + days * DAY_MS),
});

const PEM_PARTS =
  /^(-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----)\s+(-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----)\s*$/;

/** Null when the file does not exist. */
async function read(file: string): Promise<KeyAndCertificate | "unreadable" | null> {
  let text: string;
  try {
    text = await readFile(/* turbopackIgnore: true */ file, "utf8");
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "ENOENT" ? null : "unreadable";
  }
  const [, key, certificate] = PEM_PARTS.exec(text) ?? [];
  if (key === undefined || certificate === undefined) return "unreadable";
  try {
    if (!new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))) return "unreadable";
  } catch {
    return "unreadable";
  }
  // A restored backup or a copy may be readable by others.
  const { mode } = await stat(/* turbopackIgnore: true */ file);
  if ((mode & 0o077) !== 0) await chmod(/* turbopackIgnore: true */ file, 0o600);
  return { key, certificate };
}

/** Key and certificate in one file with one rename, so that no pair that does not fit can exist. */
async function keep(file: string, pair: KeyAndCertificate): Promise<KeyAndCertificate> {
  const fresh = `${file}.new`;
  const kept = { key: pair.key.trim(), certificate: pair.certificate.trim() };
  await writeFile(/* turbopackIgnore: true */ fresh, `${kept.key}\n${kept.certificate}\n`, { mode: 0o600 });
  await chmod(/* turbopackIgnore: true */ fresh, 0o600);
  await rename(/* turbopackIgnore: true */ fresh, file);
  return kept;
}

const expiryOf = ({ certificate }: KeyAndCertificate): number =>
  Date.parse(new X509Certificate(certificate).validTo);

const isFresh = (pair: KeyAndCertificate, nowMs: number): boolean =>
  expiryOf(pair) - nowMs > RENEWAL_DAYS * DAY_MS;

function isSignedBy({ certificate }: KeyAndCertificate, authority: KeyAndCertificate): boolean {
  const issuer = new X509Certificate(authority.certificate);
  return new X509Certificate(certificate).verify(issuer.publicKey);
}

function hasNames({ certificate }: KeyAndCertificate, names: readonly string[]): boolean {
  const parsed = new X509Certificate(certificate);
  return names.every(
    (name) =>
      (isIP(name) ? parsed.checkIP(name) : parsed.checkHost(name, { subject: "never" })) !== undefined,
  );
}

const rowOf = (pair: KeyAndCertificate, names: string[]): CertificateRow => ({
  sha256: new X509Certificate(pair.certificate).fingerprint256,
  expiresAt: expiryOf(pair),
  names,
});

const unreadable = (file: string) =>
  fault(
    "internal",
    `The authority's file ${path.basename(file)} cannot be read.`,
    "Restore it from a backup, or delete it. If you delete it, a new authority is created, which clients have to trust.",
  );
