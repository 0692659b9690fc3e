/** A TFTP server for one test at a time, with peers that send exactly the packets of the test. */
import { afterEach, beforeEach, expect } from "vitest";
import { fetchTftp } from "@/lib/servers/tftp/tftp-client";
import type { Packet } from "@/lib/wire/tftp/packet";
import { type DatagramPeer, datagramPeer } from "./datagram-peer";
import { type TftpLab, tftpLab } from "./tftp-lab";

/** A read request. */
export const rrq = (filename: string, options: Record<string, string> = {}, mode = "octet"): Packet => ({
  kind: "RRQ",
  filename,
  mode,
  options: new Map(Object.entries(options)),
});
export const ack = (block: number): Packet => ({ kind: "ACK", block });
/** The shortest timeout that can be negotiated, for tests in which the server times out. */
export const quick = { utimeout: "10000" };

/** Starts a server before each test. After it, the server is stopped, and must have closed all sockets. */
export function tftpServerRig() {
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
  return {
    get lab(): TftpLab {
      return lab;
    },
    /** Closed after the test. */
    async newPeer(address?: string): Promise<DatagramPeer> {
      const peer = await datagramPeer(address);
      peers.push(peer);
      return peer;
    },
    /** Fetches a file with our own client. */
    async fetch(path: string, changed: Partial<Parameters<typeof fetchTftp>[0]> = {}) {
      const pieces: Uint8Array[] = [];
      const result = await fetchTftp({
        server: lab.address,
        port: lab.port,
        path,
        blockSize: 1428,
        windowSize: 1,
        timeoutMs: 1000,
        retries: 5,
        sink: (piece) => void pieces.push(piece),
        ...changed,
      });
      return { result, content: Buffer.concat(pieces) };
    },
  };
}
