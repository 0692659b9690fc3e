/**
 * An impaired network between a socket and the wire: datagrams are lost, duplicated and reordered in both directions,
 * repeatably by a seed. For tests, and for our TFTP server while Lab injects such a fault. Wrap one side only; the other
 * may be any program.
 */
import { type Chance, seededChance } from "@/lib/kit/chance";
import type { Datagram, OpenDatagram } from "./datagram";

/** Each share is a part of the datagrams, 0 to 1; absent: 0. */
export type NetworkImpairment = {
  seed: number;
  loss?: number;
  duplication?: number;
  reordering?: number;
};

/** A datagram that is held back is delivered after this many others, or after this time when no others follow. */
const HELD_BACK_DATAGRAMS = 3;
const HELD_BACK_MS = 3;

/**
 * Opens sockets whose datagrams are impaired in both directions.
 * @param impairment constant, or asked before each datagram; null means none. A new object starts its seed again.
 */
export function withImpairment(
  open: OpenDatagram,
  impairment: NetworkImpairment | (() => NetworkImpairment | null),
): OpenDatagram {
  const seeds = new SocketSeeds(typeof impairment === "function" ? impairment : () => impairment);
  return async (options) => {
    const current = seeds.forSocket();
    const inward = new ImpairedDirection();
    const outward = new ImpairedDirection();
    const socket = await open({
      ...options,
      onMessage: (packet, port, address, asked) => {
        const active = current();
        if (active === null) return options.onMessage(packet, port, address, asked);
        // It may be delivered later, when its memory is used again.
        const kept = Uint8Array.from(packet);
        inward.pass(active, () => options.onMessage(kept, port, address, asked));
      },
    });
    const send: Datagram["send"] = (packet, port, address, from) => {
      const active = current();
      if (active === null) socket.send(packet, port, address, from);
      else outward.pass(active, () => socket.send(packet, port, address, from));
    };
    const { sendRun } = socket;
    return {
      address: socket.address,
      port: socket.port,
      knowsAskedAddress: socket.knowsAskedAddress ?? false,
      send,
      ...(sendRun && {
        sendRun: (packets, packetBytes, port, address, from) => {
          if (current() === null) return sendRun(packets, packetBytes, port, address, from);
          for (let at = 0; at < packets.length; at += packetBytes)
            send(packets.subarray(at, at + packetBytes), port, address, from);
        },
      }),
      queued: () => outward.held + socket.queued(),
      connect: (port, address) => socket.connect(port, address),
      close: () => {
        // What the program sent before it closed the socket still goes out.
        outward.flush();
        inward.drop();
        socket.close();
      },
    } satisfies Datagram;
  };
}

/** The impairment of one socket, with its own random sequence: other sockets do not change what happens to this one. */
type SocketImpairment = { settings: NetworkImpairment; chance: Chance };

/** Gives each socket a random sequence of its own, derived from the seed and the order in which sockets were opened. */
class SocketSeeds {
  readonly #current: () => NetworkImpairment | null;
  #seeded: NetworkImpairment | null = null;
  /** Sockets that have a sequence of the present impairment so far. */
  #sockets = 0;

  constructor(current: () => NetworkImpairment | null) {
    this.#current = current;
  }

  forSocket(): () => SocketImpairment | null {
    let known: SocketImpairment | null = null;
    const look = () => {
      const settings = this.#current();
      if (settings === (known?.settings ?? null)) return known;
      known = settings && { settings, chance: this.#chance(settings) };
      return known;
    };
    look();
    return look;
  }

  #chance(settings: NetworkImpairment): Chance {
    if (settings !== this.#seeded) this.#sockets = 0;
    this.#seeded = settings;
    return seededChance(settings.seed + 7919 * this.#sockets++);
  }
}

type Held = { deliver(): void; after: number; timer: NodeJS.Timeout };

class ImpairedDirection {
  #held: Held[] = [];

  get held(): number {
    return this.#held.length;
  }

  pass({ settings, chance }: SocketImpairment, deliver: () => void): void {
    const { loss = 0, duplication = 0, reordering = 0 } = settings;
    if (chance.next() >= loss) {
      const copies = chance.next() < duplication ? 2 : 1;
      for (let i = 0; i < copies; i++) {
        if (chance.next() < reordering) this.#hold(deliver);
        else deliver();
      }
    }
    for (const held of this.#held.filter((packet) => --packet.after <= 0)) this.#release(held);
  }

  /** Delivers what is held back. */
  flush(): void {
    for (const held of this.#held) this.#release(held);
  }

  /** Loses what is held back. */
  drop(): void {
    for (const { timer } of this.#held) clearTimeout(timer);
    this.#held = [];
  }

  #hold(deliver: () => void): void {
    const held: Held = {
      deliver,
      after: HELD_BACK_DATAGRAMS,
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
