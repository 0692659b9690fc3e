/** The server on real sockets, asked by a peer that does exactly what the test says. */
import { rename, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { serverStatusSchema } from "@/lib/contracts/servers";
import { transferRowSchema } from "@/lib/contracts/transfers";
import { type DatagramPeer, datagramPeer } from "@/lib/testing/datagram-peer";
import { sha256, type TftpLab, tftpLab, until } from "@/lib/testing/tftp-lab";
import { encode, type Packet } from "@/lib/wire/tftp/packet";
import { fetchTftp } from "./tftp-client";
import { createTftpServer } from "./tftp-server";

let lab: TftpLab;
let peers: DatagramPeer[] = [];

beforeEach(async () => {
  lab = await tftpLab();
});
afterEach(async () => {
  for (const peer of peers) peer.close();
  peers = [];
  await lab.stop();
  expect(lab.ledger.live).toBe(0);
});

const newPeer = async (address?: string) => {
  const peer = await datagramPeer(address);
  peers.push(peer);
  return peer;
};
const rrq = (filename: string, options: Record<string, string> = {}, mode = "octet"): Packet => ({
  kind: "RRQ",
  filename,
  mode,
  options: new Map(Object.entries(options)),
});
const ack = (block: number): Packet => ({ kind: "ACK", block });
/** The least waits there are, so that a test of giving up is quick. */
const quick = { utimeout: "10000" };
const fetch = (path: string, changed: Partial<Parameters<typeof fetchTftp>[0]> = {}) => {
  const pieces: Uint8Array[] = [];
  return fetchTftp({
    server: lab.address,
    port: lab.port,
    path,
    blockSize: 1428,
    windowSize: 1,
    timeoutMs: 1000,
    retries: 5,
    sink: (piece) => void pieces.push(piece),
    ...changed,
  }).then((result) => ({ result, content: Buffer.concat(pieces) }));
};

describe("protocol", () => {
  test("[RFC1350-4] each transfer answers from a port of its own", async () => {
    await lab.file("a", 600);
    const [one, two] = [await newPeer(), await newPeer()];
    one.send(rrq("a"), lab.port);
    two.send(rrq("a"), lab.port);
    const ports = [(await one.next()).port, (await two.next()).port];
    expect(new Set([...ports, lab.port]).size).toBe(3);
  });

  test("[RFC1350-4] a packet from a wrong transfer ID gets ERROR 5 and disturbs nothing", async () => {
    await lab.file("a", 600);
    const [peer, stranger] = [await newPeer(), await newPeer()];
    peer.send(rrq("a"), lab.port);
    const { port } = await peer.next();
    stranger.send(ack(1), port);
    expect((await stranger.next()).packet).toMatchObject({ kind: "ERROR", code: 5 });
    stranger.send({ kind: "ERROR", code: 0, message: "not mine" }, port);
    peer.send(ack(1), port);
    expect((await peer.next()).packet).toMatchObject({ kind: "DATA", block: 2 });
    expect(stranger.waiting).toBe(0);
  });

  test("[RFC1350-6] a file of a multiple of the block size ends in an empty block", async () => {
    await lab.file("a", 1024);
    const peer = await newPeer();
    peer.send(rrq("a"), lab.port);
    const { port } = await peer.next();
    peer.send(ack(1), port);
    await peer.next();
    peer.send(ack(2), port);
    const last = (await peer.next()).packet;
    expect(last).toMatchObject({ kind: "DATA", block: 3 });
    expect(last.kind === "DATA" && last.data.length).toBe(0);
    peer.send(ack(3), port);
    await until(() => lab.ended.length === 1);
    expect(lab.ended[0]).toMatchObject({ outcome: "complete", bytes: 1024, retransmissions: 0 });
  });

  test("an empty file is one empty block", async () => {
    await lab.file("empty", 0);
    expect((await fetch("empty")).result).toMatchObject({ ok: true, bytes: 0, announcedSize: 0 });
  });

  test("[RFC2347-3] every option that holds is in the OACK, the unknown one is not", async () => {
    await lab.file("a", 5000);
    const peer = await newPeer();
    const asked = {
      BLKSIZE: "1428",
      tsize: "0",
      timeout: "2",
      windowsize: "4",
      rollover: "0",
      multicast: "",
    };
    peer.send(rrq("a", asked), lab.port);
    expect((await peer.next()).packet).toEqual({
      kind: "OACK",
      options: new Map([
        ["blksize", "1428"],
        ["tsize", "5000"],
        ["timeout", "2"],
        ["windowsize", "4"],
        ["rollover", "0"],
      ]),
    });
  });

  test("[RFC2347-4] ERROR 8 of the client ends the transfer and frees its socket", async () => {
    await lab.file("a", 5000);
    const peer = await newPeer();
    peer.send(rrq("a", { blksize: "1428" }), lab.port);
    const { port } = await peer.next();
    peer.send({ kind: "ERROR", code: 8, message: "no" }, port);
    await until(() => lab.ledger.live === 1);
  });

  test("a client that wanted only the size leaves a line in the log and no transfer", async () => {
    await lab.file("a", 5000);
    const peer = await newPeer();
    peer.send(rrq("a", { tsize: "0" }), lab.port);
    peer.send({ kind: "ERROR", code: 0, message: "TFTP Aborted" }, (await peer.next()).port);
    await until(() => lab.ledger.live === 1);
    expect(lab.ended).toEqual([]);
    expect(lab.lines.at(-1)).toBe("Announced a to 127.0.0.1: 5000 bytes, the client asked only for the size");
  });

  test("a request that comes again from the same port is the same transfer", async () => {
    await lab.file("a", 5000);
    const peer = await newPeer();
    for (let i = 0; i < 5; i++) peer.send(rrq("a"), lab.port);
    const { port } = await peer.next();
    peer.send(ack(1), port);
    expect((await peer.next()).packet).toMatchObject({ kind: "DATA", block: 2 });
    expect(lab.registry.size).toBe(1);
    expect(lab.ledger.opened).toBe(2);
  });

  test("a request for another file from the same port ends the first transfer and starts the second", async () => {
    await lab.file("a", 5000);
    await lab.file("b", 700);
    const peer = await newPeer();
    peer.send(rrq("a"), lab.port);
    const first = (await peer.next()).port;
    peer.send(rrq("b"), lab.port);
    for (;;) {
      const heard = await peer.next();
      if (heard.port === first) continue;
      expect(heard.packet).toMatchObject({ kind: "DATA", block: 1 });
      break;
    }
    expect(lab.ended[0]).toMatchObject({ path: "a", outcome: "aborted" });
    expect(lab.server().activeTransfers).toBeLessThanOrEqual(1);
  });

  test("[RFC1123-4.2.3.1] a hundred duplicate ACKs bring the next block once", async () => {
    await lab.file("a", 5000);
    const peer = await newPeer();
    peer.send(rrq("a", { blksize: "512", timeout: "3" }), lab.port);
    const { port } = await peer.next();
    for (let i = 0; i < 100; i++) peer.send(ack(0), port);
    expect((await peer.next()).packet).toMatchObject({ kind: "DATA", block: 1 });
    for (let i = 0; i < 100; i++) peer.send(ack(1), port);
    expect((await peer.next()).packet).toMatchObject({ kind: "DATA", block: 2 });
    await until(() => lab.registry.rows()[0]?.duplicates === 99 + 99);
    const blocks: number[] = [];
    while (peer.waiting > 0) {
      const { packet } = await peer.next();
      if (packet.kind === "DATA") blocks.push(packet.block);
    }
    // Whatever waits is the timer's doing, one block at a time, never an answer to a duplicate.
    expect(blocks.length).toBeLessThan(10);
  });

  test("[RFC7440-4] an ACK inside the window brings the rest of it again, from there and at once", async () => {
    await lab.file("a", 5000);
    const peer = await newPeer();
    peer.send(rrq("a", { blksize: "8", windowsize: "8", timeout: "3" }), lab.port);
    const { port } = await peer.next();
    peer.send(ack(0), port);
    const blocks = async (count: number) => {
      const seen: number[] = [];
      while (seen.length < count) {
        const { packet } = await peer.next();
        if (packet.kind === "DATA") seen.push(packet.block);
      }
      return seen;
    };
    expect(await blocks(8)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    peer.send(ack(3), port);
    expect(await blocks(8)).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test("[RFC1350-1] netascii: line ends are translated, and the size is not announced", async () => {
    await lab.file("text", Buffer.from("one\ntwo\rthree\n".repeat(100)));
    const peer = await newPeer();
    peer.send(rrq("text", { tsize: "0", blksize: "1000" }, "netascii"), lab.port);
    const first = await peer.next();
    expect(first.packet).toEqual({ kind: "OACK", options: new Map([["blksize", "1000"]]) });
    const content: Uint8Array[] = [];
    peer.send(ack(0), first.port);
    for (;;) {
      const { packet } = await peer.next();
      if (packet.kind !== "DATA") continue;
      content.push(packet.data);
      peer.send(ack(packet.block), first.port);
      if (packet.data.length < 1000) break;
    }
    expect(Buffer.concat(content).toString()).toBe("one\r\ntwo\r\0three\r\n".repeat(100));
    await until(() => lab.ended.length === 1);
    expect(lab.ended[0]).toMatchObject({ outcome: "complete", options: { netascii: true } });
  });

  test.each([["mail"], [""]])("the mode '%s' is answered with ERROR 4", async (mode) => {
    const peer = await newPeer();
    peer.send(rrq("a", {}, mode), lab.port);
    expect((await peer.next()).packet).toMatchObject({ kind: "ERROR", code: 4 });
  });

  test("a write request is refused in words: the server only reads", async () => {
    const peer = await newPeer();
    peer.send({ kind: "WRQ", filename: "new", mode: "octet", options: new Map() }, lab.port);
    expect((await peer.next()).packet).toEqual({
      kind: "ERROR",
      code: 2,
      message: "This server is read-only: it takes no files",
    });
    await until(() => lab.server().refused["write request"] === 1);
  });

  test("IPv6 clients are served", async () => {
    const six = await tftpLab({ address: "::1" });
    const digest = await six.file("a", 10_000);
    const { result, content } = await fetch("a", { server: "::1", port: six.port });
    expect(result).toMatchObject({ ok: true, bytes: 10_000 });
    expect(sha256(content)).toBe(digest);
    await six.stop();
  });

  test("a server on any address serves IPv4 and IPv6, and calls an IPv4 client by its IPv4 address", async () => {
    const any = await tftpLab({ address: "::" });
    await any.file("a", 10_000);
    for (const server of ["127.0.0.1", "::1"]) {
      expect((await fetch("a", { server, port: any.port })).result).toMatchObject({
        ok: true,
        bytes: 10_000,
      });
    }
    await until(() => any.ended.length === 2);
    expect(any.ended.map(({ client }) => client.address)).toEqual(["127.0.0.1", "::1"]);
    expect(any.lines[0]).toBe("RRQ from 127.0.0.1 filename a");
    await any.stop();
  });
});

describe("safety", () => {
  test.each([
    ["../secret", 2],
    ["/etc/passwd", 2],
    ["a\\b", 2],
    [".staging/half", 2],
    ["nowhere/ap1g8", 1],
  ])("%s is answered with ERROR %i, a line and a count", async (name, code) => {
    const peer = await newPeer();
    peer.send(rrq(name), lab.port);
    expect((await peer.next()).packet).toMatchObject({ kind: "ERROR", code });
    expect(lab.lines[0]).toBe(`RRQ from 127.0.0.1 filename ${name}`);
    expect(lab.lines[1]).toMatch(new RegExp(`^sending NAK \\(${code}, .+\\) to 127\\.0\\.0\\.1$`));
    await until(() => Object.values(lab.server().refused).reduce((a, b) => a + b, 0) === 1);
  });

  test("a name that is not UTF-8 is refused with ERROR 2", async () => {
    const peer = await newPeer();
    peer.send(Buffer.from("\0\x01caf\xe9\0octet\0", "latin1"), lab.port);
    expect((await peer.next()).packet).toMatchObject({ kind: "ERROR", code: 2 });
  });

  test("control characters of a name cannot break a line of the log", async () => {
    const peer = await newPeer();
    peer.send(rrq("a\nRRQ from 10.0.0.1 filename forged\x1b[2J"), lab.port);
    await peer.next();
    expect(lab.lines[0]).toBe("RRQ from 127.0.0.1 filename a\\x0aRRQ from 10.0.0.1 filename forged\\x1b[2J");
  });

  test("malformed packets of every kind, to both ports, neither end the server nor cost a socket", async () => {
    const digest = await lab.file("a", 100_000);
    const [peer, wrecker] = [await newPeer(), await newPeer()];
    peer.send(rrq("a", { timeout: "5" }), lab.port);
    const { port } = await peer.next();
    const sizes = [0, 1, 2, 3, 4, 5, 100, 600, 9000];
    for (let round = 0; round < 40; round++) {
      for (const size of sizes) {
        const junk = Buffer.alloc(size, round * 7);
        if (size > 1) junk.writeUInt16BE(round % 9, 0);
        wrecker.send(junk, round % 2 === 0 ? lab.port : port);
      }
    }
    await until(() => (lab.server().refused["not a request"] ?? 0) > 0);
    expect(lab.ledger.live).toBe(2);
    const { result, content } = await fetch("a");
    expect(result.ok).toBe(true);
    expect(sha256(content)).toBe(digest);
    peer.send({ kind: "ERROR", code: 0, message: "" }, port);
    await until(() => lab.ledger.live === 1);
  });

  test("a request cut short anywhere is answered with ERROR 4 or as what is left of it", async () => {
    await lab.file("a", 100);
    const whole = encode(rrq("a", { blksize: "1428", ...quick }));
    const peer = await newPeer();
    for (let length = 4; length < whole.length; length++) peer.send(whole.subarray(0, length), lab.port);
    for (let heard = await peer.next(); heard.packet.kind === "ERROR"; heard = await peer.next());
    await until(() => (lab.server().refused["malformed request"] ?? 0) > 10);
    while (lab.ledger.live > 1) {
      const { packet, port } = await peer.next();
      if (packet.kind !== "ERROR") peer.send({ kind: "ERROR", code: 0, message: "" }, port);
      await until(() => peer.waiting > 0 || lab.ledger.live === 1);
    }
  });

  test("an address that never answers gets its first packet five times and costs nothing after that", async () => {
    await lab.file("a", 5000);
    const peer = await newPeer();
    peer.send(rrq("a", quick), lab.port);
    await until(() => lab.ended.length === 1);
    expect(peer.waiting).toBe(5);
    expect(lab.ended[0]).toMatchObject({ outcome: "failed", cause: { code: "timed-out" }, bytes: 0 });
    expect(lab.ledger.live).toBe(1);
  });

  test("a client that vanishes in the middle frees its socket within its timeout", async () => {
    await lab.file("a", 5000);
    const peer = await newPeer();
    peer.send(rrq("a", { ...quick, blksize: "100" }), lab.port);
    const { port } = await peer.next();
    peer.send(ack(0), port);
    await peer.next();
    peer.send(ack(1), port);
    await until(() => lab.ledger.live === 1);
    expect(lab.ended[0]).toMatchObject({
      outcome: "failed",
      bytes: 100,
      cause: { code: "timed-out", message: "The client stopped answering after 100 bytes." },
    });
  });

  test("over the limits the answer is an ERROR with words, and a count", async () => {
    const small = await tftpLab({ limits: { concurrent: 3, perAddress: 2, requestsPerSecond: 1000 } });
    await small.file("a", 5000);
    const [one, two, three] = [await newPeer(), await newPeer(), await newPeer()];
    one.send(rrq("a"), small.port);
    two.send(rrq("a"), small.port);
    await Promise.all([one.next(), two.next()]);
    three.send(rrq("a"), small.port);
    expect((await three.next()).packet).toEqual({
      kind: "ERROR",
      code: 0,
      message: "Too many transfers: the limit is 2 at once per address",
    });
    await until(() => small.server().refused["too many transfers per address"] === 1);
    const { result } = await fetch("a", { port: small.port });
    expect(result).toMatchObject({ ok: false, fault: { code: "busy" } });
    await small.stop();
  });

  test("too many requests per second are refused in words, with one line in the log", async () => {
    const small = await tftpLab({ limits: { requestsPerSecond: 5 } });
    const askers = await Promise.all(Array.from({ length: 30 }, () => newPeer()));
    for (const asker of askers) asker.send(rrq("nowhere"), small.port);
    const answers = await Promise.all(askers.map((asker) => asker.next()));
    const codes = answers.map(({ packet }) => (packet.kind === "ERROR" ? packet.code : -1));
    // A burst of twice the rate is taken; a slow machine may earn a few more meanwhile.
    expect(codes.filter((code) => code === 1).length).toBeGreaterThanOrEqual(10);
    expect(codes.filter((code) => code === 0).length).toBeGreaterThanOrEqual(5);
    expect(codes).not.toContain(-1);
    expect(small.lines.filter((line) => line.includes("Too many requests"))).toHaveLength(1);
    await small.stop();
  });

  test.each([
    ["cut short", (file: string) => truncate(file, 1000)],
    ["written over", (file: string) => writeFile(file, Buffer.alloc(3_000_000, 1))],
    [
      "replaced",
      async (file: string) => {
        await writeFile(`${file}.new`, "other");
        await rename(`${file}.new`, file);
      },
    ],
  ])("a file that is %s while it is sent ends in an ERROR that says so", async (_promise, change) => {
    await lab.file("a", 3_000_000);
    let changed: Promise<void> | undefined;
    const { result } = await fetch("a", {
      onProgress: (bytes) => {
        if (bytes > 100_000) changed ??= change(path.join(lab.root, "a"));
      },
      blockSize: 512,
    });
    await changed;
    expect(result).toMatchObject({ ok: false, fault: { code: "peer-error" } });
    expect(result.ok ? "" : result.fault.message).toMatch(/^ERROR 0 The file was .+ while it was sent$/);
    await until(() => lab.ended.length === 1);
    expect(lab.ended[0]).toMatchObject({ outcome: "failed", cause: { code: "conflict" } });
  });
});

describe("what is seen", () => {
  test("a request and its end are two lines, the first in the form of tftpd-hpa", async () => {
    await lab.file("EWC_17_9_4a/ap1g8", 5000);
    await fetch("EWC_17_9_4a/ap1g8");
    await until(() => lab.lines.length === 2);
    expect(lab.lines[0]).toBe("RRQ from 127.0.0.1 filename EWC_17_9_4a/ap1g8");
    expect(lab.lines[1]).toMatch(
      /^Sent EWC_17_9_4a\/ap1g8 to 127\.0\.0\.1: 5000 bytes in \d+\.\d{3} s, [\d.]+ [kM]?B\/s, block size 1428, window 1, 0 retransmissions, complete$/,
    );
  });

  test("a transfer is one object of the contract, from its first byte to its end", async () => {
    await lab.file("a", 300_000);
    const { result } = await fetch("a", { windowSize: 4 });
    await until(() => lab.ended.length === 1);
    const row = lab.ended[0];
    expect(transferRowSchema.parse(row)).toEqual(row);
    expect(row).toMatchObject({
      protocol: "tftp",
      direction: "send",
      client: { address: "127.0.0.1", port: result.localPort },
      path: "a",
      size: 300_000,
      bytes: 300_000,
      outcome: "complete",
      options: { blockSize: 1428, windowSize: 4, timeoutMs: null, netascii: false },
    });
    expect(lab.events.map(({ type }) => type)).toEqual([
      "server.started",
      "transfer.started",
      "transfer.completed",
    ]);
  });

  test("the server's row counts what happened", async () => {
    await lab.file("a", 50_000);
    await Promise.all([fetch("a"), fetch("a"), fetch("nowhere")]);
    await until(() => lab.server().completedTransfers === 2 && lab.server().bytesSent === 100_000);
    const row = lab.server();
    expect(serverStatusSchema.parse(row)).toEqual(row);
    expect(row).toMatchObject({
      id: "tftp",
      state: "listening",
      port: lab.port,
      refused: { "file not found": 1 },
    });
    expect(row.throughput).toHaveLength(120);
    expect(row.throughput.reduce((sum, bytes) => sum + bytes, 0)).toBe(100_000);
  });

  test("an operator ends a transfer, and the client is told", async () => {
    await lab.file("a", 5000);
    const peer = await newPeer();
    peer.send(rrq("a"), lab.port);
    await peer.next();
    lab.registry.abort(lab.registry.rows()[0]?.id ?? "");
    for (;;) {
      const { packet } = await peer.next();
      if (packet.kind !== "ERROR") continue;
      expect(packet.message).toBe("Ended by the operator");
      break;
    }
    expect(lab.ended[0]?.outcome).toBe("aborted");
  });
});

describe("start and stop", () => {
  const settings = () => ({
    root: lab.root,
    address: "127.0.0.1",
    registry: lab.registry,
    wall: { now: Date.now, after: () => () => undefined },
    onRow: () => undefined,
    onLog: () => undefined,
    onEvent: () => undefined,
  });

  test("a port in use is a fault that names who uses it, where the system tells", async () => {
    const second = createTftpServer({ ...settings(), port: lab.port });
    const reason = await second.start().catch((error: { fault: unknown }) => error.fault);
    expect(reason).toMatchObject({ code: "conflict" });
    const by = process.platform === "linux" ? `\\(pid ${process.pid}\\)` : "another program";
    expect((reason as { message: string }).message).toMatch(new RegExp(`in use by .*${by}`));
    expect(second.listening()).toBeNull();
  });

  test("an address that this machine has not is a fault that says so", async () => {
    const other = createTftpServer({ ...settings(), address: "192.0.2.1", port: 0 });
    await expect(other.start()).rejects.toMatchObject({ fault: { code: "bad-input" } });
  });

  test("stopping tells the clients, frees the port, and it can be started again", async () => {
    await lab.file("a", 5000);
    const peer = await newPeer();
    peer.send(rrq("a"), lab.port);
    await peer.next();
    const { port } = lab;
    await lab.stop();
    expect((await peer.next()).packet).toMatchObject({ kind: "ERROR", message: "The server is stopping" });
    expect(lab.server().state).toBe("stopped");
    expect(lab.ended[0]).toMatchObject({ outcome: "aborted" });
    lab = await tftpLab({ port });
    expect(lab.port).toBe(port);
  });
});
