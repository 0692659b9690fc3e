/** `npm run readiness`: checks an image server and a fleet's listing before an upgrade, without the console. */
import { runReadiness } from "@/lib/engine/readiness/readiness-command";

const abort = new AbortController();
process.once("SIGINT", () => abort.abort(new Error("Interrupted.")));
process.once("SIGTERM", () => abort.abort(new Error("Terminated.")));
process.exitCode = await runReadiness(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true,
  signal: abort.signal,
});
