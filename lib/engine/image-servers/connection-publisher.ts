/** Publishes the connections and blocked addresses of the SFTP server in its row, and updates them while there are any. */
import type { Cancel, Clock } from "@/lib/kit/clock";
import type { SftpServer } from "@/lib/servers/sftp/sftp-server";
import type { Bus } from "../bus";

/** A change is published after this time, together with others. */
const CHANGE_DELAY_MS = 250;
/** How often the counters of present connections are updated. */
const UPDATE_INTERVAL_MS = 2_000;

export class ConnectionPublisher {
  readonly #wall: Clock;
  readonly #bus: Pick<Bus, "patch">;
  readonly #server: () => Pick<SftpServer, "connections" | "blocks">;
  #timer: { dueAt: number; cancel: Cancel } | undefined;

  /** @param server called when the timer fires, so that the server may be created later */
  constructor(
    wall: Clock,
    bus: Pick<Bus, "patch">,
    server: () => Pick<SftpServer, "connections" | "blocks">,
  ) {
    this.#wall = wall;
    this.#bus = bus;
    this.#server = server;
  }

  /** Publishes soon, because connections or blocked addresses changed. */
  publishSoon(): void {
    this.#publishIn(CHANGE_DELAY_MS);
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #publishIn(delayMs: number): void {
    const dueAt = this.#wall.elapsed() + delayMs;
    if (this.#timer && this.#timer.dueAt <= dueAt) return;
    this.#timer?.cancel();
    const cancel = this.#wall.after(delayMs, () => {
      this.#timer = undefined;
      const connections = this.#server().connections();
      const blocked = this.#server().blocks();
      this.#bus.patch("servers", "sftp", { connections, blocked });
      if (connections.length + blocked.length > 0) this.#publishIn(UPDATE_INTERVAL_MS);
    });
    this.#timer = { dueAt, cancel };
  }
}
