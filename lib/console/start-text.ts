/** What every start prints: addresses, warnings, the link of the set-up. Pure. */
import { setUpPath } from "@/lib/contracts/identity";
import type { Ready } from "@/lib/engine/engine-channel";
import { type Env, isLoopback } from "@/lib/env";
import { isAnyAddress } from "@/lib/kit/addresses";
import { bracketedHost } from "@/lib/kit/host-and-port";

/** Where the console listens. */
export type ListeningConsole = Pick<Env, "host" | "port" | "allowedHosts" | "trustedProxies">;

/** The address that a browser of the operator opens. */
export function consoleUrl({ host, port, allowedHosts }: ListeningConsole, isSecure: boolean): string {
  const name = isAnyAddress(host) ? (allowedHosts[0] ?? "localhost") : host;
  return `${isSecure ? "https" : "http"}://${bracketedHost(name)}:${port}`;
}

/** Whether others than this host can reach the console, and it does not encrypt. */
export const isPlainForOthers = (host: string, isSecure: boolean): boolean => !isSecure && !isLoopback(host);

/** One line per address, then notes. */
export function startBlock(at: ListeningConsole, ready: Ready): string {
  const certificate = ready.webCertificate;
  const url = consoleUrl(at, certificate !== null);
  const lines = [
    ["Console", url],
    ...(certificate === null ? [] : [["Certificate", `SHA-256 ${certificate.sha256}`]]),
    ...ready.addresses.map(({ name, address }) => [name, address]),
    ["Data folder", ready.dataDir],
  ];
  const rows = lines.map(([name = "", value = ""]) => `  ${name.padEnd(12)}  ${value}`);
  const notes = [...transportNotes(at, ready), ...ready.notes].map((note) => `  ${note}`);
  if (ready.setUpToken !== null)
    notes.push("", "  Set up the console:", `  ${url}${setUpPath(ready.setUpToken)}`);
  return ["", "EWC Upgrade Console", ...rows, ...notes, ""].join("\n");
}

/** What the operator should know about how the console is reached. */
function transportNotes({ host, trustedProxies }: ListeningConsole, { webCertificate }: Ready): string[] {
  const notes: string[] = [];
  if (isAnyAddress(host)) notes.push(`The console listens on every address of this host (${host}).`);
  if (webCertificate?.isSelfSigned)
    notes.push("Browsers warn about this certificate. Compare its fingerprint before you accept it.");
  if (isPlainForOthers(host, webCertificate !== null))
    notes.push(
      trustedProxies === null
        ? "WARNING: Passwords cross the network as plain text. Set TLS_CERT and TLS_KEY, or TLS=self-signed."
        : "The console speaks HTTP to its proxies. Let nobody else reach this port.",
    );
  return notes;
}
