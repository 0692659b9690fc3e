/** Our TFTP server in its own process, with the threads of the program: web, engine and packets. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { Worker } from "node:worker_threads";

/** How our server sends packets. */
export type OurWay = "system-calls" | "single-port" | "dgram";
export type OurServerData = { root: string; way: OurWay };

export type FromOurServer =
  | { listening: { address: string; port: number }; reason: string | null }
  | { rssBytes: number; cpuMs: number; webThreadP99Ms: number; engineThreadP99Ms: number; rows: number };

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
let rows = 0;
// A worker does not inherit the TypeScript loader.
const load = `import("tsx/esm/api").then(({ tsImport }) => tsImport("./our-server-thread.ts", ${JSON.stringify(import.meta.url)}))`;
const [root = "", way] = process.argv.slice(2);
const workerData: OurServerData = { root, way: way as OurWay };
const engine = new Worker(load, { eval: true, workerData });
engine.on("message", (message: object) => {
  if ("listening" in message) process.send?.(message);
  else if ("engineThreadP99Ms" in message) report(message.engineThreadP99Ms as number);
  else rows++;
});
process.on("disconnect", () => process.exit());
// `quiet` stops measuring the event loops, which wakes them 200 times a second, until `measure`. Any other message requests
// the measurements since the last one.
process.on("message", (message) => {
  engine.postMessage(message);
  if (message === "quiet") delay.disable();
  if (message === "measure") delay.enable();
});

function report(engineThreadP99Ms: number): void {
  const { user, system } = process.cpuUsage();
  process.send?.({
    cpuMs: (user + system) / 1000,
    rssBytes: process.memoryUsage.rss(),
    webThreadP99Ms: delay.percentile(99) / 1e6,
    engineThreadP99Ms,
    rows,
  } satisfies FromOurServer);
  delay.reset();
  rows = 0;
}
