/** Opens the database, guarded: changes are refused while it cannot be written. */
import type { Clock } from "@/lib/kit/clock";
import { openStore } from "@/lib/store/store";
import type { Store } from "@/lib/store/store-types";
import type { ProgramLog } from "../program-log";
import type { Stopper } from "../shutdown";
import { diskReserve } from "./disk-reserve";
import { RESERVE_BYTES, StorageGuard } from "./storage-guard";

type OpenStorePorts = {
  /** The data folder. */
  root: string;
  wall: Clock;
  log: ProgramLog;
};

/** @throws FaultError `store-unusable` or `disk-full` when the database cannot be opened */
export async function openGuardedStore(
  { root, wall, log }: OpenStorePorts,
  stoppers: Stopper[],
): Promise<{ store: Store; storage: StorageGuard }> {
  const storage = await StorageGuard.open({
    reserve: diskReserve(root, RESERVE_BYTES),
    wall,
    onFault: log.fault("free space"),
  });
  stoppers.push({ name: "free space", stop: () => Promise.resolve(storage.stop()) });
  const store = await openStore({
    dataDir: root,
    onFault: (reported) => {
      if (reported) log.write("error", "store", reported.message);
      storage.storeReports(reported);
    },
  });
  stoppers.push({ name: "store", stop: () => store.close() });
  return { store, storage };
}
