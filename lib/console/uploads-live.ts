/** The uploads of this process, staged where the engine says. */
import "server-only";
import { FaultError } from "@/lib/contracts/fault";
import { engine } from "@/lib/engine/engine-client";
import { consoleItself } from "./guard";
import { createUploads, type Uploads } from "./uploads";

let running: Promise<Uploads> | undefined;

/** @throws FaultError `engine-unreachable` while the engine is not there. */
export function uploads(): Promise<Uploads> {
  running ??= start().catch((thrown: unknown) => {
    running = undefined;
    throw thrown;
  });
  return running;
}

async function start(): Promise<Uploads> {
  const { ask } = engine();
  const info = await ask("engine.info", {}, consoleItself);
  if (!info.ok) throw new FaultError(info.fault);
  return createUploads({ directory: info.value.uploadDir, ask });
}

/** Removes uploads that nobody came back for. Never throws: it is nobody's errand. */
export async function removeStaleUploads(): Promise<void> {
  await uploads()
    .then((live) => live.sweep())
    .catch(() => undefined);
}
