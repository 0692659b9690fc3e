/**
 * The one connection of a tab to the live stream (spec 23): keeps it open for ever, notices when it went silent, and
 * asks for exactly what was missed. Knows nothing of React.
 */
import { formatPosition, type StreamMessage, type Topic } from "@/lib/contracts/stream";
import type { Cancel, Clock } from "@/lib/kit/clock";
import type { RowStore } from "../rows/row-store";
import { reconnectDelayMs } from "./reconnect";
import { createSseParser } from "./sse-parser";

/** The server's heartbeat comes every 15 s. */
const SILENCE_MS = 20_000;
/** A topic that no component wants any more stays this long: the next page may want it again. */
const LINGER_MS = 3_000;
/** Components of one page ask for their topics in one go. */
const GATHER_MS = 15;

export type ConnectionState = {
  /** `connecting` until the first rows, then `live` or `lost`. */
  phase: "connecting" | "live" | "lost";
  /** Why the connection is lost, where the server said so. */
  reason: string | null;
};

export type StreamClientPorts = {
  store: RowStore;
  clock: Clock;
  /** A number in [0, 1). */
  random: () => number;
  /** Opens the event stream at `url`. */
  open: (url: string, signal: AbortSignal) => Promise<Response>;
};

export class StreamClient {
  readonly #ports: StreamClientPorts;
  readonly #wanted = new Map<Topic, number>();
  readonly #lingering = new Map<Topic, Cancel>();
  readonly #listeners = new Set<() => void>();
  #asked: readonly Topic[] = [];
  #state: ConnectionState = { phase: "connecting", reason: null };
  #freshAt: number | null = null;
  #running = false;
  #attempt = 0;
  #abort: AbortController | undefined;
  #pause: Cancel | undefined;
  #gather: Cancel | undefined;
  #watchdog: Cancel | undefined;

  constructor(ports: StreamClientPorts) {
    this.#ports = ports;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Milliseconds of the clock when the rows were last known to be the engine's; changes without telling listeners. */
  get freshAt(): number | null {
    return this.#freshAt;
  }

  onState(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  start(): void {
    this.#running = true;
    this.#reconcile();
  }

  stop(): void {
    this.#running = false;
    this.#close();
    this.#asked = [];
  }

  /** Asks for a topic as long as somebody wants it. */
  want(topic: Topic): () => void {
    this.#lingering.get(topic)?.();
    this.#lingering.delete(topic);
    this.#wanted.set(topic, (this.#wanted.get(topic) ?? 0) + 1);
    this.#reconcile();
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const left = (this.#wanted.get(topic) ?? 1) - 1;
      this.#wanted.set(topic, left);
      if (left > 0) return;
      this.#lingering.get(topic)?.();
      const forget = this.#ports.clock.after(LINGER_MS, () => {
        this.#lingering.delete(topic);
        this.#wanted.delete(topic);
        this.#reconcile();
      });
      this.#lingering.set(topic, forget);
    };
  }

  /** The tab came back to the front, or the network did: a connection that cannot be trusted is opened anew, at once. */
  wake(): void {
    if (!this.#running || this.#asked.length === 0) return;
    const silent = this.#ports.clock.now() - (this.#freshAt ?? 0) > SILENCE_MS;
    if (this.#state.phase === "live" && !silent) return;
    this.#attempt = 0;
    this.#connect();
  }

  /** After all components of a page had their say, asks for the union of their topics. */
  #reconcile(): void {
    if (!this.#running || this.#gather) return;
    this.#gather = this.#ports.clock.after(GATHER_MS, () => {
      this.#gather = undefined;
      const union = [...this.#wanted.keys()].sort();
      if (!this.#running || union.join() === this.#asked.join()) return;
      this.#asked = union;
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
    const query = new URLSearchParams({ topics: this.#asked.join(",") });
    if (store.position) {
      query.set("since", formatPosition(store.position));
      // A position says nothing of a topic that was not followed.
      const fresh = this.#asked.filter((topic) => store.status(topic) === "pending");
      if (fresh.length > 0) query.set("fresh", fresh.join(","));
    }
    this.#heard();
    const response = await open(`/api/events?${query}`, signal);
    if (!response.ok || !response.body) throw new Error(await refusal(response));
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    const parser = createSseParser();
    for (;;) {
      const { done, value } = await reader.read();
      if (signal.aborted || done) return;
      this.#heard();
      for (const sse of parser.push(decoder.decode(value, { stream: true }))) {
        const message = { event: sse.event, data: JSON.parse(sse.data) as unknown } as StreamMessage;
        if (!this.#take(message)) {
          store.forgetPosition();
          this.#abort?.abort();
          this.#connect();
          return;
        }
      }
      if (this.#state.phase === "live") this.#freshAt = this.#ports.clock.now();
    }
  }

  #take(message: StreamMessage): boolean {
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

  /** A byte came: the silence is counted from here. */
  #heard(): void {
    this.#watchdog?.();
    this.#watchdog = this.#ports.clock.after(SILENCE_MS, () => {
      this.#lost("The server went silent.");
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
  // A browser's "Failed to fetch" tells an operator nothing that "not reachable" does not.
  thrown instanceof TypeError ? null : thrown instanceof Error ? thrown.message : null;

async function refusal(response: Response): Promise<string> {
  try {
    const body = (await response.json()) as { fault?: { message?: string } };
    if (body.fault?.message) return body.fault.message;
  } catch {
    // Not our JSON: the status has to do.
  }
  return `The server answered ${response.status}.`;
}
