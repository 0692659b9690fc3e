/** The listening sockets where the system does not tell which address was asked. */
import { expect, test } from "vitest";
import { fakeClock } from "@/lib/testing/fake-clock";
import type { DatagramOptions, OpenDatagram } from "../datagram";
import { ListeningSockets } from "./listening-sockets";

const client = { address: "10.0.0.9", port: 2000 };

/** Sockets that only note what happens to them; `open` has the addresses of those that are open. */
function notedSockets() {
  const open = new Map<string, DatagramOptions>();
  const sent: string[] = [];
  const openDatagram: OpenDatagram = (options) => {
    const address = options.address ?? "";
    open.set(address, options);
    return Promise.resolve({
      address,
      port: options.port || 6969,
      send: () => void sent.push(address),
      queued: () => 0,
      connect: () => undefined,
      close: () => void open.delete(address),
    });
  };
  return { open, sent, openDatagram };
}

test("an answer leaves from the socket of the address that was asked, as addresses come and go", async () => {
  const { open, sent, openDatagram } = notedSockets();
  const clock = fakeClock();
  let present = ["10.0.0.1", "10.0.0.2", "fe80::1%eth0"];
  const asked: string[] = [];
  const sockets = await ListeningSockets.open(
    {
      open: openDatagram,
      wall: clock,
      onPacket: (_packet, _client, at) => void asked.push(at),
      onError: () => undefined,
      addresses: () => present,
    },
    { family: 4, address: "0.0.0.0", port: 0 },
  );
  expect([...open.keys()]).toEqual(["0.0.0.0", "10.0.0.1", "10.0.0.2"]);
  open.get("10.0.0.2")?.onMessage(new Uint8Array(1), client.port, client.address);
  expect(asked).toEqual(["10.0.0.2"]);
  sockets.reply(new Uint8Array(1), client, "10.0.0.2");
  expect(sent).toEqual(["10.0.0.2"]);

  present = ["10.0.0.2", "10.0.0.3"];
  clock.advance(5000);
  await new Promise((resolve) => setImmediate(resolve));
  expect([...open.keys()]).toEqual(["0.0.0.0", "10.0.0.2", "10.0.0.3"]);
  sockets.reply(new Uint8Array(1), client, "10.0.0.1");
  expect(sent).toEqual(["10.0.0.2", "0.0.0.0"]);

  sockets.close();
  expect(open.size).toBe(0);
});
