/** Servers on sockets that were opened before them, as systemd does: here by system calls, on loopback. */
import dgram from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { listenInherited, listenTcp, type TcpListener } from "../tcp-listener";
import { SocketAddresses } from "../udp/socket-address";
import { Family, loadSystemCalls, SocketType } from "../udp/system-calls";
import { openInheritedDatagram } from "./inherited-datagram";
import { findInheritedSockets } from "./inherited-sockets";

const loaded = await loadSystemCalls();
const STREAM = 1;
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A bound descriptor. Who uses it never closes it, so it stays until this process ends. */
function bound(type: number): number {
  if (!loaded.ok) throw new Error(loaded.fault);
  const calls = loaded.value;
  const fd = calls.socket(Family.ipv4, type | SocketType.closeOnExec | SocketType.nonBlocking, 0);
  const address = new SocketAddresses(calls).encode(4, "127.0.0.1", 0);
  expect(calls.bind(fd, address, address.length)).toBe(0);
  return fd;
}

async function client() {
  const socket = dgram.createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  closers.push(() => socket.close());
  return socket;
}

describe.runIf(loaded.ok)("a UDP socket of systemd", () => {
  const user = () => {
    const packets: { text: string; port: number }[] = [];
    return {
      packets,
      onMessage: (packet: Uint8Array, port: number) =>
        void packets.push({ text: Buffer.from(packet).toString(), port }),
      onError: () => undefined,
    };
  };

  test("its user receives packets and answers from its address", async () => {
    const [peer, one] = [await client(), user()];
    const opened = await openInheritedDatagram(bound(SocketType.datagram), one);
    closers.push(() => opened.close());
    expect(opened).toMatchObject({ address: "127.0.0.1", port: expect.any(Number) });
    peer.send("read", opened.port, opened.address);
    await vi.waitFor(() => expect(one.packets).toEqual([{ text: "read", port: peer.address().port }]));
    const answered = once(peer, "message") as Promise<[Buffer, dgram.RemoteInfo]>;
    opened.send(Buffer.from("data"), peer.address().port, "127.0.0.1");
    const [answer, from] = await answered;
    expect([answer.toString(), from.port]).toEqual(["data", opened.port]);
    await vi.waitFor(() => expect(opened.queued()).toBe(0));
  });

  test("after its user has stopped, packets are dropped until the next user has it, on the same port", async () => {
    const fd = bound(SocketType.datagram);
    const [peer, first, second] = [await client(), user(), user()];
    const before = await openInheritedDatagram(fd, first);
    before.close();
    const after = await openInheritedDatagram(fd, second);
    closers.push(() => after.close());
    expect(after.port).toBe(before.port);
    peer.send("again", after.port, after.address);
    await vi.waitFor(() => expect(second.packets.map(({ text }) => text)).toEqual(["again"]));
    expect(first.packets).toEqual([]);
  });

  test("a user that has stopped can no longer send, nor close it for the next one", async () => {
    const fd = bound(SocketType.datagram);
    const [peer, second] = [await client(), user()];
    const before = await openInheritedDatagram(fd, user());
    before.close();
    const after = await openInheritedDatagram(fd, second);
    closers.push(() => after.close());
    const received: string[] = [];
    peer.on("message", (packet) => received.push(packet.toString()));
    before.send(Buffer.from("old"), peer.address().port, "127.0.0.1");
    before.close();
    expect(before.queued()).toBe(0);
    after.send(Buffer.from("new"), peer.address().port, "127.0.0.1");
    await vi.waitFor(() => expect(received).toEqual(["new"]));
    peer.send("still here", after.port, after.address);
    await vi.waitFor(() => expect(second.packets).toHaveLength(1));
  });

  test("a descriptor that is no UDP socket is refused", async () => {
    await expect(openInheritedDatagram(bound(STREAM), user())).rejects.toThrow();
  });
});

describe.runIf(loaded.ok)("a TCP socket of systemd", () => {
  /** What a client reads until the connection ends. */
  const readFrom = async ({ bound: at }: TcpListener) => {
    const socket = connect(at?.port ?? 0, "127.0.0.1");
    let text = "";
    socket.on("data", (piece) => {
      text += piece.toString();
    });
    socket.on("error", () => undefined);
    await once(socket, "close");
    return text;
  };

  test("its server accepts connections, and closes nothing of the next one when it stops twice", async () => {
    const fd = bound(STREAM);
    const first = await listenInherited({ fd }, (socket) => socket.end("first"));
    expect(await readFrom(first)).toBe("first");
    await first.close();
    expect(first.bound).toBeNull();
    const second = await listenInherited({ fd }, (socket) => socket.end("second"));
    closers.push(() => second.close());
    await first.close();
    expect(await readFrom(second)).toBe("second");
  });

  test("while no server uses it, connections are closed at once", async () => {
    const listener = await listenInherited({ fd: bound(STREAM) }, (socket) => socket.end("served"));
    const { bound: at } = listener;
    await listener.close();
    expect(await readFrom({ bound: at, close: () => Promise.resolve() })).toBe("");
  });

  test("a descriptor that is no TCP socket is refused each time", async () => {
    const fd = bound(SocketType.datagram);
    for (let i = 0; i < 2; i++) await expect(listenInherited({ fd }, () => undefined)).rejects.toThrow();
  });
});

test("a server on a port of its own frees it when it stops", async () => {
  const first = await listenTcp("127.0.0.1", 0, (socket) => socket.end());
  const at = first.bound;
  expect(at).toMatchObject({ address: "127.0.0.1" });
  await expect(listenTcp("127.0.0.1", at?.port ?? 0, () => undefined)).rejects.toMatchObject({
    code: "EADDRINUSE",
  });
  await first.close();
  expect(first.bound).toBeNull();
  const second = await listenTcp("127.0.0.1", at?.port ?? 0, () => undefined);
  await second.close();
});

describe("finding the sockets of systemd", () => {
  const NONE = { tftp: [], sftp: null, cli: null, notes: [] };

  test("without its variables there are none", async () => {
    expect(await findInheritedSockets(null)).toEqual(NONE);
  });

  test("variables for a process that did not start this one are ignored", async () => {
    const another = { pid: 2 ** 22 + 1, count: 1, names: ["tftp"] };
    expect(await findInheritedSockets(another)).toEqual(NONE);
  });

  test("when no socket arrived, also through a shell that started this process, it is told what to change", async () => {
    for (const pid of [process.pid, process.ppid]) {
      // Descriptor 3 of a test is its channel to the test runner.
      const found = await findInheritedSockets({ pid, count: 1, names: ["tftp"] });
      expect(found).toEqual({
        ...NONE,
        notes: [
          "systemd opened sockets for this program, but they did not arrive. npm closes them: start with node scripts/start.mjs in ExecStart=.",
        ],
      });
    }
  });
});
