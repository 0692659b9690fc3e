/** The client against servers of every character, played by a peer that does exactly what the test says. */
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { openDatagram } from "@/lib/servers/datagram";
import { countedSockets } from "@/lib/testing/datagram-ledger";
import { type DatagramPeer, datagramPeer } from "@/lib/testing/datagram-peer";
import { freeUdpPort } from "@/lib/testing/installed-programs";
import { until } from "@/lib/testing/tftp-lab";
import type { Packet } from "@/lib/wire/tftp/packet";
import { type TftpFetchRequest, tftpClient } from "./tftp-client";

let server: DatagramPeer;
let transfer: DatagramPeer;
const ledger = countedSockets(openDatagram);

beforeEach(async () => {
  // The port of requests, and a transfer's own port.
  server = await datagramPeer();
  transfer = await datagramPeer();
});
afterEach(() => {
  server.close();
  transfer.close();
});
// A fetch that is complete listens a moment longer, for a last block whose ACK was lost.
afterAll(() => until(() => ledger.live === 0));

const data = (block: number, bytes: number): Packet => ({
  kind: "DATA",
  block,
  data: Buffer.alloc(bytes, block),
});
const oack = (options: Record<string, string>): Packet => ({
  kind: "OACK",
  options: new Map(Object.entries(options)),
});
const error = (code: number, message: string): Packet => ({ kind: "ERROR", code, message });

/** Starts a fetch; `heard` is what its sinks were told. */
function fetch(changed: Partial<TftpFetchRequest> = {}) {
  const heard = { pieces: [] as Uint8Array[], announced: [] as (number | null)[], progress: [] as number[] };
  const result = tftpClient(ledger.open).fetch({
    server: "127.0.0.1",
    port: server.port,
    path: "EWC/ap1g8",
    blockSize: 8,
    windowSize: 1,
    timeoutMs: 60,
    retries: 2,
    sink: (piece) => void heard.pieces.push(piece),
    onAnnounced: (size) => void heard.announced.push(size),
    onProgress: (bytes) => void heard.progress.push(bytes),
    ...changed,
  });
  return { result, heard };
}
const patient = { timeoutMs: 2000, retries: 3 };

test("[RFC2347-3] the request asks for the options in the field's words and takes what the server grants", async () => {
  const { result, heard } = fetch({ blockSize: 1428, windowSize: 4, ...patient });
  const request = await server.next();
  expect(request.packet).toEqual({
    kind: "RRQ",
    filename: "EWC/ap1g8",
    mode: "octet",
    options: new Map([
      ["tsize", "0"],
      ["blksize", "1428"],
      ["windowsize", "4"],
    ]),
  });
  transfer.send(oack({ tsize: "20", blksize: "8", windowsize: "2" }), request.port);
  expect((await transfer.next()).packet).toEqual({ kind: "ACK", block: 0 });
  transfer.send(data(1, 8), request.port);
  transfer.send(data(2, 8), request.port);
  expect((await transfer.next()).packet).toEqual({ kind: "ACK", block: 2 });
  transfer.send(data(3, 4), request.port);
  expect((await transfer.next()).packet).toEqual({ kind: "ACK", block: 3 });
  expect(await result).toMatchObject({
    ok: true,
    bytes: 20,
    announcedSize: 20,
    blockSize: 8,
    windowSize: 2,
    localPort: request.port,
    retransmissions: 0,
  });
  expect(heard.announced).toEqual([20]);
  expect(heard.progress).toEqual([16, 20]);
  expect(Buffer.concat(heard.pieces)).toHaveLength(20);
});

test("[RFC2347-3] a server that knows no options is fetched from with 512 and 1", async () => {
  const { result, heard } = fetch({ blockSize: 1428, windowSize: 16, ...patient });
  const request = await server.next();
  transfer.send(data(1, 512), request.port);
  await transfer.next();
  transfer.send(data(2, 100), request.port);
  expect(await result).toMatchObject({
    ok: true,
    bytes: 612,
    announcedSize: null,
    blockSize: 512,
    windowSize: 1,
  });
  expect(heard.announced).toEqual([null]);
});

test("[RFC2347-4] a server that refuses options with ERROR 8 is asked again without", async () => {
  const { result } = fetch(patient);
  const first = await server.next();
  transfer.send(error(8, "no options here"), first.port);
  const second = await server.next();
  expect(second.packet).toMatchObject({ kind: "RRQ", options: new Map() });
  transfer.send(data(1, 10), second.port);
  expect(await result).toMatchObject({ ok: true, bytes: 10, blockSize: 512 });
});

