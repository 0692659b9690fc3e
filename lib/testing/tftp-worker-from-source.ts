/** Starts the packet thread from its TypeScript source: a worker does not inherit a loader. For tests and benchmarks. */
import { MessageChannel, Worker } from "node:worker_threads";
import { linkOf } from "@/lib/servers/tftp/start-tftp-worker";
import type { StartTftpThread } from "@/lib/servers/tftp/tftp-channel";
import type { TftpWorkerData } from "@/lib/servers/tftp/tftp-worker";

const worker = new URL("../servers/tftp/tftp-worker.ts", import.meta.url).href;
const load = `import("tsx/esm/api").then(({ tsImport }) => tsImport(${JSON.stringify(worker)}, ${JSON.stringify(worker)}))`;

export const startTftpWorkerFromSource: StartTftpThread = (start) => {
  const { port1, port2 } = new MessageChannel();
  const workerData: TftpWorkerData = { port: port2, start };
  return linkOf(new Worker(load, { eval: true, workerData, transferList: [port2] }), port1);
};
