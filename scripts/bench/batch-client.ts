/**
 * A TFTP client for the bench that reads up to 64 packets with one system call and keeps the file in memory. A client that
 * reads packet by packet needs more processor time than a server that sends windows, so it would be what is measured.
 * Runs in its own process; each message asks for a file.
 */
import { writeFileSync } from "node:fs";
import { MessageHeaders } from "@/lib/servers/udp/message-headers";
import { ADDRESS_BYTES, SocketAddresses } from "@/lib/servers/udp/socket-address";
import {
  Family,
  loadSystemCalls,
  Option,
  SocketType,
  type SystemCalls,
} from "@/lib/servers/udp/system-calls";
import { decode, encode, Opcode } from "@/lib/wire/tftp/packet";

export type BatchRequest = {
  address: string;
  port: number;
  file: string;
  bytes: number;
  blockSize: number;
  windowSize: number;
  /** Written after the time was taken. */
  local: string;
};
/** From the request to the last block; NaN when the server fell silent. */
export type BatchAnswer = { seconds: number };

const BATCH = 64;
/** Returns with what has arrived, once anything has: a flag of recvmmsg(2). */
const WAIT_FOR_ONE = 0x1_0000;
/** The option of socket(7) that ends a wait: seconds and microseconds, 64 bits each. */
const RECEIVE_TIMEOUT = 20;
const RECEIVE_BUFFER_BYTES = 4 << 20;
const SILENCE_S = 1;
const MAX_SILENCES = 5;

const loaded = await loadSystemCalls();
if (!loaded.ok) throw new Error(loaded.fault);
const calls: SystemCalls = loaded.value;
const addresses = new SocketAddresses(calls);

function openSocket(): number {
  const fd = calls.socket(Family.ipv4, SocketType.datagram | SocketType.closeOnExec, 0);
  const { level, receiveBuffer } = Option.socket;
  const room = new Uint8Array(new Int32Array([RECEIVE_BUFFER_BYTES]).buffer);
  calls.setsockopt(fd, level, receiveBuffer, room, room.length);
  const limit = new Uint8Array(new BigInt64Array([BigInt(SILENCE_S), 0n]).buffer);
  calls.setsockopt(fd, level, RECEIVE_TIMEOUT, limit, limit.length);
  return fd;
}

/** Kept for the next file: fresh memory would cost a page fault for each 4 KB. */
let content = Buffer.alloc(0);

function fetchFile({ address, port, file, bytes, blockSize, windowSize, local }: BatchRequest): BatchAnswer {
  if (content.length !== bytes) content = Buffer.alloc(bytes, 1);
  else content.fill(0);
  const fd = openSocket();
  const startedAt = performance.now();
  try {
    const granted = begin(fd, address, port, { file, blockSize, windowSize });
    if (!(granted > 0) || !receive(fd, blockSize, granted)) return { seconds: Number.NaN };
    return { seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    calls.close(fd);
    writeFileSync(local, content);
  }
}

/** Asks, and connects the socket to the port that answers. @returns the granted window; NaN without one */
function begin(
  fd: number,
  address: string,
  port: number,
  { file, blockSize, windowSize }: { file: string; blockSize: number; windowSize: number },
): number {
  const options = new Map([
    ["blksize", `${blockSize}`],
    ["windowsize", `${windowSize}`],
  ]);
  const request = encode({ kind: "RRQ", filename: file, mode: "octet", options });
  const to = addresses.encode(4, address, port);
  calls.sendto(fd, request, request.length, 0, to, to.length);
  const memory = new Uint8Array(2048);
  const from = new Uint8Array(ADDRESS_BYTES);
  const fromBytes = new Uint8Array([ADDRESS_BYTES, 0, 0, 0]);
  const length = calls.recvfrom(fd, memory, memory.length, 0, from, fromBytes);
  const answer = decode(memory.subarray(0, Math.max(0, length)));
  if (!answer.ok || answer.value.kind !== "OACK") return Number.NaN;
  addresses.read(from, 0, 4);
  const peer = addresses.encode(4, address, addresses.port);
  calls.connect(fd, peer, peer.length);
  acknowledge(fd, 0);
  return Number(answer.value.options.get("windowsize"));
}

function acknowledge(fd: number, block: number): void {
  const packet = encode({ kind: "ACK", block: block & 0xffff });
  calls.sendto(fd, packet, packet.length, 0, null, 0);
}

/** RFC 7440 section 4: the last block of a window is acknowledged, and at a gap the last before it. */
function receive(fd: number, blockSize: number, windowSize: number): boolean {
  const slotBytes = blockSize + 4;
  const memory = Buffer.alloc(BATCH * slotBytes);
  const headers = new MessageHeaders(BATCH, calls.addressOf);
  const start = Number(calls.addressOf(memory.buffer)) + memory.byteOffset;
  for (let slot = 0; slot < BATCH; slot++) headers.receiveInto(slot, start + slot * slotBytes, slotBytes);
  let [last, acknowledged, silences] = [0, 0, 0];
  for (;;) {
    const count = calls.recvmmsg(fd, headers.bytes, BATCH, WAIT_FOR_ONE, null);
    if (count <= 0) {
      if (++silences > MAX_SILENCES) return false;
      acknowledge(fd, last);
      acknowledged = last;
      continue;
    }
    silences = 0;
    let hasGap = false;
    for (let slot = 0; slot < count; slot++) {
      const at = slot * slotBytes;
      const payload = headers.length(slot) - 4;
      headers.rearm(slot);
      if (memory.readUInt16BE(at) !== Opcode.DATA) continue;
      if (memory.readUInt16BE(at + 2) !== ((last + 1) & 0xffff)) {
        hasGap = true;
        continue;
      }
      memory.copy(content, last * blockSize, at + 4, at + 4 + payload);
      last++;
      if (payload < blockSize) {
        acknowledge(fd, last);
        return true;
      }
      if (last - acknowledged === windowSize) {
        acknowledge(fd, last);
        acknowledged = last;
      }
    }
    if (!hasGap) continue;
    acknowledge(fd, last);
    acknowledged = last;
  }
}

process.on("message", (request: BatchRequest) => process.send?.(fetchFile(request)));
