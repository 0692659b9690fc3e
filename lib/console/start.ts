/** Starts the engine for the web, prints the addresses of the servers, and stops the engine in order on a signal. */

import { setUpPath } from "@/lib/contracts/identity";
import type { Ready } from "@/lib/engine/engine-channel";
import { engine } from "@/lib/engine/engine-client";
import { processSingleton } from "@/lib/engine/process-singleton";
import { type Env, readEnv, takeEnv } from "@/lib/env";
import { allowHosts } from "./guard";
import { webEventLoop } from "./metrics";
import { auditForeignRequests } from "./operate";
import { markPeerAddresses } from "./peer-address";
import { tendUploads } from "./uploads-live";

const DRAIN_MS = 10_000;

/** The text that every start prints: one line per address, then notes. */
export function startBlock(env: Pick<Env, "host" | "port">, ready: Ready): string {
  const host = env.host.includes(":") ? `[${env.host}]` : env.host;
  const lines = [
    ["Console", `http://${host}:${env.port}`],
    ...ready.addresses.map(({ name, address }) => [name, address]),
    ["Data folder", ready.dataDir],
  ];
  const rows = lines.map(([name = "", value = ""]) => `  ${name.padEnd(12)}  ${value}`);
  const notes = ready.notes.map((note) => `  ${note}`);
  if (ready.setUpToken !== null)
    notes.push("", "  Set up the console:", `  http://${host}:${env.port}${setUpPath(ready.setUpToken)}`);
  return ["", "EWC Upgrade Console", ...rows, ...notes, ""].join("\n");
}

/** Resolves when the engine has started; exits the process with one line when it can't start. */
export function startConsole(): Promise<void> {
  return processSingleton("ewc.start", async () => {
    try {
      const env = readEnv();
      stopOnSignals();
      webEventLoop();
      markPeerAddresses();
      allowHosts([env.host, ...env.allowedHosts]);
      const started = engine();
      auditForeignRequests(started.ask);
      // The engine's thread has its own copy of the environment by now.
      takeEnv();
      const ready = await started.ready;
      process.stdout.write(`${startBlock(env, ready)}\n`);
      void tendUploads();
    } catch (cause) {
      process.stderr.write(`Cannot start: ${cause instanceof Error ? cause.message : String(cause)}\n`);
      process.exit(1);
    }
  });
}

/** The start script sets NEXT_MANUAL_SIG_HANDLE, because Next's own handler would exit before the engine has stopped. */
function stopOnSignals(): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (isStopping) return;
    isStopping = true;
    process.stdout.write(`${signal}: stopping.\n`);
    void engine()
      .stop(DRAIN_MS)
      // Leaves time to send the last bytes of the streams that just ended.
      .then(() => setTimeout(() => process.exit(0), 100));
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}
