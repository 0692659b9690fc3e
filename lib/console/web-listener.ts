/**
 * The socket of the web console, which `scripts/package/web-listener.mjs` makes around Next's request handler. This program
 * decides when it opens, and with which certificate. Next's development server has a socket of its own instead.
 */
import { processSingleton } from "@/lib/engine/process-singleton";
import type { Env } from "@/lib/env";
import { bracketedHost } from "@/lib/kit/host-and-port";

/** A private key and its certificate, PEM. */
type KeyAndCertificate = { key: string; certificate: string };

export type WebListener = {
  /**
   * Opens the socket, for HTTPS when there is a certificate.
   * @returns the port, also when 0 was asked for
   * @throws an error of the operating system, with its `code`
   */
  listen(options: {
    host: string;
    port: number;
    certificate: KeyAndCertificate | null;
  }): Promise<{ port: number }>;
  /** Takes no more connections. Resolves when all answers are sent, or cuts them off after this time. */
  close(limitMs: number): Promise<void>;
  /** New connections get this certificate; open ones stay as they are. */
  replaceCertificate(certificate: KeyAndCertificate): void;
};

/** Undefined under Next's development server. The start script sets it. */
export const webListener = (): WebListener | undefined =>
  processSingleton<WebListener | undefined>("ewc.web-listener", () => undefined);

/** Opens the socket. @returns its port @throws Error of one line that names the setting to change */
export async function openWebListener(
  listener: WebListener,
  { host, port }: Pick<Env, "host" | "port">,
  certificate: KeyAndCertificate | null,
): Promise<number> {
  try {
    return (await listener.listen({ host, port, certificate })).port;
  } catch (cause) {
    throw new Error(listenProblem(cause, host, port));
  }
}

/** Why the socket cannot be opened, in one line. */
export function listenProblem(cause: unknown, host: string, port: number): string {
  switch ((cause as NodeJS.ErrnoException).code) {
    case "EADDRINUSE":
      return `PORT=${port} is in use on ${bracketedHost(host)}. Stop the program that uses it, or set another PORT.`;
    case "EACCES":
      return `PORT=${port} needs a privilege that this user does not have. Set a PORT above 1023.`;
    case "EADDRNOTAVAIL":
      return `HOST=${JSON.stringify(host)} is not an address of this host.`;
    default:
      return `The console cannot listen on ${bracketedHost(host)}:${port}: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}
