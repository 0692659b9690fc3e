/** The sender against collectors on real sockets: that come, go, refuse, hang, and are never there. */
import { afterEach, expect, test } from "vitest";
import { type FakeClock, fakeClock } from "@/lib/testing/fake-clock";
import { type SyslogCollector, syslogCollector } from "@/lib/testing/syslog-collector";
import { pausedPeer, silentPeer } from "@/lib/testing/tcp-peers";
import { until } from "@/lib/testing/tftp-lab";
import type { Collector } from "./carrier";
import { deliverOnce } from "./deliver-once";
import { type SenderStatus, SyslogSender } from "./syslog-sender";

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

const bytes = (text: string) => new TextEncoder().encode(text);
const LONG_MS = 60_000;
/** The first attempt to connect again. */
const RETRY_MS = 1_000;
const STALL_MS = 30_000;

async function collector(...args: Parameters<typeof syslogCollector>): Promise<SyslogCollector> {
  const made = await syslogCollector(...args);
  endings.push(() => made.close());
  return made;
}

type Rig = { sender: SyslogSender; clock: FakeClock; status: SenderStatus; send(...texts: string[]): void };
function senderTo(to: Omit<Collector, "address"> & { address?: string }, queueBytes?: number): Rig {
  const clock = fakeClock();
  const rig = { clock } as Rig;
  rig.send = (...texts) => {
    for (const text of texts) rig.sender.send(bytes(text));
  };
  rig.sender = new SyslogSender({
    collector: { address: "127.0.0.1", ...to },
    wall: clock,
    onStatus: (status) => {
      rig.status = status;
    },
    ...(queueBytes !== undefined && { queueBytes }),
  });
  endings.push(() => rig.sender.abandon());
  return rig;
}

/** A port of 127.0.0.1 that was free a moment ago. */
async function freePort(transport: Collector["transport"]): Promise<number> {
  const once = await syslogCollector(transport);
  await once.close();
  return once.port;
}

test.each(["udp", "tcp"] as const)(
  "[%s] what is sent arrives whole, in order and once",
  async (transport) => {
    const there = await collector(transport);
    const { sender, send } = senderTo({ port: there.port, transport });
    // UDP loses what a receiver's buffer cannot hold: as much as fits any.
    const sent = Array.from({ length: 60 }, (_, i) => `message ${i} ${"\u20ac".repeat(i)}\n[]`);
    send(...sent);
    expect(await there.until(60)).toEqual(sent);
    expect(await sender.close(LONG_MS)).toEqual([]);
  },
);

test("[tcp] while the collector is unreachable this is reported, and waiting messages arrive once when it is back", async () => {
  const port = await freePort("tcp");
  const rig = senderTo({ port, transport: "tcp" });
  rig.send("one", "two");
  await until(() => rig.status?.state === "failing");
  expect(rig.status).toMatchObject({
    sent: 0,
    dropped: 0,
    waiting: 2,
    fault: { code: "connection-refused", message: `Nothing listens on TCP port ${port} of 127.0.0.1.` },
  });
  const there = await collector("tcp", port);
  rig.clock.advance(RETRY_MS);
  await until(() => rig.status.state === "sending");
  rig.send("three");
  expect(await there.until(3)).toEqual(["one", "two", "three"]);
  await until(() => rig.status.waiting === 0);
  expect(rig.status).toEqual({ state: "sending", fault: null, sent: 3, dropped: 0, waiting: 0 });
});

test("[tcp] after a restart of the collector the sender reconnects, and no message arrives twice", async () => {
  const first = await collector("tcp");
  const rig = senderTo({ port: first.port, transport: "tcp" });
  rig.send("before");
  await first.until(1);
  await until(() => rig.status.sent === 1);
  await first.close();
  await until(() => rig.status.state === "failing");
  expect(rig.status.fault?.code).toBe("server-gone");
  rig.send("while it was away");
  const second = await collector("tcp", first.port);
  rig.clock.advance(RETRY_MS);
  expect(await second.until(1)).toEqual(["while it was away"]);
  expect(first.messages).toEqual(["before"]);
});

test("[tcp] connection attempts have growing delays and never stop", async () => {
  const port = await freePort("tcp");
  const rig = senderTo({ port, transport: "tcp" });
  const waits: number[] = [];
  for (let i = 0; i < 7; i++) {
    await until(() => rig.status?.state === "failing" && rig.clock.waiting === 1);
    const before = rig.clock.now();
    await rig.clock.until(() => rig.clock.waiting !== 1 || rig.clock.now() !== before);
    waits.push((rig.clock.now() - before) / 1000);
  }
  expect(waits).toEqual([1, 2, 5, 10, 30, 30, 30]);
});

test("[tcp] when the queue is full the oldest messages are dropped and counted, and the newest arrive", async () => {
  const port = await freePort("tcp");
  const rig = senderTo({ port, transport: "tcp" }, 100);
  rig.send(...Array.from({ length: 50 }, (_, i) => `message ${String(i).padStart(2, "0")}`));
  await until(() => rig.status.state === "failing");
  expect(rig.status).toMatchObject({ dropped: 40, waiting: 10 });
  const there = await collector("tcp", port);
  rig.clock.advance(RETRY_MS);
  expect((await there.until(10)).map((text) => Number(text.slice(-2)))).toEqual([
    40, 41, 42, 43, 44, 45, 46, 47, 48, 49,
  ]);
});

