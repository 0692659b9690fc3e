/** Our SFTP server in its own process, with a main thread and a worker like the program. */
import { Worker } from "node:worker_threads";

export type FromOurSftp =
  | { listening: { address: string; port: number } }
  | { cpuMs: number; rssBytes: number; peakRssBytes: number };

// A worker does not inherit the TypeScript loader.
const load = `import("tsx/esm/api").then(({ tsImport }) => tsImport("./our-sftp-thread.ts", ${JSON.stringify(import.meta.url)}))`;
const [root, publicKey] = process.argv.slice(2);
const engine = new Worker(load, { eval: true, workerData: { root, publicKey } });
engine.on("message", (message: object) => {
  if ("listening" in message) process.send?.(message);
});

let peakRssBytes = 0;
setInterval(() => {
  peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss());
}, 10);
let before = process.cpuUsage();
// Any message requests the usage since the last one.
process.on("message", () => {
  const { user, system } = process.cpuUsage(before);
  const rssBytes = process.memoryUsage.rss();
  process.send?.({ cpuMs: (user + system) / 1000, rssBytes, peakRssBytes } satisfies FromOurSftp);
  before = process.cpuUsage();
  peakRssBytes = rssBytes;
});
