/** The TFTP client on real sockets, with a server that sends exactly the packets of the test. */
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { openDatagram } from "@/lib/servers/datagram";
import { countedSockets } from "@/lib/testing/datagram-ledger";
import { type DatagramPeer, datagramPeer } from "@/lib/testing/datagram-peer";
import { freeUdpPort } from "@/lib/testing/installed-programs";
import { stopTime } from "@/lib/testing/stopped-time";
import { until } from "@/lib/testing/tftp-lab";
import type { Packet } from "@/lib/wire/tftp/packet";
import { type TftpFetchRequest, tftpClient } from "./tftp-client";

let server: DatagramPeer;
let transfer: DatagramPeer;
const ledger = countedSockets(openDatagram);

beforeEach(async () => {
  // The server's port for requests, and the port of one transfer.
  server = await datagramPeer();
  transfer = await datagramPeer();
});
afterEach(() => {
  server.close();
  transfer.close();
});
// A completed fetch keeps listening for a moment, in case its last ACK was lost.
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

/** Starts a fetch; `reported` is what its sinks were called with. */
function fetch(changed: Partial<TftpFetchRequest> = {}) {
  const reported = {
    pieces: [] as Uint8Array[],
    announced: [] as (number | null)[],
    progress: [] as number[],
  };
  const result = tftpClient(ledger.open).fetch({
    server: "127.0.0.1",
    port: server.port,
    path: "EWC/ap1g8",
    blockSize: 8,
    windowSize: 1,
    timeoutMs: 60,
    retries: 2,
    sink: (piece) => void reported.pieces.push(piece),
    onAnnounced: (size) => void reported.announced.push(size),
    onProgress: (bytes) => void reported.progress.push(bytes),
    ...changed,
  });
  return { result, reported };
}
const patient = { timeoutMs: 2000, retries: 3 };

test("[RFC2347-3] the request has the options tsize, blksize and windowsize, and the client uses what the server grants", async () => {
  const { result, reported } = fetch({ blockSize: 1428, windowSize: 4, ...patient });
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
  expect(reported.announced).toEqual([20]);
  expect(reported.progress).toEqual([16, 20]);
  expect(Buffer.concat(reported.pieces)).toHaveLength(20);
});

test("[RFC2347-3] a server without options is used with block size 512 and window 1", async () => {
  const { result, reported } = fetch({ blockSize: 1428, windowSize: 16, ...patient });
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
  expect(reported.announced).toEqual([null]);
});

test("[RFC2347-4] after ERROR 8 the request is repeated without options", async () => {
  const { result } = fetch(patient);
  const first = await server.next();
  transfer.send(error(8, "no options here"), first.port);
  const second = await server.next();
  expect(second.packet).toMatchObject({ kind: "RRQ", options: new Map() });
  transfer.send(data(1, 10), second.port);
  expect(await result).toMatchObject({ ok: true, bytes: 10, blockSize: 512 });
});

