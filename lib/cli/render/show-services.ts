/** `show ip ssh`, `show hosts`, and the protocols that the controller does not run. */
import type { SshLimits } from "../ports";

/** The lines of `show ip ssh`. */
export const showIpSsh = ({ loginSeconds, attempts }: SshLimits): string[] => [
  "SSH Enabled - version 2.0",
  "Authentication methods:keyboard-interactive,password",
  `Authentication timeout: ${loginSeconds} secs; Authentication retries: ${attempts}`,
];

/** The lines of `show hosts`. The controller is given addresses only, so it resolves no names. */
export const showHosts = (): string[] => [
  "Name lookup view: Global",
  "Default domain is not set",
  "Name/address lookup uses static mappings",
  "",
  "Codes: UN - unknown, EX - expired, OK - OK, ?? - revalidate",
  "       temp - temporary, perm - permanent",
  "       NA - Not Applicable None - Not defined",
  "",
  "Host                      Port  Flags      Age Type   Address(es)",
];
