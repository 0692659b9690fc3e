/** The certificate of the web console: of the operator's files, or made by this installation's own authority. */
import { X509Certificate } from "node:crypto";
import type { WebCertificate } from "@/lib/contracts/commands/engine";
import type { Env } from "@/lib/env";
import { type KeyAndCertificate, loadIdentity } from "@/lib/servers/catalog/certificates";
import { readKeyPair } from "@/lib/servers/tls/key-pair";
import { certificateNames } from "./certificate-names";

/** The file of the made certificate, beside the authority that signs it. */
const OWN_FILE = "console.pem";

/** What the certificate depends on. */
export type WebCertificateSource = {
  env: Pick<Env, "tls" | "host" | "allowedHosts">;
  /** The folder of the certificates that this program makes. */
  certificatesDir: string;
  hostName: string;
};

/**
 * Reads the certificate anew, and renews a made one in time. Null when the console speaks HTTP.
 * @throws Error of one line when there is none that can be used
 */
export async function loadWebCertificate(
  { env, certificatesDir, hostName }: WebCertificateSource,
  nowMs: number,
): Promise<WebCertificate | null> {
  if (env.tls === null) return null;
  if (env.tls.kind === "files") return described(await readKeyPair(env.tls, nowMs), false);
  const names = certificateNames(hostName, env.host, env.allowedHosts);
  const { server } = await loadIdentity(certificatesDir, names, nowMs, OWN_FILE);
  return described(server, true);
}

function described(pair: KeyAndCertificate, isSelfSigned: boolean): WebCertificate {
  const { fingerprint256, validTo } = new X509Certificate(pair.certificate);
  return { ...pair, sha256: fingerprint256, expiresAt: Date.parse(validTo), isSelfSigned };
}