test("[RFC2347-4] an OACK with a larger block size than requested is refused with ERROR 8", async () => {
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

test("[RFC1350-4] packets from another transfer ID do not change the transfer", async () => {
  const { result, reported } = fetch(patient);
  const request = await server.next();
  transfer.send(oack({ blksize: "8" }), request.port);
  await transfer.next();
  const other = await datagramPeer();
  other.send(data(1, 3), request.port);
  other.send(error(0, "not your server"), request.port);
  transfer.send(data(1, 8), request.port);
  await transfer.next();
  transfer.send(data(2, 0), request.port);
  expect(await result).toMatchObject({ ok: true, bytes: 8 });
  expect(Buffer.concat(reported.pieces)).toEqual(Buffer.alloc(8, 1));
  other.close();
});

test("a duplicate OACK and a duplicate block are used once", async () => {
  const { result } = fetch(patient);
  const request = await server.next();
  for (let i = 0; i < 2; i++) transfer.send(oack({ blksize: "8" }), request.port);
  for (let i = 0; i < 2; i++) transfer.send(data(1, 8), request.port);
  transfer.send(data(2, 1), request.port);
  expect(await result).toMatchObject({ ok: true, bytes: 9, duplicates: 1 });
});

test("[RFC1350-6] a repeated last block is acknowledged again after the fetch has resolved", async () => {
  const { result } = fetch(patient);
  const request = await server.next();
  transfer.send(data(1, 5), request.port);
  expect((await transfer.next()).packet).toEqual({ kind: "ACK", block: 1 });
  await result;
  transfer.send(data(1, 5), request.port);
  expect((await transfer.next()).packet).toEqual({ kind: "ACK", block: 1 });
});

describe("failures", () => {
  test.each([
    [1, "File not found", { code: "file-not-found", message: "ERROR 1 File not found" }],
    [2, "Access violation", { code: "access-violation", message: "ERROR 2 Access violation" }],
    [0, "Too many transfers. The limit is 64", { code: "busy" }],
    [0, "whatever", { code: "peer-error", message: "ERROR 0 whatever" }],
    [3, "", { code: "peer-error", message: "ERROR 3" }],
    [0, "evil\x1b[2J\r\nname", { code: "peer-error", message: "ERROR 0 evil\\x1b[2J\\x0d\\x0aname" }],
  ])(
    "ERROR %i %j becomes the matching fault, with its message made printable",
    async (code, message, expected) => {
      const { result } = fetch(patient);
      transfer.send(error(code, message), (await server.next()).port);
      expect(await result).toMatchObject({ ok: false, fault: expected, bytes: 0 });
    },
  );

  test("a port where nothing listens is reported as connection-refused before the first timeout", async () => {
    const { result } = fetch({ port: await freeUdpPort(), timeoutMs: 20_000, retries: 8 });
    expect(await result).toMatchObject({ ok: false, fault: { code: "connection-refused" } });
  });

  test("a server that never answers is reported as timed-out after the configured number of requests", async () => {
    const { result } = fetch({ timeoutMs: 60, retries: 3 });
    expect(await result).toMatchObject({
      ok: false,
      fault: { code: "timed-out", message: `127.0.0.1:${server.port} did not answer for 0.18 s.` },
    });
    const requests: Packet[] = [];
    while (server.waiting > 0) requests.push((await server.next()).packet);
    expect(requests.filter(({ kind }) => kind === "RRQ")).toHaveLength(3);
  });

  test("a server that stops answering is reported as server-gone, with the bytes received so far", async () => {
    const time = stopTime();
    const { result } = fetch({ timeoutMs: 60, retries: 2 });
    let hasEnded = false;
    void result.then(() => {
      hasEnded = true;
    });
    const request = await server.next();
    transfer.send(oack({ blksize: "8" }), request.port);
    expect((await transfer.next()).packet).toEqual({ kind: "ACK", block: 0 });
    transfer.send(data(1, 8), request.port);
    expect((await transfer.next()).packet).toEqual({ kind: "ACK", block: 1 });
    await time.passUntil(() => hasEnded);
    expect(await result).toMatchObject({ ok: false, bytes: 8, fault: { code: "server-gone" } });
  });

  test("a server whose port closes during the transfer is reported as server-gone before the timeout", async () => {
    const { result } = fetch({ timeoutMs: 20_000, retries: 8, onAnnounced: () => transfer.close() });
    const request = await server.next();
    transfer.send(oack({ blksize: "8" }), request.port);
    // onAnnounced closes the server's port, so the ACK that follows is answered with "port unreachable".
    expect(await result).toMatchObject({ ok: false, bytes: 0, fault: { code: "server-gone" } });
  });

  test("an ERROR that a server sends right before its port closes is reported", async () => {
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

  test("a fetch that is aborted before it starts opens no socket", async () => {
    const { opened } = ledger;
    const { result } = fetch({ signal: AbortSignal.abort() });
    expect(await result).toMatchObject({ ok: false, fault: { code: "aborted" } });
    expect(ledger.opened).toBe(opened);
  });

  test("fewer bytes than announced are a size-mismatch", async () => {
    const { result } = fetch(patient);
    const request = await server.next();
    transfer.send(oack({ blksize: "8", tsize: "100" }), request.port);
    await transfer.next();
    transfer.send(data(1, 5), request.port);
    expect(await result).toMatchObject({ ok: false, bytes: 5, fault: { code: "size-mismatch" } });
  });

  test("more bytes than announced end the transfer with an ERROR and a size-mismatch", async () => {
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

  test("an abort sends an ERROR to the server", async () => {
    const stop = new AbortController();
    const { result } = fetch({ ...patient, signal: stop.signal });
    const request = await server.next();
    transfer.send(oack({ blksize: "8" }), request.port);
    await transfer.next();
    stop.abort();
    expect((await transfer.next()).packet).toMatchObject({ kind: "ERROR", code: 0 });
    expect(await result).toMatchObject({ ok: false, fault: { code: "aborted" } });
  });

  test("an abort before the first answer ends the fetch", async () => {
    const stop = new AbortController();
    const { result } = fetch({ ...patient, signal: stop.signal });
    await server.next();
    stop.abort();
    expect(await result).toMatchObject({ ok: false, fault: { code: "aborted" } });
  });

  test("an exception in the sink ends the fetch with its message and sends ERROR 3 to the server", async () => {
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

describe("the local address", () => {
  const sourceAddressFor = async (localAddress: string) => {
    const { result } = fetch({ localAddress, timeoutMs: 50, retries: 1 });
    const { address } = await server.next();
    await result;
    return address;
  };

  // Only Linux has all of 127.0.0.0/8 on its loopback interface.
  test.skipIf(process.platform !== "linux")(
    "an address of this machine is used as the source address",
    async () => {
      expect(await sourceAddressFor("127.0.0.7")).toBe("127.0.0.7");
    },
  );

  test("an address that this machine does not have is replaced by any address", async () => {
    expect(await sourceAddressFor("172.16.4.33")).toBe("127.0.0.1");
  });
});

describe("asking for the size", () => {
  const probe = () =>
    tftpClient(ledger.open).probe({ server: "127.0.0.1", port: server.port, path: "a", ...patient });

  test("returns the announced size and ends the transfer with an ERROR", async () => {
    const result = probe();
    const request = await server.next();
    expect(request.packet).toMatchObject({ options: new Map([["tsize", "0"]]) });
    transfer.send(oack({ tsize: "70512640" }), request.port);
    expect((await transfer.next()).packet).toMatchObject({ kind: "ERROR", code: 0 });
    expect(await result).toEqual({ found: true, sizeBytes: 70_512_640 });
  });

  test("a file whose server announces no size is found with an unknown size", async () => {
    const result = probe();
    transfer.send(data(1, 512), (await server.next()).port);
    expect((await transfer.next()).packet).toMatchObject({ kind: "ERROR" });
    expect(await result).toEqual({ found: true, sizeBytes: null });
  });

  test("a missing file is a file-not-found fault", async () => {
    const result = probe();
    transfer.send(error(1, "File not found"), (await server.next()).port);
    expect(await result).toMatchObject({ found: false, fault: { code: "file-not-found" } });
  });
});
