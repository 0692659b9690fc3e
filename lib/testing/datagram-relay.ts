/**
 * A stretch of bad network in front of any TFTP server: clients ask the relay's port, and every transfer has a port of
 * its own on both sides, so that transfer IDs stay what they are. Weather acts in both directions.
 */
import { type Datagram, openDatagram } from "@/lib/servers/datagram";
import { type NetworkImpairment, withImpairment } from "@/lib/servers/network-impairment";

export async function datagramRelay(
  server: { address: string; port: number },
  weather: NetworkImpairment,
): Promise<{ port: number; close(): void }> {
  const weathered = withImpairment(openDatagram, weather);
  const open = new Map<number, Datagram[]>();
  const none = { family: 4 as const, address: "127.0.0.1", onError: () => undefined };
  const connect = async (request: Uint8Array, client: { address: string; port: number }) => {
    let transferPort = server.port;
    const [towards, back] = await Promise.all([
      openDatagram({
        ...none,
        onMessage: (packet, port) => {
          transferPort = port;
          back.send(packet, client.port, client.address);
        },
      }),
      weathered({ ...none, onMessage: (packet) => towards.send(packet, transferPort, server.address) }),
    ]);
    open.set(client.port, [towards, back]);
    towards.send(request, server.port, server.address);
  };
  const front = await weathered({
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