test("[tcp] a collector that stops reading is disconnected, and memory stays limited", async () => {
  const peer = await pausedPeer();
  endings.push(() => peer.close());
  const rig = senderTo({ port: peer.port, transport: "tcp" }, 200_000);
  await until(() => rig.status?.state === "sending");
  const big = "x".repeat(2000);
  // More than the buffers of both systems take.
  while (rig.status.waiting === 0 || rig.status.dropped === 0) {
    rig.send(...Array.from({ length: 500 }, () => big));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(rig.status.waiting).toBeLessThanOrEqual(101);
  rig.clock.advance(STALL_MS);
  await until(() => rig.status.fault !== null);
  expect(rig.status.fault?.message).toMatch(/accepts no more messages/);
});

test("[tcp] close sends waiting messages and closes in order, within its time limit", async () => {
  const there = await collector("tcp");
  const rig = senderTo({ port: there.port, transport: "tcp" });
  await until(() => rig.status?.state === "sending");
  rig.send("last", "words");
  expect(await rig.sender.close(LONG_MS)).toEqual([]);
  expect(await there.until(2)).toEqual(["last", "words"]);
  await until(() => there.connections === 0);

  const silent = await silentPeer();
  endings.push(() => silent.close());
  const other = senderTo({ port: silent.port, transport: "tcp" });
  await until(() => other.status?.state === "sending");
  const closed = other.sender.close(LONG_MS);
  other.clock.advance(LONG_MS);
  await closed;
});

test("[tcp] close without a connection returns the waiting messages at once", async () => {
  const rig = senderTo({ port: await freePort("tcp"), transport: "tcp" });
  rig.send("one", "two");
  await until(() => rig.status.state === "failing");
  expect((await rig.sender.close(LONG_MS)).map((m) => new TextDecoder().decode(m))).toEqual(["one", "two"]);
  expect(rig.clock.waiting).toBe(0);
});

test("[udp] a refused datagram is reported as failing, and sending again once none is refused", async () => {
  const port = await freePort("udp");
  const rig = senderTo({ port, transport: "udp" });
  rig.send("lost");
  await until(() => rig.status?.state === "failing");
  expect(rig.status.fault).toMatchObject({ code: "connection-refused" });
  expect(rig.status.fault?.message).toBe(`Nothing listens on UDP port ${port} of 127.0.0.1.`);
  const there = await collector("udp", port);
  rig.send("second");
  expect(await there.until(1)).toEqual(["second"]);
  await until(() => rig.clock.waiting > 0);
  rig.clock.advance(LONG_MS);
  expect(rig.status).toMatchObject({ state: "sending", fault: null, waiting: 0 });
});

test("[udp] a collector that listens only for every second message gets all of these", async () => {
  const port = await freePort("udp");
  const rig = senderTo({ port, transport: "udp" });
  for (let i = 0; i < 5; i++) {
    rig.send(`lost ${i}`);
    const there = await syslogCollector("udp", port);
    rig.send(`message ${i}`);
    const received = await there.until(new RegExp(`^message ${i}$`));
    // The one before may have come, too: sockets and signals race.
    expect(received.at(-1)).toBe(`message ${i}`);
    await there.close();
  }
});

test("IPv6 collectors are reached over UDP and TCP", async () => {
  for (const transport of ["udp", "tcp"] as const) {
    const there = await collector(transport, 0, "::1");
    const rig = senderTo({ port: there.port, transport, address: "::1" });
    rig.send("over six");
    expect(await there.until(1)).toEqual(["over six"]);
  }
});

test("deliverOnce resolves when the message was accepted, and rejects with the reason", async () => {
  const clock = fakeClock();
  for (const transport of ["udp", "tcp"] as const) {
    const there = await collector(transport);
    const to = { address: "127.0.0.1", port: there.port, transport };
    const delivered = deliverOnce(to, bytes("one message"), clock);
    expect(await there.until(1)).toEqual(["one message"]);
    let isOver = false;
    void delivered.finally(() => {
      isOver = true;
    });
    await until(() => {
      clock.advance(500);
      return isOver;
    });
    await delivered;
    const closedPort = { ...to, port: await freePort(transport) };
    await expect(deliverOnce(closedPort, bytes("x"), clock)).rejects.toMatchObject({
      fault: { code: "connection-refused" },
    });
  }
});

test("deliverOnce rejects when the collector closes the connection", async () => {
  const there = await collector("tcp");
  const to = { address: "127.0.0.1", port: there.port, transport: "tcp" as const };
  const delivered = deliverOnce(to, bytes("no TLS?"), fakeClock());
  const outcome = expect(delivered).rejects.toMatchObject({ fault: { code: "server-gone" } });
  await there.until(1);
  there.hangUp();
  await outcome;
});
