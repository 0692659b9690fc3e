/** From which port and address the answers of the TFTP server come. */
import { describe, expect, inject, test } from "vitest";
import { datagramPeer } from "@/lib/testing/datagram-peer";
import { stopTime } from "@/lib/testing/stopped-time";
import { sha256, tftpLab, until } from "@/lib/testing/tftp-lab";
import { ack, quick, rrq, tftpServerRig } from "@/lib/testing/tftp-server-rig";
import { openDatagram } from "../datagram";

const rig = tftpServerRig();
const freePort = async (): Promise<number> => {
  const ignore = () => undefined;
  const socket = await openDatagram({ family: 4, address: "127.0.0.1", onMessage: ignore, onError: ignore });
  socket.close();
  await new Promise((resolve) => setImmediate(resolve));
  return socket.port;
};

describe("a range of data ports", () => {
  test("a transfer uses a port of the range", async () => {
    const port = await freePort();
    const dataPorts = `${port}-${port}`;
    const lab = await tftpLab({ dataPorts: { dataPorts, singlePort: false } });
    const digest = await lab.file("a", 100_000);
    const { result, content } = await rig.fetch("a", { port: lab.port });
    expect(result.ok).toBe(true);
    expect(sha256(content)).toBe(digest);
    await until(() => lab.ended.length === 1);
    expect(lab.ended[0]?.server).toEqual({ address: "127.0.0.1", port });
    await lab.stop();
  });

  test("a request is refused with a message and a count while every port of the range is in use", async () => {
    const port = await freePort();
    const dataPorts = `${port}-${port}`;
    const lab = await tftpLab({ dataPorts: { dataPorts, singlePort: false } });
    await lab.file("a", 100_000);
    const [one, two] = [await rig.newPeer(), await rig.newPeer()];
    one.send(rrq("a"), lab.port);
    expect((await one.next()).port).toBe(port);
    two.send(rrq("a"), lab.port);
    expect((await two.next()).packet).toEqual({
      kind: "ERROR",
      code: 0,
      message: `All data ports are in use. The range is ${dataPorts}`,
    });
    await until(() => lab.server().refused["no free data port"] === 1);
    await lab.stop();
  });
});

describe("single-port mode", () => {
  const singlePort = { dataPorts: { dataPorts: "", singlePort: true } };

  test("many transfers at once arrive intact from the server's port, which is the only socket", async () => {
    const lab = await tftpLab(singlePort);
    const digest = await lab.file("a", 300_000);
    const fetches = Array.from({ length: 40 }, (_, i) =>
      rig.fetch("a", { port: lab.port, windowSize: i % 2 === 0 ? 1 : 16 }),
    );
    for (const { result, content } of await Promise.all(fetches)) {
      expect(result.ok).toBe(true);
      expect(sha256(content)).toBe(digest);
    }
    expect(lab.ledger.opened).toBe(1);
    await until(() => lab.ended.length === 40);
    expect(lab.ended[0]?.server).toEqual({ address: "127.0.0.1", port: lab.port });
    await lab.stop();
  });

  test("a repeated request starts no second transfer, and a new one from the same port replaces the first", async () => {
    const lab = await tftpLab(singlePort);
    await lab.file("a", 5000);
    await lab.file("b", 10);
    const peer = await rig.newPeer();
    peer.send(rrq("a"), lab.port);
    await peer.next();
    peer.send(rrq("a"), lab.port);
    peer.send(rrq("b"), lab.port);
    expect((await peer.next()).packet).toMatchObject({
      kind: "ERROR",
      code: 0,
      message: "Replaced by a new request",
    });
    expect((await peer.next()).packet).toMatchObject({ kind: "DATA", block: 1 });
    peer.send(ack(1), lab.port);
    await until(() => lab.ended.length === 2);
    expect(lab.ended.map(({ path, outcome }) => [path, outcome])).toEqual([
      ["a", "aborted"],
      ["b", "complete"],
    ]);
    await lab.stop();
  });

  test("a client that never answers gets the first packet three times", async () => {
    const lab = await tftpLab(singlePort);
    await lab.file("a", 5000);
    const peer = await rig.newPeer();
    peer.send(rrq("a", quick), lab.port);
    await until(() => lab.ended.length === 1);
    await until(() => peer.waiting === 3);
    expect(lab.ended[0]).toMatchObject({ outcome: "failed", cause: { code: "timed-out" }, bytes: 0 });
    await lab.stop();
  });

  test("an ACK of a client without a transfer is counted and not answered", async () => {
    const lab = await tftpLab(singlePort);
    await lab.file("a", 100);
    const [other, client] = [await rig.newPeer(), await rig.newPeer()];
    client.send(rrq("a", { blksize: "1428", timeout: "255" }), lab.port);
    expect((await client.next()).packet).toMatchObject({ kind: "OACK" });
    other.send(ack(0), lab.port);
    await until(() => lab.server().refused["not a request"] === 1);
    client.send(ack(0), lab.port);
    let answer = await client.next();
    // The first round trip was long, so the OACK may have been repeated.
    while (answer.packet.kind === "OACK") answer = await client.next();
    expect(answer.packet).toMatchObject({ kind: "DATA", block: 1 });
    expect(other.waiting).toBe(0);
    await lab.stop();
  });
});

describe("a server on all addresses", () => {
  test.each(["0.0.0.0", "::"])(
    "on %s answers 127.0.0.1 from there, with DATA and with an ERROR",
    async (address) => {
      const lab = await tftpLab({ address });
      await lab.file("a", 100);
      const { result } = await rig.fetch("a", { server: "127.0.0.1", port: lab.port });
      expect(result).toMatchObject({ ok: true, bytes: 100 });
      const missing = await rig.fetch("nowhere", { server: "127.0.0.1", port: lab.port });
      expect(missing.result).toMatchObject({ ok: false, fault: { code: "file-not-found" } });
      await lab.stop();
    },
  );

  test.runIf(inject("udpEngine") === "system-calls").each([
    ["0.0.0.0", false],
    ["0.0.0.0", true],
    ["::", false],
    ["::", true],
  ])(
    "on %s answers from 127.0.0.5 when that is asked (single-port mode: %s)",
    async (address, isSinglePort) => {
      const lab = await tftpLab({ address, dataPorts: { dataPorts: "", singlePort: isSinglePort } });
      await lab.file("a", 2000);
      const peer = await datagramPeer("127.0.0.5");
      const time = stopTime();
      peer.send(rrq("a", { blksize: "1428", windowsize: "2" }), lab.port);
      const first = await peer.next();
      expect(first).toMatchObject({ packet: { kind: "OACK" }, address: "127.0.0.5" });
      peer.send(ack(0), first.port);
      expect(await peer.next()).toMatchObject({ packet: { kind: "DATA", block: 1 }, address: "127.0.0.5" });
      expect(await peer.next()).toMatchObject({ packet: { kind: "DATA", block: 2 }, address: "127.0.0.5" });
      peer.send(ack(2), first.port);
      await time.passUntil(() => lab.ended.length === 1);
      peer.close();
      await lab.stop();
    },
  );

  test("stays a conflict for another server on the same port", async () => {
    const lab = await tftpLab({ address: "0.0.0.0" });
    await expect(tftpLab({ address: "0.0.0.0", port: lab.port })).rejects.toMatchObject({
      fault: { code: "conflict" },
    });
    await lab.stop();
  });
});
