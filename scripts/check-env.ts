/** For start.mjs: says where the console is to listen, or in one line what is wrong with the environment. */
import { readEnv } from "../lib/env";

try {
  const { host, port } = readEnv();
  console.log(JSON.stringify({ host, port }));
} catch (cause) {
  console.error(`Cannot start: ${cause instanceof Error ? cause.message : String(cause)}`);
  process.exit(1);
}
