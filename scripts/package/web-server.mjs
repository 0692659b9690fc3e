/**
 * Starts the built console: Next answers the requests, and its instrumentation starts the engine and then opens the socket
 * through `ewc.web-listener`. It is copied into the package as it is.
 */
import { createRequire } from "node:module";
import { compressedFiles } from "./compressed-files.mjs";
import { createWebListener } from "./web-listener.mjs";

const require = createRequire(import.meta.url);

/**
 * @param {{ folder: string, host: string, port: number, config?: object }} settings config: of Next, as the build wrote it;
 *   without it, Next reads next.config.ts, which needs a compiler
 */
export async function startWebServer({ folder, host, port, config }) {
  tolerateClosedOutput();
  process.env.NODE_ENV = "production";
  process.env.NEXT_TELEMETRY_DISABLED = "1";
  // The console's own signal handler closes transfers and the database in order (docs/decisions/0001).
  process.env.NEXT_MANUAL_SIG_HANDLE = "true";
  if (config) process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(config);
  const next = require("next");
  const app = next({ dev: false, dir: folder, hostname: host, port });
  const handle = app.getRequestHandler();
  const serveCompressed = compressedFiles(folder);
  let prepared;
  globalThis[Symbol.for("ewc.web-listener")] = createWebListener(async (request, response) => {
    try {
      // The socket opens while Next still prepares.
      await prepared;
      await serveCompressed(request, response, () => handle(request, response));
    } catch (cause) {
      console.error(cause);
      response.statusCode = 500;
      response.end("Internal Server Error");
    }
  });
  prepared = app.prepare();
  await prepared;
}

/**
 * Keeps running when the output is closed (`npm start | head`, a closed terminal). Without a listener, a failed write is an
 * uncaught exception, whose report is the next failed write, in an endless loop. The log is also on the Logs page.
 */
function tolerateClosedOutput() {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
}
