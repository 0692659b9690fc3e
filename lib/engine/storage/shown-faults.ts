/** Shows on every page what keeps the program from storing changes or from opening files. */
import { faultText } from "@/lib/contracts/fault";
import type { Clock } from "@/lib/kit/clock";
import type { Bus } from "../bus";
import type { Monitoring } from "../metrics/monitoring";
import type { ProgramLog } from "../program-log";
import type { Stopper } from "../shutdown";
import { OpenFiles, openFilesOfProcess } from "./open-files";
import type { StorageGuard } from "./storage-guard";

/** The controller's row must be published. */
export async function showFaults(
  {
    bus,
    storage,
    monitoring,
    wall,
    log,
  }: { bus: Bus; storage: StorageGuard; monitoring: Monitoring; wall: Clock; log: ProgramLog },
  stoppers: Stopper[],
): Promise<void> {
  storage.follow((present) => {
    bus.patch("controller", "controller", { storeFault: present && faultText(present) });
    monitoring.storeIsHealthy(present === null);
  });
  const ofProcess = await openFilesOfProcess();
  if (ofProcess === undefined) return;
  const files = new OpenFiles({
    ...ofProcess,
    wall,
    onChange(openFilesFault) {
      bus.patch("controller", "controller", { openFilesFault });
      if (openFilesFault !== null) log.write("warn", "open files", openFilesFault);
    },
  });
  stoppers.push({ name: "open files", stop: () => Promise.resolve(files.stop()) });
}
