/** The engine's thread of `our-server.ts`: the registry of transfers, and the packet thread, as in the program. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { parentPort, workerData } from "node:worker_threads";
import { wallClock } from "@/lib/kit/clock";
import { OwnProbes } from "@/lib/servers/own-probes";
import { defaultOperation } from "@/lib/servers/tftp/tftp-operation";
import { TftpThread } from "@/lib/servers/tftp/tftp-thread";
import { TransferRegistry } from "@/lib/servers/transfer";
import { startTftpWorkerFromSource } from "@/lib/testing/tftp-worker-from-source";
import type { OurServerData } from "./our-server";

const post = (message: unknown) => parentPort?.postMessage(message);
const registry = new TransferRegistry({
  wall: wallClock,
  onRow: (row) => post({ row }),
  onEnded: () => undefined,
  identify: () => null,
  describe: () => null,
});
const { root, way } = workerData as OurServerData;
const thread = await TftpThread.open(startTftpWorkerFromSource, {
  root,
  engine: way === "dgram" ? "dgram" : "auto",
  ownProbes: new OwnProbes().marks.buffer as SharedArrayBuffer,
});
thread.create(
  {
    address: "127.0.0.1",
    port: 0,
    limits: {
      maxBlockSize: 65464,
      maxWindowSize: 64,
      maxTries: 10,
      concurrent: 5000,
      perAddress: 5000,
      requestsPerSecond: 100_000,
    },
    dataPorts: { dataPorts: "", singlePort: way === "single-port" },
    operation: defaultOperation,
  },
  {
    registry,
    onRow: (row) => post({ server: row }),
    onLog: (line) => post({ line }),
    onEvent: () => undefined,
  },
);
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
parentPort?.on("message", (message) => {
  if (message === "quiet") return void delay.disable();
  if (message === "measure") return void delay.enable();
  post({ engineThreadP99Ms: delay.percentile(99) / 1e6 });
  delay.reset();
});
post({ listening: await thread.start(), reason: thread.engine.reason });
