/** The TFTP server on real sockets, with a client that sends exactly the packets of the test. */
import { rename, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { serverStatusSchema } from "@/lib/contracts/servers";
import { transferRowSchema } from "@/lib/contracts/transfers";
import { type DatagramPeer, datagramPeer } from "@/lib/testing/datagram-peer";
import { sha256, type TftpLab, tftpLab, until } from "@/lib/testing/tftp-lab";
import { encode, type Packet } from "@/lib/wire/tftp/packet";
import { fetchTftp, type TftpFetchResult } from "./tftp-client";
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
/** The shortest timeout that can be negotiated, for tests in which the server times out. */
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

async function untilServed(ask: () => ReturnType<typeof fetch>): Promise<TftpFetchResult> {
  const { result } = await ask();
  return result.ok ? result : untilServed(ask);
}

describe("protocol", () => {
  test("[RFC1350-4] each transfer has its own port", async () => {
    await lab.file("a", 600);
    const [one, two] = [await newPeer(), await newPeer()];
    one.send(rrq("a"), lab.port);
    two.send(rrq("a"), lab.port);
    const ports = [(await one.next()).port, (await two.next()).port];
    expect(new Set([...ports, lab.port]).size).toBe(3);
  });

  test("[RFC1350-4] a packet from a wrong transfer ID is answered with ERROR 5 and does not change the transfer", async () => {
    await lab.file("a", 600);
    const [peer, other] = [await newPeer(), await newPeer()];
    peer.send(rrq("a"), lab.port);
    const { port } = await peer.next();
    other.send(ack(1), port);
    expect((await other.next()).packet).toMatchObject({ kind: "ERROR", code: 5 });
    other.send({ kind: "ERROR", code: 0, message: "not mine" }, port);
    peer.send(ack(1), port);
    expect((await peer.next()).packet).toMatchObject({ kind: "DATA", block: 2 });
    expect(other.waiting).toBe(0);
  });

  test("[RFC1350-6] a file whose size is a multiple of the block size ends with an empty block", async () => {
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

  test("an empty file is sent as one empty block", async () => {
    await lab.file("empty", 0);
    expect((await fetch("empty")).result).toMatchObject({ ok: true, bytes: 0, announcedSize: 0 });
  });

  test("[RFC2347-3] the OACK has every option that the server accepts, and no unknown one", async () => {
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

  test("[RFC2347-4] ERROR 8 from the client ends the transfer and closes its socket", async () => {
    await lab.file("a", 5000);
    const peer = await newPeer();
    peer.send(rrq("a", { blksize: "1428" }), lab.port);
    const { port } = await peer.next();
    peer.send({ kind: "ERROR", code: 8, message: "no" }, port);
    await until(() => lab.ledger.live === 1);
  });

  test("a client that ends the transfer after the OACK gets a log line and no transfer row", async () => {
    await lab.file("a", 5000);
    const peer = await newPeer();
    peer.send(rrq("a", { tsize: "0" }), lab.port);
    peer.send({ kind: "ERROR", code: 0, message: "TFTP Aborted" }, (await peer.next()).port);
    await until(() => lab.ledger.live === 1);
    expect(lab.ended).toEqual([]);
    expect(lab.lines.at(-1)).toBe("Announced a to 127.0.0.1: 5000 bytes, the client asked only for the size");
  });

  test("a request that is repeated from the same port does not start a second transfer", async () => {
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
      const received = await peer.next();
      if (received.port === first) continue;
      expect(received.packet).toMatchObject({ kind: "DATA", block: 1 });
      break;
    }
    expect(lab.ended[0]).toMatchObject({ path: "a", outcome: "aborted" });
    expect(lab.server().activeTransfers).toBeLessThanOrEqual(1);
  });

  test("[RFC1123-4.2.3.1] a hundred duplicate ACKs do not make the server send a block a hundred times", async () => {
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
    // These few were sent by the retransmission timer, none in answer to a duplicate ACK.
    expect(blocks.length).toBeLessThan(10);
  });

  test("[RFC7440-4] after an ACK inside the window the server sends on from the block behind it", async () => {
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

  test("[RFC1350-1] in netascii mode line ends are translated and the size is not announced", async () => {
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

  test.each([["mail"], [""]])("refuses the mode '%s' with ERROR 4", async (mode) => {
    const peer = await newPeer();
    peer.send(rrq("a", {}, mode), lab.port);
    expect((await peer.next()).packet).toMatchObject({ kind: "ERROR", code: 4 });
  });

  test("refuses a write request with ERROR 2 and counts it", async () => {
    const peer = await newPeer();
    peer.send({ kind: "WRQ", filename: "new", mode: "octet", options: new Map() }, lab.port);
    expect((await peer.next()).packet).toEqual({
      kind: "ERROR",
      code: 2,
      message: "This server is read-only",
    });
    await until(() => lab.server().refused["write request"] === 1);
  });

  test("serves IPv6 clients", async () => {
    const six = await tftpLab({ address: "::1" });
    const digest = await six.file("a", 10_000);
    const { result, content } = await fetch("a", { server: "::1", port: six.port });
    expect(result).toMatchObject({ ok: true, bytes: 10_000 });
    expect(sha256(content)).toBe(digest);
    await six.stop();
  });

  test("listening on :: it serves IPv4 and IPv6 clients, and reports IPv4 addresses without their IPv6 prefix", async () => {
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
  ])("refuses %s with ERROR %i, a log line and a count", async (name, code) => {
    const peer = await newPeer();
    peer.send(rrq(name), lab.port);
    expect((await peer.next()).packet).toMatchObject({ kind: "ERROR", code });
    expect(lab.lines[0]).toBe(`RRQ from 127.0.0.1 filename ${name}`);
    expect(lab.lines[1]).toMatch(new RegExp(`^sending NAK \\(${code}, .+\\) to 127\\.0\\.0\\.1$`));
    await until(() => Object.values(lab.server().refused).reduce((a, b) => a + b, 0) === 1);
  });

  test("refuses a file name that is not UTF-8 with ERROR 2", async () => {
    const peer = await newPeer();
    peer.send(Buffer.from("\0\x01caf\xe9\0octet\0", "latin1"), lab.port);
    expect((await peer.next()).packet).toMatchObject({ kind: "ERROR", code: 2 });
  });

  test("escapes control characters of a file name in the log", async () => {
    const peer = await newPeer();
    peer.send(rrq("a\nRRQ from 10.0.0.1 filename forged\x1b[2J"), lab.port);
    await peer.next();
    expect(lab.lines[0]).toBe("RRQ from 127.0.0.1 filename a\\x0aRRQ from 10.0.0.1 filename forged\\x1b[2J");
  });

  test("malformed packets to the server's and a transfer's port neither stop the server nor open a socket", async () => {
    const digest = await lab.file("a", 100_000);
    const [peer, sender] = [await newPeer(), await newPeer()];
    peer.send(rrq("a", { timeout: "5" }), lab.port);
    const { port } = await peer.next();
    const sizes = [0, 1, 2, 3, 4, 5, 100, 600, 9000];
    for (let round = 0; round < 40; round++) {
      for (const size of sizes) {
        const junk = Buffer.alloc(size, round * 7);
        if (size > 1) junk.writeUInt16BE(round % 9, 0);
        sender.send(junk, round % 2 === 0 ? lab.port : port);
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

  test("a request that is cut short is refused with ERROR 4, or answered when what is left is a whole request", async () => {
    await lab.file("a", 100);
    const whole = encode(rrq("a", { blksize: "1428", ...quick }));
    const peer = await newPeer();
    for (let length = 4; length < whole.length; length++) peer.send(whole.subarray(0, length), lab.port);
    for (let received = await peer.next(); received.packet.kind === "ERROR"; received = await peer.next());
    await until(() => (lab.server().refused["malformed request"] ?? 0) > 10);
    while (lab.ledger.live > 1) {
      const { packet, port } = await peer.next();
      if (packet.kind !== "ERROR") peer.send({ kind: "ERROR", code: 0, message: "" }, port);
      await until(() => peer.waiting > 0 || lab.ledger.live === 1);
    }
  });

  test("sends the first packet three times to a client that never answers, then closes its socket", async () => {
    await lab.file("a", 5000);
    const peer = await newPeer();
    peer.send(rrq("a", quick), lab.port);
    await until(() => lab.ended.length === 1);
    expect(peer.waiting).toBe(3);
    expect(lab.ended[0]).toMatchObject({ outcome: "failed", cause: { code: "timed-out" }, bytes: 0 });
    expect(lab.ledger.live).toBe(1);
  });

  test("one ACK from an unproven client draws at most 128 KB and then one packet for each retry", async () => {
    await lab.file("a", 1_000_000);
    const peer = await newPeer();
    peer.send(rrq("a", { ...quick, blksize: "1428", windowsize: "65535" }), lab.port);
    const { packet, port } = await peer.next();
    expect(packet).toMatchObject({ kind: "OACK" });
    expect(packet.kind === "OACK" && packet.options.get("windowsize")).toBe("64");
    peer.send(ack(0), port);
    await until(() => lab.ended.length === 1);
    const blocks: number[] = [];
    while (peer.waiting > 0) {
      const next = (await peer.next()).packet;
      if (next.kind === "DATA") blocks.push(next.block);
    }
    const window = Array.from({ length: 64 }, (_, i) => i + 1);
    expect(blocks).toEqual([...window, 64, 1, 64, 1, 64, 1, 64, 1, 64]);
  });

  test("closes the socket of a client that stops answering, and reports how many bytes it acknowledged", async () => {
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

  test("refuses transfers above the limit per address with an ERROR that names the limit, and counts them", async () => {
    const small = await tftpLab({ limits: { concurrent: 3, perAddress: 2, requestsPerSecond: 1000 } });
    await small.file("a", 5000);
    const [one, two, three] = [await newPeer(), await newPeer(), await newPeer()];
    one.send(rrq("a"), small.port);
    two.send(rrq("a"), small.port);
    for (const peer of [one, two]) {
      peer.send(ack(1), (await peer.next()).port);
      await peer.next();
    }
    three.send(rrq("a"), small.port);
    expect((await three.next()).packet).toEqual({
      kind: "ERROR",
      code: 0,
      message: "Too many transfers. The limit is 2 at once per address",
    });
    await until(() => small.server().refused["too many transfers per address"] === 1);
    const { result } = await fetch("a", { port: small.port });
    expect(result).toMatchObject({ ok: false, fault: { code: "busy" } });
    await small.stop();
  });

  test("a client gets the place of one that never answered when a limit is reached, and never of one that did", async () => {
    const small = await tftpLab({ limits: { concurrent: 2, perAddress: 2, requestsPerSecond: 10_000 } });
    await small.file("a", 5000);
    const [silent, answering] = [await newPeer(), await newPeer()];
    answering.send(rrq("a"), small.port);
    answering.send(ack(1), (await answering.next()).port);
    await answering.next();
    silent.send(rrq("a"), small.port);
    await silent.next();
    // Refused until the silent one has had its chance to answer.
    const served = await untilServed(() => fetch("a", { port: small.port }));
    expect(served).toMatchObject({ ok: true, bytes: 5000 });
    expect(small.ended[0]).toMatchObject({
      outcome: "failed",
      cause: { message: "The client had not answered when another client needed its place." },
    });
    await small.stop();
  });

  test("refuses requests above the rate limit, with one log line for all of them", async () => {
    const small = await tftpLab({ limits: { requestsPerSecond: 5 } });
    const clients = await Promise.all(Array.from({ length: 30 }, () => newPeer()));
    for (const client of clients) client.send(rrq("nowhere"), small.port);
    const answers = await Promise.all(clients.map((client) => client.next()));
    const codes = answers.map(({ packet }) => (packet.kind === "ERROR" ? packet.code : -1));
    // The burst allows twice the rate; on a slow machine a few more requests are allowed meanwhile.
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
  ])("a file that is %s during the transfer ends it with an ERROR that says so", async (_case, change) => {
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

describe("logs, rows and events", () => {
  test("a transfer has two log lines, one for the request as tftpd-hpa words it and one for the end", async () => {
    await lab.file("EWC_17_9_4a/ap1g8", 5000);
    await fetch("EWC_17_9_4a/ap1g8");
    await until(() => lab.lines.length === 2);
    expect(lab.lines[0]).toBe("RRQ from 127.0.0.1 filename EWC_17_9_4a/ap1g8");
    expect(lab.lines[1]).toMatch(
      /^Sent EWC_17_9_4a\/ap1g8 to 127\.0\.0\.1: 5000 bytes in \d+\.\d{3} s, [\d.]+ [kM]?B\/s, block size 1428, window 1, 0 retransmissions, complete$/,
    );
  });

  test("a transfer's row follows the contract and has its options, and its events are started and completed", async () => {
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

  test("the server's row counts transfers, bytes and refusals", async () => {
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

  test("a transfer that an operator aborts ends with an ERROR to the client", async () => {
    await lab.file("a", 5000);
    const peer = await newPeer();
    peer.send(rrq("a"), lab.port);
    await peer.next();
    lab.registry.abort(lab.registry.rows()[0]?.id ?? "");
    for (;;) {
      const { packet } = await peer.next();
      if (packet.kind !== "ERROR") continue;
      expect(packet.message).toBe("Aborted by the operator");
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

  test("a port in use is a fault that names the process that uses it (on Linux)", async () => {
    const second = createTftpServer({ ...settings(), port: lab.port });
    const reason = await second.start().catch((error: { fault: unknown }) => error.fault);
    expect(reason).toMatchObject({ code: "conflict" });
    const by = process.platform === "linux" ? `\\(pid ${process.pid}\\)` : "another program";
    expect((reason as { message: string }).message).toMatch(new RegExp(`in use by .*${by}`));
    expect(second.listening()).toBeNull();
  });

  test("an address that this machine does not have is a bad-input fault", async () => {
    const other = createTftpServer({ ...settings(), address: "192.0.2.1", port: 0 });
    await expect(other.start()).rejects.toMatchObject({ fault: { code: "bad-input" } });
  });

  test("stopping sends an ERROR to running clients and frees the port for another server", async () => {
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