test("[RFC2347-4] a larger block size than was asked for is refused with ERROR 8", async () => {
  const { result } = fetch(patient);
  const request = await server.next();
  transfer.send(oack({ blksize: "1428" }), request.port);
  expect((await transfer.next()).packet).toMatchObject({ kind: "ERROR", code: 8 });
  expect(await result).toMatchObject({ ok: false, fault: { code: "protocol-error" } });
});

test("a block larger than the block size is refused with ERROR 4", async () => {
  const { result } = fetch(patient);
  const request = await server.next();
  transfer.send(data(1, 513), request.port);
  expect((await transfer.next()).packet).toMatchObject({ kind: "ERROR", code: 4 });
  expect(await result).toMatchObject({ ok: false, fault: { code: "protocol-error" } });
});

test("[RFC1350-4] packets of another transfer ID do not disturb the transfer", async () => {
  const { result, heard } = fetch(patient);
  const request = await server.next();
  transfer.send(oack({ blksize: "8" }), request.port);
  await transfer.next();
  const stranger = await datagramPeer();
  stranger.send(data(1, 3), request.port);
  stranger.send(error(0, "not your server"), request.port);
  transfer.send(data(1, 8), request.port);
  await transfer.next();
  transfer.send(data(2, 0), request.port);
  expect(await result).toMatchObject({ ok: true, bytes: 8 });
  expect(Buffer.concat(heard.pieces)).toEqual(Buffer.alloc(8, 1));
  stranger.close();
});

test("an OACK and a block that come twice are taken once", async () => {
  const { result } = fetch(patient);
  const request = await server.next();
  for (let i = 0; i < 2; i++) transfer.send(oack({ blksize: "8" }), request.port);
  for (let i = 0; i < 2; i++) transfer.send(data(1, 8), request.port);
  transfer.send(data(2, 1), request.port);
  expect(await result).toMatchObject({ ok: true, bytes: 9, duplicates: 1 });
});

test("[RFC1350-6] the last block again is acknowledged again, after the fetch was answered", async () => {
  const { result } = fetch(patient);
  const request = await server.next();
  transfer.send(data(1, 5), request.port);
  expect((await transfer.next()).packet).toEqual({ kind: "ACK", block: 1 });
  await result;
  transfer.send(data(1, 5), request.port);
  expect((await transfer.next()).packet).toEqual({ kind: "ACK", block: 1 });
});

