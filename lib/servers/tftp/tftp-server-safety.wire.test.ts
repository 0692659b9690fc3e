/** What the TFTP server refuses, and that hostile or vanished clients cost nothing. */
import { rename, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { stopTime } from "@/lib/testing/stopped-time";
import { sha256, tftpLab, until } from "@/lib/testing/tftp-lab";
import { ack, quick, rrq, tftpServerRig } from "@/lib/testing/tftp-server-rig";
import { encode } from "@/lib/wire/tftp/packet";
import type { TftpFetchResult } from "./tftp-client";

const rig = tftpServerRig();

async function untilServed(ask: () => ReturnType<typeof rig.fetch>): Promise<TftpFetchResult> {
  const { result } = await ask();
  return result.ok ? result : untilServed(ask);
}

describe("safety", () => {
  test.each([
    ["../secret", 2],
    ["/etc/passwd", 2],
    ["a\\b", 2],
    [".staging/half", 2],
    ["nowhere/ap1g8", 1],
  ])("refuses %s with ERROR %i, a log line and a count", async (name, code) => {
    const peer = await rig.newPeer();
    peer.send(rrq(name), rig.lab.port);
    expect((await peer.next()).packet).toMatchObject({ kind: "ERROR", code });
    expect(rig.lab.lines[0]).toBe(`RRQ from 127.0.0.1 filename ${name}`);
    expect(rig.lab.lines[1]).toMatch(new RegExp(`^sending NAK \\(${code}, .+\\) to 127\\.0\\.0\\.1$`));
    await until(() => Object.values(rig.lab.server().refused).reduce((a, b) => a + b, 0) === 1);
  });

  test("refuses a file name that is not UTF-8 with ERROR 2", async () => {
    const peer = await rig.newPeer();
    peer.send(Buffer.from("\0\x01caf\xe9\0octet\0", "latin1"), rig.lab.port);
    expect((await peer.next()).packet).toMatchObject({ kind: "ERROR", code: 2 });
  });

  test("escapes control characters of a file name in the log", async () => {
    const peer = await rig.newPeer();
    peer.send(rrq("a\nRRQ from 10.0.0.1 filename forged\x1b[2J"), rig.lab.port);
    await peer.next();
    expect(rig.lab.lines[0]).toBe(
      "RRQ from 127.0.0.1 filename a\\x0aRRQ from 10.0.0.1 filename forged\\x1b[2J",
    );
  });

  test("malformed packets to the server's and a transfer's port neither stop the server nor open a socket", async () => {
    const digest = await rig.lab.file("a", 100_000);
    const [peer, sender] = [await rig.newPeer(), await rig.newPeer()];
    peer.send(rrq("a", { timeout: "5" }), rig.lab.port);
    const { port } = await peer.next();
    const sizes = [0, 1, 2, 3, 4, 5, 100, 600, 9000];
    for (let round = 0; round < 40; round++) {
      for (const size of sizes) {
        const junk = Buffer.alloc(size, round * 7);
        if (size > 1) junk.writeUInt16BE(round % 9, 0);
        sender.send(junk, round % 2 === 0 ? rig.lab.port : port);
      }
    }
    await until(() => (rig.lab.server().refused["not a request"] ?? 0) > 0);
    expect(rig.lab.ledger.live).toBe(2);
    const { result, content } = await rig.fetch("a");
    expect(result.ok).toBe(true);
    expect(sha256(content)).toBe(digest);
    peer.send({ kind: "ERROR", code: 0, message: "" }, port);
    await until(() => rig.lab.ledger.live === 1);
  });

  test("a request that is cut short is refused with ERROR 4, or answered when what is left is a whole request", async () => {
    await rig.lab.file("a", 100);
    const whole = encode(rrq("a", { blksize: "1428", ...quick }));
    const peer = await rig.newPeer();
    for (let length = 4; length < whole.length; length++) peer.send(whole.subarray(0, length), rig.lab.port);
    for (let received = await peer.next(); received.packet.kind === "ERROR"; received = await peer.next());
    await until(() => (rig.lab.server().refused["malformed request"] ?? 0) > 10);
    while (rig.lab.ledger.live > 1) {
      const { packet, port } = await peer.next();
      if (packet.kind !== "ERROR") peer.send({ kind: "ERROR", code: 0, message: "" }, port);
      await until(() => peer.waiting > 0 || rig.lab.ledger.live === 1);
    }
  });

  test("sends the first packet three times to a client that never answers, then closes its socket", async () => {
    await rig.lab.file("a", 5000);
    const peer = await rig.newPeer();
    peer.send(rrq("a", quick), rig.lab.port);
    await until(() => rig.lab.ended.length === 1);
    expect(peer.waiting).toBe(3);
    expect(rig.lab.ended[0]).toMatchObject({ outcome: "failed", cause: { code: "timed-out" }, bytes: 0 });
    expect(rig.lab.ledger.live).toBe(1);
  });

  test.each([
    [512, 64],
    [1428, 64],
    [16384, 8],
    [65464, 2],
  ])(
    "a request of 60 bytes and one ACK draw at most 128 KB of a file in blocks of %i, then one packet for each retry, then silence",
    async (blockSize, windowSize) => {
      await rig.lab.file("a", 1_000_000);
      const peer = await rig.newPeer();
      const time = stopTime();
      const request = encode(rrq("a", { ...quick, blksize: `${blockSize}`, windowsize: "65535" }));
      expect(request.length).toBeLessThanOrEqual(60);
      peer.send(request, rig.lab.port);
      const { packet, port } = await peer.next();
      expect(packet.kind === "OACK" && packet.options.get("windowsize")).toBe(`${windowSize}`);
      peer.send(ack(0), port);
      const received: { block: number; bytes: number }[] = [];
      const receive = async () => {
        const next = (await peer.next()).packet;
        if (next.kind === "DATA") received.push({ block: next.block, bytes: next.data.length });
      };
      for (let count = 0; count < windowSize; count++) await receive();
      await time.passUntil(() => rig.lab.ended.length === 1);
      expect(rig.lab.ledger.live).toBe(1);
      while (received.length < windowSize + 9 || peer.waiting > 0) await receive();
      const burst = received.slice(0, windowSize);
      expect(burst.map(({ block }) => block)).toEqual(Array.from({ length: windowSize }, (_, i) => i + 1));
      expect(burst.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(128 * 1024);
      const retries = Array.from({ length: 9 }, (_, i) => (i % 2 === 0 ? windowSize : 1));
      expect(received.slice(windowSize).map(({ block }) => block)).toEqual(retries);
    },
  );

  test("closes the socket of a client that stops answering, and reports how many bytes it acknowledged", async () => {
    await rig.lab.file("a", 5000);
    const peer = await rig.newPeer();
    const time = stopTime();
    peer.send(rrq("a", { ...quick, blksize: "100" }), rig.lab.port);
    const { port } = await peer.next();
    peer.send(ack(0), port);
    await peer.next();
    peer.send(ack(1), port);
    await peer.next();
    await time.passUntil(() => rig.lab.ledger.live === 1);
    expect(rig.lab.ended[0]).toMatchObject({
      outcome: "failed",
      bytes: 100,
      cause: { code: "timed-out", message: "The client stopped answering after 100 bytes." },
    });
  });

  test("refuses transfers above the limit per address with an ERROR that names the limit, and counts them", async () => {
    const small = await tftpLab({ limits: { concurrent: 3, perAddress: 2, requestsPerSecond: 1000 } });
    await small.file("a", 5000);
    const [one, two, three] = [await rig.newPeer(), await rig.newPeer(), await rig.newPeer()];
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
    const { result } = await rig.fetch("a", { port: small.port });
    expect(result).toMatchObject({ ok: false, fault: { code: "busy" } });
    await small.stop();
  });

  test("a client gets the place of one that never answered when a limit is reached, and never of one that did", async () => {
    const small = await tftpLab({ limits: { concurrent: 2, perAddress: 2, requestsPerSecond: 10_000 } });
    await small.file("a", 5000);
    const [silent, answering] = [await rig.newPeer(), await rig.newPeer()];
    answering.send(rrq("a"), small.port);
    answering.send(ack(1), (await answering.next()).port);
    await answering.next();
    silent.send(rrq("a"), small.port);
    await silent.next();
    // Refused until the silent one has had its chance to answer.
    const served = await untilServed(() => rig.fetch("a", { port: small.port }));
    expect(served).toMatchObject({ ok: true, bytes: 5000 });
    expect(small.ended[0]).toMatchObject({
      outcome: "failed",
      cause: { message: "The client had not answered when another client needed its place." },
    });
    await small.stop();
  });

  test("refuses requests above the rate limit, with one log line for all of them", async () => {
    const small = await tftpLab({ limits: { requestsPerSecond: 5 } });
    const clients = await Promise.all(Array.from({ length: 30 }, () => rig.newPeer()));
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
    await rig.lab.file("a", 3_000_000);
    let changed: Promise<void> | undefined;
    const { result } = await rig.fetch("a", {
      onProgress: (bytes) => {
        if (bytes > 100_000) changed ??= change(path.join(rig.lab.root, "a"));
      },
      blockSize: 512,
    });
    await changed;
    expect(result).toMatchObject({ ok: false, fault: { code: "peer-error" } });
    expect(result.ok ? "" : result.fault.message).toMatch(/^ERROR 0 The file was .+ while it was sent$/);
    await until(() => rig.lab.ended.length === 1);
    expect(rig.lab.ended[0]).toMatchObject({ outcome: "failed", cause: { code: "conflict" } });
  });
});
