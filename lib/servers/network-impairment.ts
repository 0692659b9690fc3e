/**
 * A network with weather between a socket and the wire: it loses, doubles and turns round packets in both directions,
 * by a seed, so that a bad day can be had again. Wrap one side only; the other may be a program that nobody here wrote.
 * Tests have it, and our TFTP server while Lab wants it so.
 */
import { type Chance, seededChance } from "@/lib/kit/chance";
import type { Datagram, OpenDatagram } from "./datagram";

export type NetworkImpairment = {
  seed: number;
  /** Shares of packets, 0 to 1. */
  loss?: number;
  duplication?: number;
  reordering?: number;
};

/** A packet that was held back goes on after so many others, or when nothing else comes for a moment. */
const HELD_BACK_PACKETS = 3;
const HELD_BACK_MS = 3;

/** @param weather for good, or asked before every packet: null is a fine day, and another object is another day. */
export function withImpairment(
  open: OpenDatagram,
  weather: NetworkImpairment | (() => NetworkImpairment | null),
): OpenDatagram {
  const days = new ImpairmentSchedule(typeof weather === "function" ? weather : () => weather);
  return async (options) => {
    const day = days.socket();
    const inward = new ImpairedDirection();
    const outward = new ImpairedDirection();
    const socket = await open({
      ...options,
      onMessage: (packet, port, address) => {
        const now = day();
        if (now === null) options.onMessage(packet, port, address);
        else inward.pass(now, () => options.onMessage(packet, port, address));
      },
    });
    return {
      address: socket.address,
      port: socket.port,
      send: (packet, port, address) => {
        const now = day();
        if (now === null) socket.send(packet, port, address);
        else outward.pass(now, () => socket.send(packet, port, address));
      },
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

/** The weather as one socket has it: each has its own luck, so that one more beside it changes nothing. */
type SocketImpairment = { weather: NetworkImpairment; chance: Chance };

class ImpairmentSchedule {
  readonly #now: () => NetworkImpairment | null;
  #today: NetworkImpairment | null = null;
  /** Sockets that had today's weather so far. */
  #sockets = 0;

  constructor(now: () => NetworkImpairment | null) {
    this.#now = now;
  }

  socket(): () => SocketImpairment | null {
    let day: SocketImpairment | null = null;
    const look = () => {
      const weather = this.#now();
      if (weather === (day?.weather ?? null)) return day;
      day = weather && { weather, chance: this.#chance(weather) };
      return day;
    };
    look();
    return look;
  }

  #chance(weather: NetworkImpairment): Chance {
    if (weather !== this.#today) this.#sockets = 0;
    this.#today = weather;
    return seededChance(weather.seed + 7919 * this.#sockets++);
  }
}

type Held = { deliver(): void; after: number; timer: NodeJS.Timeout };

class ImpairedDirection {
  #held: Held[] = [];

  get held(): number {
    return this.#held.length;
  }

  pass({ weather, chance }: SocketImpairment, deliver: () => void): void {
    const { loss = 0, duplication = 0, reordering = 0 } = weather;
    if (chance.next() >= loss) {
      const copies = chance.next() < duplication ? 2 : 1;
      for (let i = 0; i < copies; i++) {
        if (chance.next() < reordering) this.#hold(deliver);
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