describe("how it ends when it does not end well", () => {
  test.each([
    [1, "File not found", { code: "file-not-found", message: "ERROR 1 File not found" }],
    [2, "Access violation", { code: "access-violation", message: "ERROR 2 Access violation" }],
    [0, "Too many transfers: the limit is 64", { code: "busy" }],
    [0, "whatever", { code: "peer-error", message: "ERROR 0 whatever" }],
    [3, "", { code: "peer-error", message: "ERROR 3" }],
    [0, "evil\x1b[2J\r\nname", { code: "peer-error", message: "ERROR 0 evil\\x1b[2J\\x0d\\x0aname" }],
  ])(
    "ERROR %i %j is the fault of that name, with the peer's words made printable",
    async (code, words, expected) => {
      const { result } = fetch(patient);
      transfer.send(error(code, words), (await server.next()).port);
      expect(await result).toMatchObject({ ok: false, fault: expected, bytes: 0 });
    },
  );

  test("nothing listens: connection refused, long before the waiting is over", async () => {
    const { result } = fetch({ port: await freeUdpPort(), timeoutMs: 20_000, retries: 8 });
    expect(await result).toMatchObject({ ok: false, fault: { code: "connection-refused" } });
  });

  test("nobody answers: timed out, after as many requests as were ordered", async () => {
    const { result } = fetch({ timeoutMs: 60, retries: 3 });
    expect(await result).toMatchObject({
      ok: false,
      fault: { code: "timed-out", message: `127.0.0.1:${server.port} did not answer for 0.18 s.` },
    });
    const requests: Packet[] = [];
    while (server.waiting > 0) requests.push((await server.next()).packet);
    expect(requests.filter(({ kind }) => kind === "RRQ")).toHaveLength(3);
  });

  test("the server falls silent in the middle: gone, with the bytes that came", async () => {
    const { result } = fetch({ timeoutMs: 60, retries: 2 });
    const request = await server.next();
    transfer.send(oack({ blksize: "8" }), request.port);
    transfer.send(data(1, 8), request.port);
    expect(await result).toMatchObject({ ok: false, bytes: 8, fault: { code: "server-gone" } });
  });

  test("the server's program ends in the middle: gone, at once and not after the waiting", async () => {
    const { result } = fetch({ timeoutMs: 20_000, retries: 8, onAnnounced: () => transfer.close() });
    const request = await server.next();
    transfer.send(oack({ blksize: "8" }), request.port);
    // The announcement closes the server's port, so that the ACK that follows finds nobody.
    expect(await result).toMatchObject({ ok: false, bytes: 0, fault: { code: "server-gone" } });
  });

  test("last words of a server that is gone right after are heard", async () => {
    const { result } = fetch({
      timeoutMs: 20_000,
      retries: 8,
      onAnnounced: () => {
        transfer.send(error(1, "File not found"), clientPort);
        transfer.close();
      },
    });
    const clientPort = (await server.next()).port;
    transfer.send(oack({ blksize: "8" }), clientPort);
    expect(await result).toMatchObject({ ok: false, fault: { code: "file-not-found" } });
  });

  test("one who wants nothing any more asks for nothing", async () => {
    const { opened } = ledger;
    const { result } = fetch({ signal: AbortSignal.abort() });
    expect(await result).toMatchObject({ ok: false, fault: { code: "aborted" } });
    expect(ledger.opened).toBe(opened);
  });

  test("fewer bytes than announced: the sizes differ", async () => {
    const { result } = fetch(patient);
    const request = await server.next();
    transfer.send(oack({ blksize: "8", tsize: "100" }), request.port);
    await transfer.next();
    transfer.send(data(1, 5), request.port);
    expect(await result).toMatchObject({ ok: false, bytes: 5, fault: { code: "size-mismatch" } });
  });

  test("more bytes than announced: the transfer ends there, however long the server would go on", async () => {
    const { result } = fetch(patient);
    const request = await server.next();
    transfer.send(oack({ blksize: "8", tsize: "10" }), request.port);
    await transfer.next();
    transfer.send(data(1, 8), request.port);
    await transfer.next();
    transfer.send(data(2, 8), request.port);
    expect((await transfer.next()).packet).toMatchObject({ kind: "ERROR" });
    expect(await result).toMatchObject({ ok: false, fault: { code: "size-mismatch" } });
  });

  test("an abort reaches the server as an ERROR", async () => {
    const stop = new AbortController();
    const { result } = fetch({ ...patient, signal: stop.signal });
    const request = await server.next();
    transfer.send(oack({ blksize: "8" }), request.port);
    await transfer.next();
    stop.abort();
    expect((await transfer.next()).packet).toMatchObject({ kind: "ERROR", code: 0 });
    expect(await result).toMatchObject({ ok: false, fault: { code: "aborted" } });
  });

  test("an abort before the first answer ends it, too", async () => {
    const stop = new AbortController();
    const { result } = fetch({ ...patient, signal: stop.signal });
    await server.next();
    stop.abort();
    expect(await result).toMatchObject({ ok: false, fault: { code: "aborted" } });
  });

  test("a sink that throws ends the transfer and not the program, and the server is told", async () => {
    const { result } = fetch({
      ...patient,
      sink: () => {
        throw new Error("flash full");
      },
    });
    const request = await server.next();
    transfer.send(data(1, 8), request.port);
    expect((await transfer.next()).packet).toMatchObject({ kind: "ERROR", code: 3 });
    expect(await result).toMatchObject({ ok: false, fault: { code: "internal", message: "flash full" } });
  });
});

describe("where it sends from", () => {
  const seenFrom = async (localAddress: string) => {
    const { result } = fetch({ localAddress, timeoutMs: 50, retries: 1 });
    const { address } = await server.next();
    await result;
    return address;
  };

  // Elsewhere only 127.0.0.1 is there without being set up.
  test.skipIf(process.platform !== "linux")("an address of this machine is used", async () => {
    expect(await seenFrom("127.0.0.7")).toBe("127.0.0.7");
  });

  test("an address that it has not falls back to any", async () => {
    expect(await seenFrom("172.16.4.33")).toBe("127.0.0.1");
  });
});

describe("the size alone", () => {
  const probe = () =>
    tftpClient(ledger.open).probe({ server: "127.0.0.1", port: server.port, path: "a", ...patient });

  test("the announced size, and an ERROR that ends it politely", async () => {
    const result = probe();
    const request = await server.next();
    expect(request.packet).toMatchObject({ options: new Map([["tsize", "0"]]) });
    transfer.send(oack({ tsize: "70512640" }), request.port);
    expect((await transfer.next()).packet).toMatchObject({ kind: "ERROR", code: 0 });
    expect(await result).toEqual({ found: true, sizeBytes: 70_512_640 });
  });

  test("a server that announces nothing still says that the file is there", async () => {
    const result = probe();
    transfer.send(data(1, 512), (await server.next()).port);
    expect((await transfer.next()).packet).toMatchObject({ kind: "ERROR" });
    expect(await result).toEqual({ found: true, sizeBytes: null });
  });

  test("no such file is a fault", async () => {
    const result = probe();
    transfer.send(error(1, "File not found"), (await server.next()).port);
    expect(await result).toMatchObject({ found: false, fault: { code: "file-not-found" } });
  });
});
