/**
 * An impaired network in front of any TFTP server: clients send requests to the relay's port, and each transfer has its
 * own port on both sides, so that transfer IDs keep working. The impairment acts in both directions.
 */
import { type Datagram, type OpenDatagram, openDatagram } from "@/lib/servers/datagram";
import { type NetworkImpairment, withImpairment } from "@/lib/servers/network-impairment";

export async function datagramRelay(
  server: { address: string; port: number },
  impairment: NetworkImpairment,
  /** How the sockets towards the server are opened: what it sends and receives passes them. */
  openToServer: OpenDatagram = openDatagram,
): Promise<{ port: number; close(): void }> {
  const openImpaired = withImpairment(openDatagram, impairment);
  const open = new Map<number, Datagram[]>();
  const none = { family: 4 as const, address: "127.0.0.1", onError: () => undefined };
  const connect = async (request: Uint8Array, client: { address: string; port: number }) => {
    let transferPort = server.port;
    const [towards, back] = await Promise.all([
      openToServer({
        ...none,
        onMessage: (packet, port) => {
          transferPort = port;
          back.send(packet, client.port, client.address);
        },
      }),
      openImpaired({ ...none, onMessage: (packet) => towards.send(packet, transferPort, server.address) }),
    ]);
    open.set(client.port, [towards, back]);
    towards.send(request, server.port, server.address);
  };
  const front = await openImpaired({
    ...none,
    onMessage: (packet, port, address) => {
      const existing = open.get(port)?.[0];
      if (existing) existing.send(packet, server.port, server.address);
      else void connect(packet, { address, port });
    },
  });
  return {
    port: front.port,
    close: () => {
      front.close();
      for (const socket of [...open.values()].flat()) socket.close();
    },
  };
}
