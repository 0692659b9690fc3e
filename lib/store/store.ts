/** Opens the store on disk: one SQLite file in the data folder. */
import { join } from "node:path";
import { type Clock, wallClock } from "@/lib/kit/clock";
import { createApStore } from "./aps";
import { createAuditStore } from "./audit-log";
import { createWriter } from "./batch";
import { createCatalogStore } from "./catalog";
import { openDatabase } from "./database";
import { createDocumentStore } from "./documents";
import { createEventStore } from "./events";
import { createIdentityStore } from "./identity";
import { createLogStore } from "./logs";
import { createRunStore } from "./runs";
import { storeFaultOf } from "./store-fault";
import type { Store, StoreFaultListener } from "./store-types";
import { createTransferStore } from "./transfers";
import { createWebhookStore } from "./webhooks";
import { WriteQueue } from "./write-queue";

export type StoreSettings = {
  dataDir: string;
  onFault: StoreFaultListener;
  /** For the time between tries of a write that failed. */
  clock?: Clock;
  /** Folder of migrations; default: prisma/migrations in the working directory. */
  migrations?: string;
};

/** @throws FaultError `store-unusable` or `disk-full` when the database cannot be opened */
export async function openStore(settings: StoreSettings): Promise<Store> {
  const migrations =
    settings.migrations ?? join(/* turbopackIgnore: true */ process.cwd(), "prisma", "migrations");
  const database = await openDatabase(settings.dataDir, migrations);
  const { client, file, close } = database;
  const queue = new WriteQueue({
    clock: settings.clock ?? wallClock,
    onFault: settings.onFault,
    classify: (thrown) => storeFaultOf(thrown, file),
  });
  const writer = createWriter(database, queue);
  let closing: Promise<void> | undefined;
  return {
    aps: createApStore(client, writer),
    documents: createDocumentStore(client, writer),
    logs: createLogStore(client, writer),
    events: createEventStore(client, writer),
    transfers: createTransferStore(client, writer),
    runs: createRunStore(client, writer),
    audit: createAuditStore(client, writer),
    catalog: createCatalogStore(client, writer),
    identity: createIdentityStore(client, writer),
    webhooks: createWebhookStore(client, writer),
    hurry: () => queue.hurry(),
    close() {
      closing ??= queue.close().finally(close);
      return closing;
    },
  };
}
