/** The packet thread. Started by `start-tftp-worker.ts`. */
import { type MessagePort, workerData } from "node:worker_threads";
import { serveTftp } from "./serve-tftp";
import type { TftpThreadStart } from "./tftp-channel";

export type TftpWorkerData = { port: MessagePort; start: TftpThreadStart };

const { port, start } = workerData as TftpWorkerData;
await serveTftp(port, start);
