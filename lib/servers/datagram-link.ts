/**
 * A slow or lossy link in front of a socket, for simulated access points: arriving datagrams are delayed, limited in rate
 * or lost. Datagrams that are sent are not changed; `delayMs` stands for the whole round trip.
 */
import type { Chance } from "@/lib/kit/chance";
import type { Datagram, OpenDatagram } from "@/lib/servers/datagram";

export type DatagramLink = {
  /** Added to the real round trip. */
  delayMs: number;
  /** Share of arriving datagrams that are lost, 0 to below 1. */
  loss: number;
  /** UDP payload bytes per second; null: no limit. */
  bytesPerSecond: number | null;
  chance: Chance;
  /** Written by the link: datagrams lost since the last one that arrived. */
  lostInARow: number;
};

/** Timers fire up to a few milliseconds late; the rate limit makes up for so much. */
const CATCH_UP_MS = 20;

/** Opens sockets behind the link. */
export function overLink(open: OpenDatagram, link: DatagramLink): OpenDatagram {
  return async (options) => {
    const waiting: { dueAt: number; deliver(): void }[] = [];
    let timer: NodeJS.Timeout | undefined;
    /** When the link is free again. */
    let busyUntil = 0;
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
      const transmitMs = link.bytesPerSecond === null ? 0 : (sizeBytes * 1000) / link.bytesPerSecond;
      busyUntil = Math.max(now - CATCH_UP_MS, busyUntil) + transmitMs;
      waiting.push({ dueAt: Math.max(now, busyUntil) + link.delayMs, deliver });
      if (timer === undefined) deliverDue();
    };
    const socket = await open({
      ...options,
      keepsPackets: true,
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
