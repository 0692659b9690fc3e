/** One SSH channel that carries a command line session: window, pages, end of input, exit status, held-back input. */
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
  /** Whether the connection takes more; a session waits while it does not. */
  flow: Pick<OutFlow, "full">;
  now(): number;
  onEnd(): void;
};

export class SshCliChannel {
  readonly #parts: ChannelParts;
  readonly #session: CliSession;
  #activeAt: number;
  #channelFull = false;
  #ended = false;
  #onRoom: () => void = () => undefined;

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
      this.#channelFull = false;
      this.#onRoom();
    });
    channel.on("end", () => this.#session.endOfInput());
    channel.on("error", () => undefined);
    channel.once("close", () => this.destroy());
  }

  /** Runs the session to its end. */
  start(): void {
    this.#session.start().catch(() => this.#close(1));
  }

  resize(columns: number, rows: number): void {
    this.#session.resize(columns, rows);
  }

  /** The connection may take more again. */
  room(): void {
    this.#onRoom();
  }

  /** Ends a session in which nothing is typed any more. */
  endIfIdle(now: number, idleTimeoutMs: number): void {
    if (this.#session.isBusy) this.#activeAt = now;
    if (now - this.#activeAt < idleTimeoutMs) return;
    this.end(IDLE_TIMEOUT_NOTICE);
  }

  /** Says why and closes. */
  end(reason: string): void {
    this.#session.announce(reason);
    this.#session.dispose();
    this.#close(1);
  }

  /** The channel or its connection is gone. */
  destroy(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#session.dispose();
    this.#onRoom();
    this.#parts.entry.release();
    this.#parts.onEnd();
  }

  #write(text: string): void {
    const { channel } = this.#parts;
    if (this.#ended || !channel.writable) return;
    if (!channel.write(text)) this.#channelFull = true;
  }

  /** At least one turn of the event loop, so that a session which pours out text leaves the others theirs. */
  async #drained(): Promise<void> {
    do {
      await new Promise<void>((resolve) => {
        if (this.#channelFull || this.#parts.flow.full) this.#onRoom = resolve;
        else setImmediate(resolve);
      });
    } while (!this.#ended && (this.#channelFull || this.#parts.flow.full));
  }

  #close(status: 0 | 1): void {
    const { channel } = this.#parts;
    if (!this.#ended && channel.writable) {
      channel.exit(status);
      channel.end();
    }
    // Input that nobody reads any more must not keep the channel from closing.
    channel.resume();
  }
}
