/** The uploads of this process, in the folder that the engine names. */
import "server-only";
import { FaultError } from "@/lib/contracts/fault";
import { engine } from "@/lib/engine/engine-client";
import { consoleItself } from "./guard";
import { createUploads, type Uploads } from "./uploads";

let running: Promise<Uploads> | undefined;

/** The one instance. @throws FaultError `engine-unreachable` while the engine does not run. */
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
  const live = createUploads({ directory: info.value.uploadDir, ask });
  await live.recover();
  return live;
}

/** Removes expired uploads, and imports what an earlier process received. Never throws, because no user asked for it. */
export async function tendUploads(): Promise<void> {
  await uploads()
    .then((live) => live.sweep())
    .catch(() => undefined);
}
