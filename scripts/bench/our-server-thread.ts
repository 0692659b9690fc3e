/** The worker thread of `our-server.ts`: the TFTP server with live progress, as in the program. */
import { parentPort, workerData } from "node:worker_threads";
import { wallClock } from "@/lib/kit/clock";
import { createTftpServer } from "@/lib/servers/tftp/tftp-server";
import { TransferRegistry } from "@/lib/servers/transfer";
import { chooseUdpEngine } from "@/lib/servers/udp/udp-engine";
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
const engine = await chooseUdpEngine(way === "dgram" ? "dgram" : "auto");
const server = createTftpServer({
  root,
  engine,
  dataPorts: { dataPorts: "", singlePort: way === "single-port" },
  address: "127.0.0.1",
  port: 0,
  limits: { concurrent: 5000, perAddress: 5000, requestsPerSecond: 100_000 },
  registry,
  wall: wallClock,
  onRow: (row) => post({ server: row }),
  onLog: () => undefined,
  onEvent: () => undefined,
});
post({ listening: await server.start(), reason: engine.reason });
