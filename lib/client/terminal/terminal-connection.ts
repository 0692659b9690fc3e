/**
 * The connection of a page to one command line session: reads output, sends keys, and resumes at the same position
 * after an interruption. Both directions are counted, so that nothing is shown or executed twice. Independent of React
 * and of the screen.
 */

import { TERMINAL_INPUT_CHARACTERS, type TerminalOutput } from "@/lib/contracts/terminal";
import type { Clock } from "@/lib/kit/clock";
import { reconnectDelayMs } from "../stream/reconnect";

/** The state of the session. */
export type TerminalState = {
  /**
   * `reloading`: the controller reloads, and a new session is opened when it is back. `ended`: the session is over;
   * `restart` starts another.
   */
  phase: "connecting" | "live" | "lost" | "reloading" | "ended";
  /** Why the connection is lost, if the server said so. */
  reason: string | null;
};

/** The size of the screen in characters. */
export type TerminalSize = { columns: number; rows: number };

/** What the connection needs from its environment. */
export type TerminalPorts = {
  clock: Clock;
  /** A number in [0, 1). */
  random(): number;
  request(method: string, url: string, body: string | null, signal: AbortSignal): Promise<Response>;
  /** New output, to append to the screen. */
  onText(text: string): void;
  /** The screen must be cleared: the next output does not continue it. */
  onClear(): void;
  onState(state: TerminalState): void;
  /** The session to resume after a reload; null when there is none. */
  onSession(id: string | null): void;
};

/** Shown when the session no longer exists on the server. */
/** How often a new session is asked for while the controller reloads. */
const RELOAD_POLL_MS = 1000;
const NEW_SESSION = "The previous session ended. This is a new session.";

/** One session, or a chain of sessions that replace each other. */
export class TerminalConnection {
  readonly #ports: TerminalPorts;
  #size: TerminalSize;
  #id: string | null;
  #abort: AbortController | undefined;
  #state: TerminalState = { phase: "connecting", reason: null };
  /** Position in the output, in characters. */
  #outputAt = 0;
  /** Characters of input that the session received; null until the server has said so. */
  #inputAt: number | null = null;
  #pending = "";
  #sending = false;

  /** @param id the session to resume; null starts a new one */
  constructor(ports: TerminalPorts, size: TerminalSize, id: string | null) {
    this.#ports = ports;
    this.#size = size;
    this.#id = id;
  }

  get state(): TerminalState {
    return this.#state;
  }

  /** Connects, or resumes after `suspend`. */
  resume(): void {
    if (this.#abort !== undefined || this.#state.phase === "ended") return;
    const abort = new AbortController();
    this.#abort = abort;
    void this.#run(abort.signal);
    void this.#sendSize(abort.signal);
    void this.#flush();
  }

  /** Disconnects; the session keeps running. */
  suspend(): void {
    this.#abort?.abort();
    this.#abort = undefined;
  }

  /** Ends the session and starts a new one. */
  restart(): void {
    const old = this.#id;
    this.suspend();
    // The server ends unused sessions anyway, so a failure does not matter.
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

  /** Sends typed keys. After the end of the session, Enter starts a new one. */
  send(keys: string): void {
    if (this.#state.phase === "ended") {
      if (keys.includes("\r")) this.restart();
      return;
    }
    this.#pending += keys;
    void this.#flush();
  }

  /** Tells the session the new size of the screen. */
  resize(size: TerminalSize): void {
    if (size.columns === this.#size.columns && size.rows === this.#size.rows) return;
    this.#size = size;
    if (this.#abort) void this.#sendSize(this.#abort.signal);
  }

  async #run(signal: AbortSignal): Promise<void> {
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        if (this.#id === null) await this.#open(signal);
        while (await this.#read(signal)) attempt = 0;
        return;
      } catch (thrown) {
        if (signal.aborted) return;
        if (thrown instanceof ControllerReloads) {
          this.#set({ phase: "reloading", reason: null });
          attempt = -1;
          await this.#wait(RELOAD_POLL_MS);
        } else {
          this.#set({ phase: "lost", reason: reasonOf(thrown) });
          await this.#pause(attempt + 1);
        }
      }
    }
  }

  async #open(signal: AbortSignal): Promise<void> {
    const { columns, rows } = this.#size;
    const url = `/api/terminals?columns=${columns}&rows=${rows}`;
    const response = await this.#ports.request("POST", url, null, signal);
    if (!response.ok) throw await openRefusal(response);
    const { id } = (await response.json()) as { id: string };
    if (signal.aborted) return;
    this.#id = id;
    this.#inputAt = 0;
    this.#ports.onSession(id);
    void this.#flush();
  }

  /** @returns false when there is nothing more to read */
  async #read(signal: AbortSignal): Promise<boolean> {
    const url = `/api/terminals/${this.#id}?after=${this.#outputAt}`;
    const response = await this.#ports.request("GET", url, null, signal);
    if (response.status === 404) {
      await this.#replaceSession(signal);
      return true;
    }
    if (!response.ok) throw new Error(await refusal(response));
    const output = (await response.json()) as TerminalOutput;
    if (signal.aborted) return false;
    if (output.from > this.#outputAt) this.#ports.onClear();
    this.#outputAt = output.from + output.text.length;
    this.#inputAt ??= output.taken;
    if (output.text !== "") this.#ports.onText(output.text);
    if (output.ended && output.endedByReload) {
      this.#forget();
      throw new ControllerReloads();
    }
    this.#set({ phase: output.ended ? "ended" : "live", reason: null });
    if (!output.ended) void this.#flush();
    else {
      this.#forget();
      this.#abort = undefined;
    }
    return !output.ended;
  }

  async #replaceSession(signal: AbortSignal): Promise<void> {
    this.#forget();
    await this.#open(signal);
    if (!signal.aborted) this.#ports.onText(`\r\n\x1b[2m${NEW_SESSION}\x1b[22m\r\n`);
  }

  #forget(): void {
    this.#id = null;
    this.#outputAt = 0;
    this.#inputAt = null;
    this.#pending = "";
    this.#ports.onSession(null);
  }

