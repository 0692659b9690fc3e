/**
 * A bad link in front of a socket: what arrives comes later, no faster than the link carries, or not at all. What is
 * sent goes as it is; its way back is part of the delay. For simulated access points with a link of their own.
 */
import type { Chance } from "@/lib/kit/chance";
import type { Datagram, OpenDatagram } from "@/lib/servers/datagram";

export type DatagramLink = {
  /** Added to the way as it is. */
  delayMs: number;
  /** Share of arriving datagrams that are lost, 0 to below 1. */
  loss: number;
  /** Payload of datagrams; null: as fast as they come. */
  bytesPerSecond: number | null;
  chance: Chance;
  /** Counted by the link: datagrams lost since the last one that came through. */
  lostInARow: number;
};

/** Timers are late by a millisecond or so; the link catches up with this much. */
const CREDIT_MS = 20;

export function overLink(open: OpenDatagram, link: DatagramLink): OpenDatagram {
  return async (options) => {
    const waiting: { dueAt: number; deliver(): void }[] = [];
    let timer: NodeJS.Timeout | undefined;
    let carriedUntil = 0;
    const deliverDue = () => {
      timer = undefined;
      for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
        const leftMs = first.dueAt - performance.now();
        if (leftMs > 0) {
          timer = setTimeout(deliverDue, leftMs);
          return;
        }
        waiting.shift();
        first.deliver();
      }
    };
    const arrive = (sizeBytes: number, deliver: () => void) => {
      if (link.chance.next() < link.loss) {
        link.lostInARow++;
        return;
      }
      link.lostInARow = 0;
      const now = performance.now();
      const carryMs = link.bytesPerSecond === null ? 0 : (sizeBytes * 1000) / link.bytesPerSecond;
      carriedUntil = Math.max(now - CREDIT_MS, carriedUntil) + carryMs;
      waiting.push({ dueAt: Math.max(now, carriedUntil) + link.delayMs, deliver });
      if (timer === undefined) deliverDue();
    };
    const socket = await open({
      ...options,
      onMessage: (packet, port, address) =>
        arrive(packet.length, () => options.onMessage(packet, port, address)),
    });
    return {
      ...socket,
      close: () => {
        clearTimeout(timer);
        waiting.length = 0;
        socket.close();
      },
    } satisfies Datagram;
  };
}
