/**
 * A page's hold on one session of the command line: reads what it writes, brings it keys, and comes back to the same
 * place after whatever cut it off. Both directions are counted, so nothing is shown or run twice. Knows nothing of
 * React or of the screen.
 */

import { TERMINAL_INPUT_CHARACTERS, type TerminalOutput } from "@/lib/contracts/terminal";
import type { Clock } from "@/lib/kit/clock";
import { reconnectDelayMs } from "../stream/reconnect";

export type TerminalState = {
  /** `ended`: the session is over; `restart` begins another. */
  phase: "connecting" | "live" | "lost" | "ended";
  /** Why it is lost, where the server said so. */
  reason: string | null;
};

export type TerminalSize = { columns: number; rows: number };

export type TerminalPorts = {
  clock: Clock;
  /** A number in [0, 1). */
  random(): number;
  request(method: string, url: string, body: string | null, signal: AbortSignal): Promise<Response>;
  /** Behind what was shown before. */
  onText(text: string): void;
  /** What was shown does not belong to what comes now. */
  onClear(): void;
  onState(state: TerminalState): void;
  /** The session to come back to; null when there is none any more. */
  onSession(id: string | null): void;
};

/** The session that was held is over, and nobody said why. */
const GONE = "The earlier session is over; this is a new one.";

export class TerminalConnection {
  readonly #ports: TerminalPorts;
  #size: TerminalSize;
  #id: string | null;
  #abort: AbortController | undefined;
  #state: TerminalState = { phase: "connecting", reason: null };
  /** Characters of output that were shown or are gone. */
  #after = 0;
  /** Characters of input that came; null until the session has said. */
  #inputAt: number | null = null;
  #pending = "";
  #sending = false;

  /** @param id of a session to come back to */
  constructor(ports: TerminalPorts, size: TerminalSize, id: string | null) {
    this.#ports = ports;
    this.#size = size;
    this.#id = id;
  }

  get state(): TerminalState {
    return this.#state;
  }

  /** Connects, or goes on after `suspend`. */
  resume(): void {
    if (this.#abort !== undefined || this.#state.phase === "ended") return;
    const abort = new AbortController();
    this.#abort = abort;
    void this.#run(abort.signal);
    void this.#tellSize(abort.signal);
    void this.#flush();
  }

  /** Lets go; the session goes on. */
  suspend(): void {
    this.#abort?.abort();
    this.#abort = undefined;
  }

  /** Ends the session and begins another. */
  restart(): void {
    const old = this.#id;
    this.suspend();
    // It would end by itself in the end; whether this arrives does not matter.
    if (old !== null && this.#state.phase !== "ended") {
      this.#ports
        .request("DELETE", `/api/terminals/${old}`, null, new AbortController().signal)
        .catch(() => undefined);
    }
    this.#forget();
    this.#ports.onClear();
    this.#set({ phase: "connecting", reason: null });
    this.resume();
  }

  send(keys: string): void {
    if (this.#state.phase === "ended") {
      if (keys.includes("\r")) this.restart();
      return;
    }
    this.#pending += keys;
    void this.#flush();
  }

  resize(size: TerminalSize): void {
    if (size.columns === this.#size.columns && size.rows === this.#size.rows) return;
    this.#size = size;
    if (this.#abort) void this.#tellSize(this.#abort.signal);
  }

  async #run(signal: AbortSignal): Promise<void> {
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        if (this.#id === null) await this.#open(signal);
        while (await this.#read(signal)) attempt = 0;
        return;
      } catch (thrown) {
        if (signal.aborted) return;
        this.#set({ phase: "lost", reason: reasonOf(thrown) });
        await this.#pause(attempt + 1);
      }
    }
  }

  async #open(signal: AbortSignal): Promise<void> {
    const { columns, rows } = this.#size;
    const url = `/api/terminals?columns=${columns}&rows=${rows}`;
    const response = await this.#ports.request("POST", url, null, signal);
    if (!response.ok) throw new Error(await refusal(response));
    const { id } = (await response.json()) as { id: string };
    if (signal.aborted) return;
    this.#id = id;
    this.#inputAt = 0;
    this.#ports.onSession(id);
    void this.#flush();
  }

  /** @returns false when there is no more to read. */
  async #read(signal: AbortSignal): Promise<boolean> {
    const url = `/api/terminals/${this.#id}?after=${this.#after}`;
    const response = await this.#ports.request("GET", url, null, signal);
    if (response.status === 404) {
      await this.#gone(signal);
      return true;
    }
    if (!response.ok) throw new Error(await refusal(response));
    const output = (await response.json()) as TerminalOutput;
    if (signal.aborted) return false;
    if (output.from > this.#after) this.#ports.onClear();
    this.#after = output.from + output.text.length;
    this.#inputAt ??= output.taken;
    if (output.text !== "") this.#ports.onText(output.text);
    this.#set({ phase: output.ended ? "ended" : "live", reason: null });
    if (!output.ended) void this.#flush();
    else {
      this.#forget();
      this.#abort = undefined;
    }
    return !output.ended;
  }

  async #gone(signal: AbortSignal): Promise<void> {
    this.#forget();
    await this.#open(signal);
    if (!signal.aborted) this.#ports.onText(`\r\n\x1b[2m${GONE}\x1b[22m\r\n`);
  }

