/** The worker thread of `our-server.ts`: the TFTP server with live progress, as in the program. */
import { parentPort, workerData } from "node:worker_threads";
import { wallClock } from "@/lib/kit/clock";
import { createTftpServer } from "@/lib/servers/tftp/tftp-server";
import { TransferRegistry } from "@/lib/servers/transfer";

const post = (message: unknown) => parentPort?.postMessage(message);
const registry = new TransferRegistry({
  wall: wallClock,
  onRow: (row) => post({ row }),
  onEnded: () => undefined,
  identify: () => null,
  describe: () => null,
});
const server = createTftpServer({
  root: (workerData as { root: string }).root,
  address: "127.0.0.1",
  port: 0,
  limits: { concurrent: 5000, perAddress: 5000, requestsPerSecond: 100_000 },
  registry,
  wall: wallClock,
  onRow: (row) => post({ server: row }),
  onLog: () => undefined,
  onEvent: () => undefined,
});
post({ listening: await server.start() });
