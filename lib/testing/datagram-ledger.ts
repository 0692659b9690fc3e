/** Counts open sockets, so that a test can assert that all were closed. */
import type { OpenDatagram } from "@/lib/servers/datagram";

export type Ledger = { open: OpenDatagram; readonly live: number; readonly opened: number };

export function countedSockets(open: OpenDatagram): Ledger {
  const live = new Set<object>();
  let opened = 0;
  return {
    get live() {
      return live.size;
    },
    get opened() {
      return opened;
    },
    open: async (options) => {
      const socket = await open(options);
      opened++;
      live.add(socket);
      return {
        ...socket,
        close: () => {
          live.delete(socket);
          socket.close();
        },
      };
    },
  };
}
