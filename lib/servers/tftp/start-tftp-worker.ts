/** Starts the packet thread, as a worker thread of this process: it ends with the process, however that ends. */
import { MessageChannel, Worker } from "node:worker_threads";
import type { StartTftpThread, TftpThreadLink } from "./tftp-channel";
import type { TftpWorkerData } from "./tftp-worker";

export const startTftpWorker: StartTftpThread = (start) => {
  const { port1, port2 } = new MessageChannel();
  const workerData: TftpWorkerData = { port: port2, start };
  const worker = new Worker(new URL("./tftp-worker.ts", import.meta.url), {
    name: "tftp",
    workerData,
    transferList: [port2],
  });
  return linkOf(worker, port1);
};

/** @param port this thread's end of the worker's channel */
export function linkOf(worker: Worker, port: TftpThreadLink["port"]): TftpThreadLink {
  return {
    port,
    onGone: (listener) => {
      worker.once("error", (error) =>
        listener(`The packet thread failed: ${error instanceof Error ? error.message : String(error)}`),
      );
      worker.once("exit", () => listener("The packet thread ended."));
    },
    end: async () => {
      await worker.terminate();
    },
  };
}
