/** Answers the commands about the engine itself: what it is, how it is, and what it counted. */
import { stat, statfs } from "node:fs/promises";
import path from "node:path";
import type { EngineInfo, WebCertificate } from "@/lib/contracts/commands/engine";
import type { EventType } from "@/lib/contracts/events";
import type { TransferRow } from "@/lib/contracts/transfers";
import { DATABASE_FILE } from "@/lib/store/database";
import type { Bus } from "../bus";
import type { DataDir } from "../data-dir";
import type { Handlers } from "../handlers";
import { engineMetrics } from "./engine-metrics";
import { EventLoopMeter } from "./event-loop-meter";
import { health } from "./health";
import { TransferTotals } from "./transfer-totals";

/** Where the servers listen, as `engine.info` says it. */
type Addresses = EngineInfo["addresses"];

export class Monitoring {
  readonly #totals = new TransferTotals();
  readonly #events = new Map<EventType, number>();
  readonly #eventLoop = new EventLoopMeter("engine");
  #isStoreHealthy = true;
  readonly #bus: Bus;
  readonly #dataDir: DataDir;
  readonly #startedAt: number;

  /** @param startedAt wall milliseconds */
  constructor(bus: Bus, dataDir: DataDir, startedAt: number) {
    this.#bus = bus;
    this.#dataDir = dataDir;
    this.#startedAt = startedAt;
    bus.onEvent(({ type }) => this.#events.set(type, (this.#events.get(type) ?? 0) + 1));
  }

  handlers(
    addresses: () => Addresses,
    webCertificate: () => Promise<WebCertificate | null>,
  ): Handlers<"engine"> {
    const { root, uploads } = this.#dataDir;
    return {
      "engine.web-certificate": async () => ({ certificate: await webCertificate() }),
      "engine.info": async () => ({
        epoch: this.#bus.epoch,
        startedAt: this.#startedAt,
        rssBytes: process.memoryUsage.rss(),
        diskFreeBytes: await freeBytes(root),
        dataDir: root,
        uploadDir: uploads,
        addresses: addresses(),
      }),
      "engine.readiness": () => health(this.#isStoreHealthy, this.#bus.rows("servers")),
      "engine.metrics": async () => {
        const [free, sizeBytes] = await Promise.all([
          freeBytes(root),
          databaseSize(path.join(root, DATABASE_FILE)),
        ]);
        const store = { isHealthy: this.#isStoreHealthy, sizeBytes, freeBytes: free };
        const sources = { bus: this.#bus, transfers: this.#totals, events: this.#events, store };
        return [...engineMetrics(sources), ...this.#eventLoop.samples()];
      },
    };
  }

  storeIsHealthy(isHealthy: boolean): void {
    this.#isStoreHealthy = isHealthy;
  }

  /** A new or changed row of a transfer. */
  transferMoved(row: TransferRow): void {
    this.#totals.update(row);
  }

  transferEnded(row: TransferRow): void {
    this.#totals.end(row);
  }

  transferGone(id: string): void {
    this.#totals.remove(id);
  }

  stop(): void {
    this.#eventLoop.stop();
  }
}

/** Free bytes on the disk that holds a folder. */
async function freeBytes(folder: string): Promise<number> {
  const disk = await statfs(folder);
  return disk.bavail * disk.bsize;
}

/** Bytes of the database and its write-ahead log, which a checkpoint can remove at any moment. */
async function databaseSize(file: string): Promise<number> {
  const sizes = await Promise.all(
    [file, `${file}-wal`].map((part) =>
      stat(part).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
