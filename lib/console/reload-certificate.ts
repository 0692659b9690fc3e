/** Replaces the certificate of the web console while it runs. */
import type { EngineClient } from "@/lib/engine/engine-client";
import { consoleItself } from "./guard";
import type { WebListener } from "./web-listener";

/**
 * Has the certificate read again, and gives it to new connections. One that cannot be used leaves the present one in place.
 * @returns the line that says what happened
 */
export async function reloadCertificate(
  ask: EngineClient["ask"],
  listener: Pick<WebListener, "replaceCertificate"> | undefined,
): Promise<string> {
  const answer = await ask("engine.web-certificate", {}, consoleItself);
  if (!answer.ok)
    return `SIGHUP: the certificate was not replaced, and the present one stays. ${answer.fault.message}\n`;
  const { certificate } = answer.value;
  if (certificate === null || listener === undefined)
    return "SIGHUP: there is no certificate to read again.\n";
  listener.replaceCertificate(certificate);
  const end = new Date(certificate.expiresAt).toISOString().slice(0, 10);
  return `SIGHUP: the certificate was read again. SHA-256 ${certificate.sha256}, valid until ${end}.\n`;
}
