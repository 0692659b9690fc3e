/**
 * A network with weather between a socket and the wire: it loses, doubles and turns round packets in both directions,
 * by a seed, so that a bad day can be had again. Wrap one side only; the other may be a program that nobody here wrote.
 */
import { type Chance, seededChance } from "@/lib/kit/chance";
import type { Datagram, OpenDatagram } from "@/lib/servers/datagram";

export type Weather = {
  seed: number;
  /** Shares of packets, 0 to 1. */
  loss?: number;
  duplication?: number;
  reordering?: number;
};

/** A packet that was held back goes on after so many others, or when nothing else comes for a moment. */
const HELD_BACK_PACKETS = 3;
const HELD_BACK_MS = 3;

export function withWeather(open: OpenDatagram, weather: Weather): OpenDatagram {
  let sockets = 0;
  return async (options) => {
    const chance = seededChance(weather.seed + 7919 * sockets++);
    const inward = new Direction(weather, chance);
    const outward = new Direction(weather, chance);
    const socket = await open({
      ...options,
      onMessage: (packet, port, address) => inward.pass(() => options.onMessage(packet, port, address)),
    });
    return {
      address: socket.address,
      port: socket.port,
      send: (packet, port, address) => outward.pass(() => socket.send(packet, port, address)),
      queued: () => outward.held + socket.queued(),
      connect: (port, address) => socket.connect(port, address),
      close: () => {
        // Last words leave in any weather: what a program said before it ended is on its way.
        outward.flush();
        inward.drop();
        socket.close();
      },
    } satisfies Datagram;
  };
}

type Held = { deliver(): void; after: number; timer: NodeJS.Timeout };

class Direction {
  readonly #weather: Weather;
  readonly #chance: Chance;
  #held: Held[] = [];

  constructor(weather: Weather, chance: Chance) {
    this.#weather = weather;
    this.#chance = chance;
  }

  get held(): number {
    return this.#held.length;
  }

  pass(deliver: () => void): void {
    const { loss = 0, duplication = 0, reordering = 0 } = this.#weather;
    if (this.#chance.next() >= loss) {
      const copies = this.#chance.next() < duplication ? 2 : 1;
      for (let i = 0; i < copies; i++) {
        if (this.#chance.next() < reordering) this.#hold(deliver);
        else deliver();
      }
    }
    for (const held of this.#held.filter((packet) => --packet.after <= 0)) this.#release(held);
  }

  /** What is held back goes now. */
  flush(): void {
    for (const held of this.#held) this.#release(held);
  }

  /** What is held back is lost. */
  drop(): void {
    for (const { timer } of this.#held) clearTimeout(timer);
    this.#held = [];
  }

  #hold(deliver: () => void): void {
    const held: Held = {
      deliver,
      after: HELD_BACK_PACKETS,
      timer: setTimeout(() => this.#release(held), HELD_BACK_MS),
    };
    this.#held.push(held);
  }

  #release(held: Held): void {
    clearTimeout(held.timer);
    if (!this.#held.includes(held)) return;
    this.#held = this.#held.filter((other) => other !== held);
    held.deliver();
  }
}
