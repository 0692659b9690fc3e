/** A reader of the live stream beside the browser's: what the engine reported, and when. */
import { RowStore } from "@/lib/client/rows/row-store";
import { StreamClient } from "@/lib/client/stream/stream-client";
import type { EventType, RecordedEvent } from "@/lib/contracts/events";
import type { Topic } from "@/lib/contracts/stream";
import { wallClock } from "@/lib/kit/clock";
import type { RunningConsole } from "../../e2e/support/console";

const LOOK_EVERY_MS = 100;

export class StreamReader {
  readonly store = new RowStore();
  readonly #client: StreamClient;
  readonly #times = new Map<EventType, number[]>();

  constructor({ url, headers }: Pick<RunningConsole, "url" | "headers">, topics: readonly Topic[]) {
    this.#client = new StreamClient({
      store: this.store,
      clock: wallClock,
      random: Math.random,
      open: (path, signal) => fetch(`${url}${path}`, { signal, headers }),
    });
    this.store.subscribeTopic("events", ({ keys }) => {
      for (const key of keys) {
        const event: RecordedEvent | undefined = this.store.row("events", key);
        if (event) this.#timesOf(event.type).push(event.wallAt);
      }
    });
    for (const topic of topics) this.#client.follow(topic);
    this.#client.start();
  }

  /** Wall milliseconds at which the engine recorded events of this type since the reader was created, in order. */
  times(type: EventType): readonly number[] {
    return this.#timesOf(type);
  }

  /** Resolves as soon as `condition` is true. Rejects after `limitMs` with an Error that names `what`. */
  async until(what: string, limitMs: number, condition: (store: RowStore) => boolean): Promise<void> {
    const giveUpAt = performance.now() + limitMs;
    while (!condition(this.store)) {
      if (performance.now() > giveUpAt) throw new Error(`${what}: not within ${limitMs / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  close(): void {
    this.#client.stop();
  }

  #timesOf(type: EventType): number[] {
    const times = this.#times.get(type) ?? [];
    this.#times.set(type, times);
    return times;
  }
}