  /** One request at a time, so that keys arrive in the order in which they were pressed. */
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
        // Sent again at the same position: the session ignores what it already received.
        if (!signal.aborted) await this.#pause(attempt + 1);
      }
    }
    this.#sending = false;
  }

  /** @returns false when the session refuses it */
  async #sendPiece(id: string, at: number, signal: AbortSignal): Promise<boolean> {
    const piece = pieceOf(this.#pending);
    const response = await this.#ports.request("POST", `/api/terminals/${id}?at=${at}`, piece, signal);
    if (response.status >= 500) throw new Error(await refusal(response));
    // The reader handles a missing session; any other refusal would repeat.
    if (id !== this.#id || !response.ok) {
      if (id === this.#id && response.status !== 404) this.#pending = "";
      return false;
    }
    const { taken } = (await response.json()) as { taken: number };
    this.#pending = this.#pending.slice(Math.max(0, taken - at));
    this.#inputAt = taken;
    return true;
  }

  async #sendSize(signal: AbortSignal): Promise<void> {
    if (this.#id === null) return;
    const { columns, rows } = this.#size;
    const url = `/api/terminals/${this.#id}?columns=${columns}&rows=${rows}`;
    // A lost size is sent again with the next change or when the connection is back.
    await this.#ports.request("PUT", url, null, signal).catch(() => undefined);
  }

  #pause(attempt: number): Promise<void> {
    return this.#wait(reconnectDelayMs(attempt, this.#ports.random()));
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.#ports.clock.after(delayMs, resolve));
  }

  #set(state: TerminalState): void {
    if (state.phase === this.#state.phase && state.reason === this.#state.reason) return;
    this.#state = state;
    this.#ports.onState(state);
  }
}

/** The first characters, without splitting a surrogate pair. */
function pieceOf(text: string): string {
  const piece = text.slice(0, TERMINAL_INPUT_CHARACTERS);
  return piece.length < text.length && /[\ud800-\udbff]$/.test(piece) ? piece.slice(0, -1) : piece;
}

const reasonOf = (thrown: unknown): string | null =>
  // The browser's "Failed to fetch" adds nothing to "Connection lost".
  thrown instanceof TypeError ? null : thrown instanceof Error ? thrown.message : null;

/** No session exists, and none can be opened before the controller is back. */
class ControllerReloads extends Error {}

async function openRefusal(response: Response): Promise<Error> {
  const { code } = await faultIn(response.clone());
  return code === "controller-reloading" ? new ControllerReloads() : new Error(await refusal(response));
}

async function faultIn(response: Response): Promise<{ code?: string; message?: string }> {
  try {
    return ((await response.json()) as { fault?: { code?: string; message?: string } }).fault ?? {};
  } catch {
    // Not a fault in JSON.
    return {};
  }
}

async function refusal(response: Response): Promise<string> {
  const { message } = await faultIn(response);
  return message ?? `The server responded with status ${response.status}.`;
}
