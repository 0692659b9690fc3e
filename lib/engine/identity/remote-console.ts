/** Whether others than this host may reach the web console. */
import { LEAST_PASSWORD_CHARACTERS } from "@/lib/contracts/identity";
import { isLoopback } from "@/lib/env";

/**
 * A console that others can reach needs an administrator before it listens: else whoever is first would set it up.
 * @throws Error of one line that says how to create one
 */
export function refuseWithoutAdministrator(host: string, hasAdministrator: boolean): void {
  if (hasAdministrator || isLoopback(host)) return;
  throw new Error(
    `HOST=${JSON.stringify(host)} is not a loopback address, and there is no administrator yet. Set ADMIN_PASSWORD_FILE to a file with a password of at least ${LEAST_PASSWORD_CHARACTERS} characters, or set the console up on 127.0.0.1 first.`,
  );
}
