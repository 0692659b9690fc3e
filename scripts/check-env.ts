/** Called by start.mjs: prints the host and port of the console, or one line about an invalid environment variable. */
import { readEnv } from "../lib/env";

try {
  const { host, port } = readEnv();
  console.log(JSON.stringify({ host, port }));
} catch (cause) {
  console.error(`Cannot start: ${cause instanceof Error ? cause.message : String(cause)}`);
  process.exit(1);
}
