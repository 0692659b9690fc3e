/** One SSH channel with a command line session: input, output with backpressure, window size, exit status. */
import type { ServerChannel } from "ssh2";
import { IDLE_TIMEOUT_NOTICE } from "@/lib/cli/notices";
import type { CliPorts } from "@/lib/cli/ports";
import { CliSession, type SessionKind } from "@/lib/cli/session";
import type { SessionEntry } from "@/lib/cli/session-registry";
import type { OutFlow } from "../sftp/out-flow";

export type ChannelParts = {
  channel: ServerChannel;
  kind: SessionKind;
  ports: CliPorts;
  entry: SessionEntry;
  /** Whether the connection can take more output; a session waits while it is full. */
  flow: Pick<OutFlow, "full">;
  now(): number;
  onEnd(): void;
};

export class SshCliChannel {
  readonly #parts: ChannelParts;
  readonly #session: CliSession;
  #activeAt: number;
  #isChannelFull = false;
  #hasEnded = false;
  #onDrained: () => void = () => undefined;

  constructor(parts: ChannelParts) {
    this.#parts = parts;
    this.#activeAt = parts.now();
    const { channel, ports, kind, entry } = parts;
    this.#session = new CliSession(
      ports,
      {
        write: (text) => this.#write(text),
        drained: () => this.#drained(),
        setInputWanted: (wanted) => (wanted ? channel.resume() : channel.pause()),
        close: (status) => this.#close(status),
      },
      kind,
    );
    channel.on("data", (bytes: Buffer) => {
      this.#activeAt = parts.now();
      entry.recordActivity();
      this.#session.receive(bytes);
    });
    channel.on("drain", () => {
      this.#isChannelFull = false;
      this.#onDrained();
    });
    channel.on("end", () => this.#session.endOfInput());
    channel.on("error", () => undefined);
    channel.once("close", () => this.destroy());
  }

  /** Starts the session. */
  start(): void {
    this.#session.start().catch(() => this.#close(1));
  }

  resize(columns: number, rows: number): void {
    this.#session.resize(columns, rows);
  }

  /** The connection may be able to take more output again. */
  resumeOutput(): void {
    this.#onDrained();
  }

  /** Ends the session when it had no input for `idleTimeoutMs` and no command runs. Both times in milliseconds. */
  endIfIdle(now: number, idleTimeoutMs: number): void {
    if (this.#session.isBusy) this.#activeAt = now;
    if (now - this.#activeAt < idleTimeoutMs) return;
    this.end(IDLE_TIMEOUT_NOTICE);
  }

  /** The controller goes down: a running command prints its end, then the session prints the notice and ends. */
  shutDown(notice: string): void {
    this.#session.shutDown(notice);
  }

  /** Prints the reason and closes the channel. */
  end(reason: string): void {
    this.#session.announce(reason);
    this.#session.dispose();
    this.#close(1);
  }

  /** The channel or its connection has ended. */
  destroy(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#session.dispose();
    this.#onDrained();
    this.#parts.entry.release();
    this.#parts.onEnd();
  }

  #write(text: string): void {
    const { channel } = this.#parts;
    if (this.#hasEnded || !channel.writable) return;
    if (!channel.write(text)) this.#isChannelFull = true;
  }

  /** Resolves when more output can be written, at the earliest in the next turn of the event loop, to let others run. */
  async #drained(): Promise<void> {
    do {
      await new Promise<void>((resolve) => {
        if (this.#isChannelFull || this.#parts.flow.full) this.#onDrained = resolve;
        else setImmediate(resolve);
      });
    } while (!this.#hasEnded && (this.#isChannelFull || this.#parts.flow.full));
  }

  #close(status: 0 | 1): void {
    const { channel } = this.#parts;
    if (!this.#hasEnded && channel.writable) {
      channel.exit(status);
      channel.end();
    }
    // Unread input would keep the channel from closing.
    channel.resume();
  }
}
