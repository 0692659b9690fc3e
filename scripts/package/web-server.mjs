/** Starts the built console as Next's own standalone server does. It is copied into the package as it is. */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/**
 * @param {{ folder: string, config: object, host: string, port: number }} settings config: of Next, as the build wrote it
 */
export async function startWebServer({ folder, config, host, port }) {
  // Otherwise Next reads next.config.ts, which needs a compiler.
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(config);
  require("next");
  const { startServer } = require("next/dist/server/lib/start-server");
  await startServer({ dir: folder, isDev: false, config, hostname: host, port, allowRetry: false });
}
