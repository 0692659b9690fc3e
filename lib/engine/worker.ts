/** The engine's worker thread: boots, serves the engine channel, and reports in one line when it can't start. */
import { parentPort } from "node:worker_threads";
import { FaultError } from "@/lib/contracts/fault";
import { takeEnv } from "@/lib/env";
import { startTftpWorker } from "@/lib/servers/tftp/start-tftp-worker";
import { boot } from "./boot";
import type { FromEngine } from "./engine-channel";
import { serveEngine } from "./engine-server";

const port = parentPort;
if (port) {
  const post = (message: FromEngine) => port.postMessage(message);
  boot(takeEnv(), startTftpWorker).then(
    (engine) => {
      serveEngine(port, {
        bus: engine.bus,
        ask: engine.ask,
        consoleTail: engine.consoleTail,
        onSignInsEnded: engine.onSignInsEnded,
        stop: engine.stop,
      });
      post({ kind: "ready", ready: engine.ready });
    },
    (cause: unknown) => post({ kind: "failed", message: sentenceOf(cause) }),
  );
}

/** In one line, with what to do about it where that is known. */
function sentenceOf(cause: unknown): string {
  if (cause instanceof FaultError) return [cause.fault.message, cause.fault.remedy].filter(Boolean).join(" ");
  return cause instanceof Error ? cause.message : String(cause);
}
