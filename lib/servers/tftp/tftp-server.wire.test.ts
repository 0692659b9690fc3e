/** The protocol of the TFTP server on real sockets, with a client that sends exactly the packets of the test. */
import { describe, expect, test } from "vitest";
import { sha256, tftpLab, until } from "@/lib/testing/tftp-lab";
import { ack, rrq, tftpServerRig } from "@/lib/testing/tftp-server-rig";

const rig = tftpServerRig();

describe("protocol", () => {
  test("[RFC1350-4] each transfer has its own port", async () => {
    await rig.lab.file("a", 600);
    const [one, two] = [await rig.newPeer(), await rig.newPeer()];
    one.send(rrq("a"), rig.lab.port);
    two.send(rrq("a"), rig.lab.port);
    const ports = [(await one.next()).port, (await two.next()).port];
    expect(new Set([...ports, rig.lab.port]).size).toBe(3);
  });

  test("[RFC1350-4] a packet from a wrong transfer ID is answered with ERROR 5 and does not change the transfer", async () => {
    await rig.lab.file("a", 600);
    const [peer, other] = [await rig.newPeer(), await rig.newPeer()];
    peer.send(rrq("a"), rig.lab.port);
    const { port } = await peer.next();
    other.send(ack(1), port);
    expect((await other.next()).packet).toMatchObject({ kind: "ERROR", code: 5 });
    other.send({ kind: "ERROR", code: 0, message: "not mine" }, port);
    peer.send(ack(1), port);
    expect((await peer.next()).packet).toMatchObject({ kind: "DATA", block: 2 });
    expect(other.waiting).toBe(0);
  });

  test("[RFC1350-6] a file whose size is a multiple of the block size ends with an empty block", async () => {
    await rig.lab.file("a", 1024);
    const peer = await rig.newPeer();
    peer.send(rrq("a"), rig.lab.port);
    const { port } = await peer.next();
    peer.send(ack(1), port);
    await peer.next();
    peer.send(ack(2), port);
    const last = (await peer.next()).packet;
    expect(last).toMatchObject({ kind: "DATA", block: 3 });
    expect(last.kind === "DATA" && last.data.length).toBe(0);
    peer.send(ack(3), port);
    await until(() => rig.lab.ended.length === 1);
    expect(rig.lab.ended[0]).toMatchObject({ outcome: "complete", bytes: 1024, retransmissions: 0 });
  });

  test("an empty file is sent as one empty block", async () => {
    await rig.lab.file("empty", 0);
    expect((await rig.fetch("empty")).result).toMatchObject({ ok: true, bytes: 0, announcedSize: 0 });
  });

  test("[RFC2347-3] the OACK has every option that the server accepts, and no unknown one", async () => {
    await rig.lab.file("a", 5000);
    const peer = await rig.newPeer();
    const asked = {
      BLKSIZE: "1428",
      tsize: "0",
      timeout: "2",
      windowsize: "4",
      rollover: "0",
      multicast: "",
    };
    peer.send(rrq("a", asked), rig.lab.port);
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
    await rig.lab.file("a", 5000);
    const peer = await rig.newPeer();
    peer.send(rrq("a", { blksize: "1428" }), rig.lab.port);
    const { port } = await peer.next();
    peer.send({ kind: "ERROR", code: 8, message: "no" }, port);
    await until(() => rig.lab.ledger.live === 1);
  });

  test("a client that ends the transfer after the OACK gets a log line and no transfer row", async () => {
    await rig.lab.file("a", 5000);
    const peer = await rig.newPeer();
    peer.send(rrq("a", { tsize: "0" }), rig.lab.port);
    peer.send({ kind: "ERROR", code: 0, message: "TFTP Aborted" }, (await peer.next()).port);
    await until(() => rig.lab.ledger.live === 1);
    expect(rig.lab.ended).toEqual([]);
    expect(rig.lab.lines.at(-1)).toBe(
      "Announced a to 127.0.0.1: 5000 bytes, the client asked only for the size",
    );
  });

  test("a request that is repeated from the same port does not start a second transfer", async () => {
    await rig.lab.file("a", 5000);
    const peer = await rig.newPeer();
    for (let i = 0; i < 5; i++) peer.send(rrq("a"), rig.lab.port);
    const { port } = await peer.next();
    peer.send(ack(1), port);
    expect((await peer.next()).packet).toMatchObject({ kind: "DATA", block: 2 });
    expect(rig.lab.registry.size).toBe(1);
    expect(rig.lab.ledger.opened).toBe(2);
  });

  test("a request for another file from the same port ends the first transfer and starts the second", async () => {
    await rig.lab.file("a", 5000);
    await rig.lab.file("b", 700);
    const peer = await rig.newPeer();
    peer.send(rrq("a"), rig.lab.port);
    const first = (await peer.next()).port;
    peer.send(rrq("b"), rig.lab.port);
    for (;;) {
      const received = await peer.next();
      if (received.port === first) continue;
      expect(received.packet).toMatchObject({ kind: "DATA", block: 1 });
      break;
    }
    expect(rig.lab.ended[0]).toMatchObject({ path: "a", outcome: "aborted" });
    expect(rig.lab.server().activeTransfers).toBeLessThanOrEqual(1);
  });

  test("[RFC1123-4.2.3.1] a hundred duplicate ACKs do not make the server send a block a hundred times", async () => {
    await rig.lab.file("a", 5000);
    const peer = await rig.newPeer();
    peer.send(rrq("a", { blksize: "512", timeout: "3" }), rig.lab.port);
    const { port } = await peer.next();
    for (let i = 0; i < 100; i++) peer.send(ack(0), port);
    expect((await peer.next()).packet).toMatchObject({ kind: "DATA", block: 1 });
    for (let i = 0; i < 100; i++) peer.send(ack(1), port);
    const blocks: number[] = [];
    while (!blocks.includes(2)) {
      const { packet } = await peer.next();
      if (packet.kind === "DATA") blocks.push(packet.block);
    }
    await until(() => rig.lab.registry.rows()[0]?.duplicates === 99 + 99);
    while (peer.waiting > 0) {
      const { packet } = await peer.next();
      if (packet.kind === "DATA") blocks.push(packet.block);
    }
    // These few were sent by the retransmission timer, none in answer to a duplicate ACK.
    expect(blocks.length).toBeLessThan(10);
  });

  test("[RFC7440-4] after an ACK inside the window the server sends on from the block behind it", async () => {
    await rig.lab.file("a", 5000);
    const peer = await rig.newPeer();
    peer.send(rrq("a", { blksize: "8", windowsize: "8", timeout: "3" }), rig.lab.port);
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
    await rig.lab.file("text", Buffer.from("one\ntwo\rthree\n".repeat(100)));
    const peer = await rig.newPeer();
    peer.send(rrq("text", { tsize: "0", blksize: "1000" }, "netascii"), rig.lab.port);
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
    await until(() => rig.lab.ended.length === 1);
    expect(rig.lab.ended[0]).toMatchObject({ outcome: "complete", options: { netascii: true } });
  });

  test.each([["mail"], [""]])("refuses the mode '%s' with ERROR 4", async (mode) => {
    const peer = await rig.newPeer();
    peer.send(rrq("a", {}, mode), rig.lab.port);
    expect((await peer.next()).packet).toMatchObject({ kind: "ERROR", code: 4 });
  });

  test("refuses a write request with ERROR 2 and counts it", async () => {
    const peer = await rig.newPeer();
    peer.send({ kind: "WRQ", filename: "new", mode: "octet", options: new Map() }, rig.lab.port);
    expect((await peer.next()).packet).toEqual({
      kind: "ERROR",
      code: 2,
      message: "This server is read-only",
    });
    await until(() => rig.lab.server().refused["write request"] === 1);
  });

  test("serves IPv6 clients", async () => {
    const six = await tftpLab({ address: "::1" });
    const digest = await six.file("a", 10_000);
    const { result, content } = await rig.fetch("a", { server: "::1", port: six.port });
    expect(result).toMatchObject({ ok: true, bytes: 10_000 });
    expect(sha256(content)).toBe(digest);
    await six.stop();
  });

  test("listening on :: it serves IPv4 and IPv6 clients, and reports IPv4 addresses without their IPv6 prefix", async () => {
    const any = await tftpLab({ address: "::" });
    await any.file("a", 10_000);
    for (const server of ["127.0.0.1", "::1"]) {
      expect((await rig.fetch("a", { server, port: any.port })).result).toMatchObject({
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