  #forget(): void {
    this.#id = null;
    this.#after = 0;
    this.#inputAt = null;
    this.#pending = "";
    this.#ports.onSession(null);
  }

  /** One request at a time, so that keys come in the order in which they were pressed. */
  async #flush(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    for (let attempt = 0; this.#pending !== "" && this.#id !== null && this.#inputAt !== null; attempt++) {
      const signal = this.#abort?.signal;
      if (signal === undefined) break;
      try {
        if (!(await this.#sendPiece(this.#id, this.#inputAt, signal))) break;
        attempt = 0;
      } catch {
        // Asked again with the same count: what came is not run twice.
        if (!signal.aborted) await this.#pause(attempt + 1);
      }
    }
    this.#sending = false;
  }

  /** @returns false when the session does not take it. */
  async #sendPiece(id: string, at: number, signal: AbortSignal): Promise<boolean> {
    const piece = pieceOf(this.#pending);
    const response = await this.#ports.request("POST", `/api/terminals/${id}?at=${at}`, piece, signal);
    if (response.status >= 500) throw new Error(await refusal(response));
    // The reader notices a session that is gone; what else is refused would be refused again.
    if (id !== this.#id || !response.ok) {
      if (id === this.#id && response.status !== 404) this.#pending = "";
      return false;
    }
    const { taken } = (await response.json()) as { taken: number };
    this.#pending = this.#pending.slice(Math.max(0, taken - at));
    this.#inputAt = taken;
    return true;
  }

  async #tellSize(signal: AbortSignal): Promise<void> {
    if (this.#id === null) return;
    const { columns, rows } = this.#size;
    const url = `/api/terminals/${this.#id}?columns=${columns}&rows=${rows}`;
    // A size that did not arrive is told again with the next one, or when the connection is back.
    await this.#ports.request("PUT", url, null, signal).catch(() => undefined);
  }

  #pause(attempt: number): Promise<void> {
    const { clock, random } = this.#ports;
    return new Promise((resolve) => void clock.after(reconnectDelayMs(attempt, random()), resolve));
  }

  #set(state: TerminalState): void {
    if (state.phase === this.#state.phase && state.reason === this.#state.reason) return;
    this.#state = state;
    this.#ports.onState(state);
  }
}

/** The first characters, never half of one. */
function pieceOf(text: string): string {
  const piece = text.slice(0, TERMINAL_INPUT_CHARACTERS);
  return piece.length < text.length && /[\ud800-\udbff]$/.test(piece) ? piece.slice(0, -1) : piece;
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
