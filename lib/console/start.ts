/**
 * Starts the engine for the web, opens the socket of the console when that is ready, prints the addresses of the servers,
 * and stops or reloads on a signal.
 */
import { networkInterfaces } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { isatty } from "node:tty";
import type { Ready } from "@/lib/engine/engine-channel";
import { engine } from "@/lib/engine/engine-client";
import { processSingleton } from "@/lib/engine/process-singleton";
import { type Env, readEnv, takeEnv } from "@/lib/env";
import { canonicalAddress, isAnyAddress } from "@/lib/kit/addresses";
import { allowHosts } from "./guard";
import { markRequests } from "./mark-requests";
import { webEventLoop } from "./metrics";
import { auditForeignRequests } from "./operate";
import { reloadCertificate } from "./reload-certificate";
import { startBlock } from "./start-text";
import { noteTransport } from "./transport";
import { tendUploads } from "./uploads-live";
import { openWebListener, webListener } from "./web-listener";

const DRAIN_MS = 10_000;
/** How long the answers and streams that end with the engine may take to reach their readers. */
const LAST_BYTES_MS = 2_000;

/** Resolves when the engine has started; exits the process with one line when it can't start. */
export function startConsole(): Promise<void> {
  return processSingleton("ewc.start", async () => {
    let ready: Ready | undefined;
    try {
      const env = readEnv();
      followSignals();
      webEventLoop();
      markRequests(env.trustedProxies);
      allowHosts(() => [
        ...(isAnyAddress(env.host) ? addressesOfHost() : [canonicalAddress(env.host)]),
        ...env.allowedHosts,
      ]);
      const started = engine();
      auditForeignRequests(started.ask);
      // The engine's thread has its own copy of the environment by now.
      takeEnv();
      ready = await started.ready;
      noteTransport({ host: env.host, isSecure: ready.webCertificate !== null });
      const port = await openConsole(env, ready);
      process.stdout.write(`${startBlock({ ...env, port }, ready)}\n`);
      void tendUploads();
    } catch (cause) {
      process.stderr.write(`Cannot start: ${cause instanceof Error ? cause.message : String(cause)}\n`);
      if (ready) await engine().stop(DRAIN_MS);
      process.exit(1);
    }
  });
}

/** @returns the port */
async function openConsole(env: Env, { webCertificate }: Ready): Promise<number> {
  const listener = webListener();
  if (listener) return await openWebListener(listener, env, webCertificate);
  if (webCertificate)
    throw new Error(
      "The development server speaks HTTP only. Unset TLS, TLS_CERT and TLS_KEY, or use npm start.",
    );
  return env.port;
}

const addressesOfHost = (): string[] =>
  Object.values(networkInterfaces()).flatMap((found = []) =>
    found.map(({ address }) => canonicalAddress(address)),
  );

/** The start script sets NEXT_MANUAL_SIG_HANDLE, because Next's own handler would exit before the engine has stopped. */
function followSignals(): void {
  let isStopping = false;
  // Checked at the start: after the terminal has closed, isatty says no.
  const hasTerminal = isatty(0);
  // Without its terminal, process.exit would crash: Node restores the terminal's mode at exit.
  const stop = (signal: NodeJS.Signals) => {
    if (isStopping) return;
    isStopping = true;
    process.stdout.write(`${signal}: stopping.\n`);
    void engine()
      .stop(DRAIN_MS)
      .then(() => webListener()?.close(LAST_BYTES_MS) ?? sleep(100))
      .then(() => (signal === "SIGHUP" ? process.kill(process.pid, "SIGKILL") : process.exit(0)));
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  // A terminal sends it when it is closed; a service manager or an operator, to have the certificate read again.
  process.on("SIGHUP", () => {
    if (hasTerminal) stop("SIGHUP");
    else if (!isStopping)
      void reloadCertificate(engine().ask, webListener()).then((line) => process.stdout.write(line));
  });
}
