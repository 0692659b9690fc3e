/**
 * The connection of a tab to the live stream: reconnects forever, notices when the stream goes silent, and asks for
 * exactly the messages that were missed. Independent of React.
 */
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { formatPosition, type StreamMessage, type Topic } from "@/lib/contracts/stream";
import type { Cancel, Clock } from "@/lib/kit/clock";
import type { RowStore } from "../rows/row-store";
import { reconnectDelayMs } from "./reconnect";

/** The server sends a heartbeat every 15 s. */
const SILENCE_MS = 20_000;
/** A topic that no component follows stays this long, because the next page may follow it again. */
const LINGER_MS = 3_000;
/** Topics that the components of a page follow within this time are requested together. */
const GATHER_MS = 15;

/** The state of the connection. */
export type ConnectionState = {
  /** `connecting` until the first rows, then `live` or `lost`. */
  phase: "connecting" | "live" | "lost";
  /** Why the connection is lost, if the server said so. */
  reason: string | null;
};

/** What the client needs from its environment. */
export type StreamClientPorts = {
  store: RowStore;
  clock: Clock;
  /** A number in [0, 1). */
  random: () => number;
  /** Opens the event stream at `url`. */
  open: (url: string, signal: AbortSignal) => Promise<Response>;
};

/** One connection that serves all components of a tab. */
export class StreamClient {
  readonly #ports: StreamClientPorts;
  readonly #followers = new Map<Topic, number>();
  readonly #lingering = new Map<Topic, Cancel>();
  readonly #listeners = new Set<() => void>();
  #requested: readonly Topic[] = [];
  #state: ConnectionState = { phase: "connecting", reason: null };
  #freshAt: number | null = null;
  #running = false;
  #attempt = 0;
  #abort: AbortController | undefined;
  #pause: Cancel | undefined;
  #gathering: Cancel | undefined;
  #watchdog: Cancel | undefined;

  constructor(ports: StreamClientPorts) {
    this.#ports = ports;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** When the rows were last known to be current, in clock milliseconds. Listeners are not called when it changes. */
  get freshAt(): number | null {
    return this.#freshAt;
  }

  /** Calls `listener` when the state changes. Returns a function that unsubscribes. */
  onState(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Connects as soon as a topic is followed. */
  start(): void {
    this.#running = true;
    this.#requestTopics();
  }

  /** Closes the connection. */
  stop(): void {
    this.#running = false;
    this.#close();
    this.#requested = [];
  }

  /** Follows a topic until the returned function is called. */
  follow(topic: Topic): () => void {
    this.#lingering.get(topic)?.();
    this.#lingering.delete(topic);
    this.#followers.set(topic, (this.#followers.get(topic) ?? 0) + 1);
    this.#requestTopics();
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const left = (this.#followers.get(topic) ?? 1) - 1;
      this.#followers.set(topic, left);
      if (left > 0) return;
      this.#lingering.get(topic)?.();
      const forget = this.#ports.clock.after(LINGER_MS, () => {
        this.#lingering.delete(topic);
        this.#followers.delete(topic);
        this.#requestTopics();
      });
      this.#lingering.set(topic, forget);
    };
  }

  /** The tab became visible or the network is back: reconnects immediately unless the connection is live. */
  wake(): void {
    if (!this.#running || this.#requested.length === 0) return;
    const silent = this.#ports.clock.now() - (this.#freshAt ?? 0) > SILENCE_MS;
    if (this.#state.phase === "live" && !silent) return;
    this.#attempt = 0;
    this.#connect();
  }

  /** Requests all followed topics in one connection. */
  #requestTopics(): void {
    if (!this.#running || this.#gathering) return;
    this.#gathering = this.#ports.clock.after(GATHER_MS, () => {
      this.#gathering = undefined;
      const union = [...this.#followers.keys()].sort();
      if (!this.#running || union.join() === this.#requested.join()) return;
      this.#requested = union;
      this.#ports.store.retain(union);
      this.#attempt = 0;
      if (union.length > 0) this.#connect();
      else this.#close();
    });
  }

  #connect(): void {
    this.#close();
    const abort = new AbortController();
    this.#abort = abort;
    void this.#read(abort.signal)
      .catch((thrown: unknown) => {
        if (!abort.signal.aborted) this.#lost(reasonOf(thrown));
      })
      .then(() => {
        if (abort.signal.aborted || abort !== this.#abort) return;
        this.#lost(this.#state.reason);
        const delay = reconnectDelayMs(this.#attempt++, this.#ports.random());
        this.#watchdog?.();
        this.#pause = this.#ports.clock.after(delay, () => this.#connect());
      });
  }

  #close(): void {
    this.#pause?.();
    this.#watchdog?.();
    this.#abort?.abort();
    this.#abort = undefined;
  }

  async #read(signal: AbortSignal): Promise<void> {
    const { store, open } = this.#ports;
    store.beginConnection();
    const query = new URLSearchParams({ topics: this.#requested.join(",") });
    if (store.position) {
      query.set("since", formatPosition(store.position));
      // The position does not cover topics that were not followed before.
      const fresh = this.#requested.filter((topic) => store.status(topic) === "pending");
      if (fresh.length > 0) query.set("fresh", fresh.join(","));
    }
    this.#restartWatchdog();
    const response = await open(`/api/events?${query}`, signal);
    if (!response.ok || !response.body) throw new Error(await refusal(response));
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    // The browser's EventSource hides heartbeats (comments), so a connection that went silent would not be noticed.
    let events: EventSourceMessage[] = [];
    const parser = createParser({ onEvent: (event) => events.push(event) });
    for (;;) {
      const { done, value } = await reader.read();
      if (signal.aborted || done) return;
      this.#restartWatchdog();
      events = [];
      parser.feed(decoder.decode(value, { stream: true }));
      for (const sse of events) {
        const message = { event: sse.event, data: JSON.parse(sse.data) as unknown } as StreamMessage;
        if (!this.#apply(message)) {
          store.forgetPosition();
          this.#abort?.abort();
          this.#connect();
          return;
        }
      }
      if (this.#state.phase === "live") this.#freshAt = this.#ports.clock.now();
    }
  }

  #apply(message: StreamMessage): boolean {
    if (message.event === "fault") {
      this.#lost(message.data.message);
      return true;
    }
    const fits = this.#ports.store.apply(message);
    if (fits && message.event !== "snapshot") {
      this.#attempt = 0;
      if (this.#state.phase !== "live") this.#set({ phase: "live", reason: null });
    }
    return fits;
  }

  /** Data arrived: the silence is measured from now. */
  #restartWatchdog(): void {
    this.#watchdog?.();
    this.#watchdog = this.#ports.clock.after(SILENCE_MS, () => {
      this.#lost("The server stopped responding.");
      this.#connect();
    });
  }

  #lost(reason: string | null): void {
    if (this.#state.phase === "lost" && this.#state.reason === reason) return;
    this.#set({ phase: "lost", reason });
  }

  #set(state: ConnectionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

const reasonOf = (thrown: unknown): string | null =>
  // The browser's "Failed to fetch" adds nothing to "Connection lost".
  thrown instanceof TypeError ? null : thrown instanceof Error ? thrown.message : null;

async function refusal(response: Response): Promise<string> {
  try {
    const body = (await response.json()) as { fault?: { message?: string } };
    if (body.fault?.message) return body.fault.message;
  } catch {
    // Not a fault in JSON: report the status.
  }
  return `The server responded with status ${response.status}.`;
}
