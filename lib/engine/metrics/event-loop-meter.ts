/** Measures how late the timers of the present thread run. One for each thread, at work from its creation. */
import { type IntervalHistogram, monitorEventLoopDelay, performance } from "node:perf_hooks";
import type { MeasuredThread, MetricSample } from "@/lib/contracts/metrics";

const RESOLUTION_MS = 50;
const WINDOW_MS = 30_000;
const NANOSECONDS = 1e9;

/** The histogram records whole intervals, of which only what exceeds the resolution is delay. */
const delaySeconds = (nanoseconds: number): number =>
  Math.max(0, nanoseconds - RESOLUTION_MS * 1e6) / NANOSECONDS;

export class EventLoopMeter {
  readonly #thread: MeasuredThread;
  readonly #histogram: IntervalHistogram;
  readonly #timer: NodeJS.Timeout;
  /** Of the window before the present one: a scrape sees at least 30 s, whoever else scrapes. */
  #before = { p99: 0, max: 0 };

  constructor(thread: MeasuredThread) {
    this.#thread = thread;
    this.#histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    this.#histogram.enable();
    this.#timer = setInterval(() => {
      this.#before = this.#now();
      this.#histogram.reset();
    }, WINDOW_MS);
    this.#timer.unref();
  }

  samples(): MetricSample[] {
    const labels = { thread: this.#thread };
    const { p99, max } = this.#now();
    return [
      { name: "ewc_event_loop_delay_p99_seconds", labels, value: Math.max(p99, this.#before.p99) },
      { name: "ewc_event_loop_delay_max_seconds", labels, value: Math.max(max, this.#before.max) },
      {
        name: "ewc_event_loop_active_seconds_total",
        labels,
        value: performance.eventLoopUtilization().active / 1000,
      },
    ];
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#histogram.disable();
  }

  #now(): { p99: number; max: number } {
    // An empty histogram has no maximum.
    if (this.#histogram.count === 0) return { p99: 0, max: 0 };
    return {
      p99: delaySeconds(this.#histogram.percentile(99)),
      max: delaySeconds(this.#histogram.max),
    };
  }
}
