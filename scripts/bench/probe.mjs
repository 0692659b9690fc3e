/**
 * Loaded into each thread of the measured program with `--import`: reports heap size, CPU use and event loop delay. The
 * program itself is not changed.
 */
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { BroadcastChannel, isMainThread, threadId } from "node:worker_threads";

const folder = process.env.BENCH_PROBE_DIR;
const RESOLUTION_MS = 10;
const ANSWER_TIMEOUT_MS = 60_000;

const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();
let busySince = performance.eventLoopUtilization();

function collect() {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc");
  gc();
  gc();
}

/** The measurements of this thread since the last report. */
function report({ gc }) {
  const busy = performance.eventLoopUtilization(busySince).utilization;
  // The histogram contains the whole interval between two measurements.
  const late = (ns) => Math.max(0, ns / 1e6 - RESOLUTION_MS);
  const loop = { p99Ms: late(delay.percentile(99)), maxMs: late(delay.max) };
  if (gc) collect();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  delay.reset();
  busySince = performance.eventLoopUtilization();
  return {
    thread: isMainThread ? "web" : "engine",
    threadId,
    heapUsed,
    external,
    arrayBuffers,
    busy,
    ...loop,
  };
}

const channel = new BroadcastChannel("bench-probe");
channel.unref();

if (isMainThread) serve();
else {
  channel.onmessage = ({ data }) => {
    if ("question" in data) channel.postMessage({ answer: data.question, ...report(data) });
  };
}

function serve() {
  let asked = 0;
  const waiting = new Map();
  channel.onmessage = ({ data }) => waiting.get(data.answer)?.(data);
  const server = createServer(async (request, response) => {
    const question = ++asked;
    const gc = request.url === "/gc";
    const engine = await new Promise((resolve) => {
      const timer = setTimeout(() => resolve(null), ANSWER_TIMEOUT_MS);
      timer.unref();
      waiting.set(question, resolve);
      channel.postMessage({ question, gc });
    });
    waiting.delete(question);
    const web = report({ gc });
    const { user, system } = process.cpuUsage();
    const rssBytes = process.memoryUsage.rss();
    response.end(JSON.stringify({ engine, web, rssBytes, cpuMs: (user + system) / 1000 }));
  });
  server.listen(0, "127.0.0.1", () => {
    writeFileSync(join(folder, String(process.pid)), String(server.address().port));
  });
  server.unref();
}
