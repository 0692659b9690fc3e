/** Sockets by direct system calls, on loopback. */
import { afterEach, describe, expect, test } from "vitest";
import { until } from "@/lib/testing/tftp-lab";
import type { Datagram, DatagramOptions, OpenDatagram } from "../datagram";
import { Errno, loadSystemCalls } from "./system-calls";
import { chooseUdpEngine, openerOf, systemCallEngine } from "./udp-engine";

const engine = await systemCallEngine();

test("TFTP_ENGINE=dgram selects dgram and says so", async () => {
  expect(await chooseUdpEngine("dgram")).toMatchObject({
    kind: "dgram",
    reason: "TFTP_ENGINE is dgram",
  });
});

describe.skipIf(!engine.ok)(`by system calls${engine.ok ? "" : ` (skipped: ${engine.fault})`}`, () => {
  let sockets: Datagram[] = [];
  afterEach(() => {
    for (const socket of sockets) socket.close();
    sockets = [];
  });
  type Got = { bytes: Uint8Array; port: number; address: string; asked: string | undefined };
  async function open(address: string, changed: Partial<DatagramOptions> = {}, by?: OpenDatagram) {
    if (!engine.ok) throw new Error(engine.fault);
    const got: Got[] = [];
    const errors: string[] = [];
    const socket = await (by ?? engine.value.open)({
      family: address.includes(":") ? 6 : 4,
      address,
      onMessage: (packet, port, from, asked) =>
        void got.push({ bytes: packet.slice(), port, address: from, asked }),
      onError: (code) => void errors.push(code),
      ...changed,
    });
    sockets.push(socket);
    return { socket, got, errors };
  }
  const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => i * 7);

  describe.each(["127.0.0.1", "::1"])("on %s", (address) => {
    test.each([false, true])(
      "a run arrives as its packets (sent by a listening socket: %s)",
      async (isListening) => {
        const to = await open(address);
        const from = await open(address, { isListening });
        const run = bytes(150 * 100 + 30);
        from.socket.sendRun?.(run, 100, to.socket.port, address);
        await until(() => to.got.length === 151);
        expect(to.got.map((packet) => packet.bytes.length)).toEqual([...Array(150).fill(100), 30]);
        expect(Buffer.concat(to.got.map((packet) => packet.bytes))).toEqual(Buffer.from(run));
        expect(to.got[0]).toMatchObject({ port: from.socket.port, address });
      },
    );

    test("a packet that is longer than those of the run before it arrives whole", async () => {
      const to = await open(address, { isListening: true });
      const from = await open(address);
      from.socket.sendRun?.(bytes(36), 12, to.socket.port, address);
      from.socket.send(bytes(60), to.socket.port, address);
      await until(() => to.got.length === 4);
      expect(to.got.map((packet) => packet.bytes.length)).toEqual([12, 12, 12, 60]);
      expect(to.got[0]).toMatchObject({ asked: address });
    });

    test("a connected socket reports that nothing listens on the peer's port", async () => {
      const gone = await open(address);
      const { port } = gone.socket;
      gone.socket.close();
      const from = await open(address);
      from.socket.connect(port, address);
      from.socket.send(bytes(1), port, address);
      await until(() => from.errors.length > 0);
      expect(from.errors).toEqual(["ECONNREFUSED"]);
    });
  });

  /** Sockets of a system that refuses three of four sends with this error, or all runs if `isAlways`. */
  async function refusing(errno: number, isAlways: boolean) {
    const loaded = await loadSystemCalls();
    if (!loaded.ok) throw new Error(loaded.fault);
    const calls = loaded.value;
    let sends = 0;
    let refused = false;
    const refuse = (isRun: boolean) => {
      refused = isAlways ? isRun : sends++ % 4 !== 3;
      return refused;
    };
    // A run is longer than the packets of these tests.
    return openerOf({
      ...calls,
      errno: () => (refused ? errno : calls.errno()),
      sendto: (fd, memory, bytes, ...rest) =>
        refuse(bytes > 200) ? -1 : calls.sendto(fd, memory, bytes, ...rest),
      sendmmsg: (fd, headers, count, flags) =>
        refuse(count === 1) ? -1 : calls.sendmmsg(fd, headers, count, flags),
    });
  }

  test.each([
    ["of a transfer", false],
    ["that listens", true],
  ])("what finds no room in a socket %s waits and arrives in order", async (_which, isListening) => {
    const by = await refusing(Errno.again, false);
    const to = await open("127.0.0.1");
    const { socket } = await open("127.0.0.1", { isListening }, by);
    for (let i = 0; i < 20; i++) socket.send(new Uint8Array(50).fill(i), to.socket.port, "127.0.0.1");
    expect(socket.queued()).toBe(20);
    await until(() => to.got.length === 20);
    expect(socket.queued()).toBe(0);
    expect(to.got.map((packet) => packet.bytes[0])).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  test.each([
    ["of a transfer", false],
    ["that listens", true],
  ])("a run that the interface refuses leaves a socket %s as single packets", async (_which, isListening) => {
    const by = await refusing(Errno.invalid, true);
    const to = await open("127.0.0.1");
    const { socket } = await open("127.0.0.1", { isListening }, by);
    for (let run = 0; run < 2; run++) socket.sendRun?.(bytes(950), 100, to.socket.port, "127.0.0.1");
    await until(() => to.got.length === 20);
    expect(to.got.map((packet) => packet.bytes.length)).toEqual([
      ...Array(9).fill(100),
      50,
      ...Array(9).fill(100),
      50,
    ]);
  });

  test("a port in use and an address of another machine are refused with the usual codes", async () => {
    const { socket } = await open("127.0.0.1");
    await expect(open("127.0.0.1", { port: socket.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await expect(open("192.0.2.1")).rejects.toMatchObject({ code: "EADDRNOTAVAIL" });
    await expect(open("not-an-address")).rejects.toMatchObject({ code: "EINVAL" });
  });

  test("a socket of all IPv6 addresses also gets IPv4, and knows the address that was asked", async () => {
    const to = await open("::", { isListening: true });
    const from = await open("127.0.0.1");
    from.socket.send(bytes(4), to.socket.port, "127.0.0.6");
    await until(() => to.got.length === 1);
    expect(to.got[0]).toMatchObject({ address: "::ffff:127.0.0.1", asked: "::ffff:127.0.0.6" });
    to.socket.send(bytes(5), from.socket.port, "::ffff:127.0.0.1", "::ffff:127.0.0.6");
    await until(() => from.got.length === 1);
    expect(from.got[0]).toMatchObject({ port: to.socket.port, address: "127.0.0.6" });
  });

  test("a closed socket sends nothing and can be closed again", async () => {
    const to = await open("127.0.0.1");
    const from = await open("127.0.0.1");
    from.socket.close();
    from.socket.close();
    from.socket.send(bytes(1), to.socket.port, "127.0.0.1");
    const other = await open("127.0.0.1");
    other.socket.send(bytes(2), to.socket.port, "127.0.0.1");
    await until(() => to.got.length === 1);
    expect(to.got[0]?.bytes.length).toBe(2);
  });
});
