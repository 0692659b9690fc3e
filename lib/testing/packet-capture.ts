/** Records the packets of sockets in a file that Wireshark reads, with the headers that they would have on an IPv4 network. */
import { writeFile } from "node:fs/promises";
import type { OpenDatagram } from "@/lib/servers/datagram";
import type { Endpoint } from "@/lib/servers/endpoint";

/** LINKTYPE_IPV4 of the pcap file format: packets begin with their IP header. */
const LINK_TYPE = 228;
const IP_BYTES = 20;
const UDP_BYTES = 8;
const UDP = 17;

export type PacketCapture = {
  readonly packets: number;
  add(packet: Uint8Array, from: Endpoint, to: Endpoint): void;
  /** Writes the file (pcap, version 2.4). */
  save(file: string): Promise<void>;
};

/** Each packet is a microsecond after the one before: what matters is their order. */
export function packetCapture(): PacketCapture {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(0xffff, 16);
  header.writeUInt32LE(LINK_TYPE, 20);
  const records: Buffer[] = [];
  return {
    get packets() {
      return records.length;
    },
    add(packet, from, to) {
      const frame = frameOf(packet, from, to, records.length);
      const record = Buffer.alloc(16);
      record.writeUInt32LE(Math.floor(records.length / 1_000_000), 0);
      record.writeUInt32LE(records.length % 1_000_000, 4);
      record.writeUInt32LE(frame.length, 8);
      record.writeUInt32LE(frame.length, 12);
      records.push(Buffer.concat([record, frame]));
    },
    save: (file) => writeFile(file, Buffer.concat([header, ...records])),
  };
}

/** Sockets whose packets are recorded, those that arrive and those that leave. */
export const recordedSockets =
  (open: OpenDatagram, record: PacketCapture["add"]): OpenDatagram =>
  async (options) => {
    const socket = await open({
      ...options,
      onMessage: (packet, port, address, asked) => {
        record(packet, { address, port }, { address: asked ?? socket.address, port: socket.port });
        options.onMessage(packet, port, address, asked);
      },
    });
    return {
      ...socket,
      send: (packet, port, address, from) => {
        record(packet, { address: from ?? socket.address, port: socket.port }, { address, port });
        socket.send(packet, port, address, from);
      },
    };
  };

/** An IPv4 packet (RFC 791 §3.1) with a UDP datagram (RFC 768). */
function frameOf(payload: Uint8Array, from: Endpoint, to: Endpoint, id: number): Buffer {
  const frame = Buffer.alloc(IP_BYTES + UDP_BYTES + payload.length);
  frame[0] = 0x45;
  frame.writeUInt16BE(frame.length, 2);
  frame.writeUInt16BE(id & 0xffff, 4);
  frame[8] = 64;
  frame[9] = UDP;
  frame.set(from.address.split(".").map(Number), 12);
  frame.set(to.address.split(".").map(Number), 16);
  frame.writeUInt16BE(checksum(frame.subarray(0, IP_BYTES)), 10);
  const udp = frame.subarray(IP_BYTES);
  udp.writeUInt16BE(from.port, 0);
  udp.writeUInt16BE(to.port, 2);
  udp.writeUInt16BE(udp.length, 4);
  udp.set(payload, UDP_BYTES);
  const pseudo = Buffer.alloc(12);
  frame.copy(pseudo, 0, 12, IP_BYTES);
  pseudo[9] = UDP;
  pseudo.writeUInt16BE(udp.length, 10);
  udp.writeUInt16BE(checksum(Buffer.concat([pseudo, udp])) || 0xffff, 6);
  return frame;
}

/** The Internet checksum (RFC 1071). */
function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
