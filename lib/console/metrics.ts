/** Prints the metrics of both threads in Prometheus' text format. */
import "server-only";
import { Counter, Gauge, Registry } from "prom-client";
import type { Actor } from "@/lib/contracts/actor";
import { type MetricName, type MetricSample, metrics } from "@/lib/contracts/metrics";
import { engine } from "@/lib/engine/engine-client";
import { EventLoopMeter } from "@/lib/engine/metrics/event-loop-meter";
import { processSingleton } from "@/lib/engine/process-singleton";
import { version } from "@/package.json";
import { faultResponse } from "./operate";

/** Metrics of the process, which no thread can measure for the other. */
function processMetrics(): MetricSample[] {
  const cpu = process.cpuUsage();
  const platform = `${process.platform}-${process.arch}`;
  return [
    { name: "ewc_build_info", labels: { version, node: process.version, platform }, value: 1 },
    { name: "process_start_time_seconds", labels: {}, value: Date.now() / 1000 - process.uptime() },
    { name: "process_cpu_seconds_total", labels: {}, value: (cpu.user + cpu.system) / 1e6 },
    { name: "process_resident_memory_bytes", labels: {}, value: process.memoryUsage.rss() },
  ];
}

/** Starts to measure the web thread. Called once at the start, so that the first scrape already has a value. */
export const webEventLoop = (): EventLoopMeter =>
  processSingleton("ewc.web-event-loop", () => new EventLoopMeter("web"));

/** The samples in the text format of Prometheus, each metric with its help and type. */
export async function metricsText(samples: readonly MetricSample[]): Promise<string> {
  const registry = new Registry();
  const byName = new Map<MetricName, MetricSample[]>();
  for (const sample of samples) byName.set(sample.name, [...(byName.get(sample.name) ?? []), sample]);
  for (const [name, ofName] of byName) {
    const { type, help, labels } = metrics[name];
    const settings = { name, help, labelNames: [...labels], registers: [registry] };
    if (type === "counter") {
      const counter = new Counter<string>(settings);
      for (const sample of ofName) counter.inc(sample.labels, sample.value);
    } else {
      const gauge = new Gauge<string>(settings);
      for (const sample of ofName) gauge.set(sample.labels, sample.value);
    }
  }
  return await registry.metrics();
}

/** The response to `GET /metrics`; 503 when the engine is gone. */
export async function scrape(actor: Actor): Promise<Response> {
  const answer = await engine().ask("engine.metrics", {}, actor);
  if (!answer.ok) return faultResponse(answer.fault);
  const text = await metricsText([...processMetrics(), ...webEventLoop().samples(), ...answer.value]);
  return new Response(text, {
    headers: { "content-type": Registry.PROMETHEUS_CONTENT_TYPE, "cache-control": "no-store" },
  });
}
