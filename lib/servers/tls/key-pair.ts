/** The certificate and key that an operator names by their files: read, and judged before a server gets them. */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import type { KeyAndCertificate } from "../catalog/certificates";

/** The files' absolute paths. */
export type KeyPairFiles = { certFile: string; keyFile: string };
/** The setting that is to blame, and what is wrong with its file. */
export type KeyPairProblem = { setting: "TLS_CERT" | "TLS_KEY"; text: string };

/** @throws Error of one line that names the setting, the file, and what is wrong with it */
export async function readKeyPair(files: KeyPairFiles, nowMs: number): Promise<KeyAndCertificate> {
  const certificate = await readText("TLS_CERT", files.certFile);
  const key = await readText("TLS_KEY", files.keyFile);
  const problem = keyPairProblem({ key, certificate }, nowMs);
  if (problem === null) return { key, certificate };
  const file = problem.setting === "TLS_CERT" ? files.certFile : files.keyFile;
  throw new Error(lineOf(problem.setting, file, problem.text));
}

/** Why clients would refuse this pair, or a server could not use it; null when it is good. The first certificate counts. */
export function keyPairProblem(
  { key, certificate }: KeyAndCertificate,
  nowMs: number,
): KeyPairProblem | null {
  const parsed = attempt(() => new X509Certificate(certificate));
  if (parsed === null) return { setting: "TLS_CERT", text: "is not a certificate in PEM format" };
  if (/^-----BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED/m.test(key))
    return { setting: "TLS_KEY", text: "is encrypted, and nobody is asked for its passphrase" };
  const privateKey = attempt(() => createPrivateKey(key));
  if (privateKey === null) return { setting: "TLS_KEY", text: "is not a private key in PEM format" };
  if (!parsed.checkPrivateKey(privateKey))
    return { setting: "TLS_KEY", text: "is not the key of the certificate in TLS_CERT" };
  if (nowMs >= Date.parse(parsed.validTo))
    return { setting: "TLS_CERT", text: `expired at ${isoSeconds(parsed.validTo)}` };
  if (nowMs < Date.parse(parsed.validFrom))
    return { setting: "TLS_CERT", text: `is not valid before ${isoSeconds(parsed.validFrom)}` };
  try {
    createSecureContext({ key, cert: certificate });
    return null;
  } catch (cause) {
    return { setting: "TLS_CERT", text: `cannot be used: ${textOf(cause)}` };
  }
}

async function readText(setting: KeyPairProblem["setting"], file: string): Promise<string> {
  try {
    return await readFile(/* turbopackIgnore: true */ file, "utf8");
  } catch (cause) {
    throw new Error(lineOf(setting, file, `cannot be read: ${textOf(cause)}`));
  }
}

const lineOf = (setting: string, file: string, text: string) => `${setting}=${JSON.stringify(file)} ${text}.`;
const textOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
const isoSeconds = (text: string): string => `${new Date(text).toISOString().slice(0, 19)}Z`;

function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}
