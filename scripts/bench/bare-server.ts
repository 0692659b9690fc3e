/**
 * The least that a TFTP server by system calls does: for each block one `recvfrom`, one `sendto`, and a share of an
 * `epoll_wait`. The file's packets are ready in memory; nothing is checked, limited, logged, repeated or shown. The bench
 * compares with it what our server adds, and with the others what this way to send packets can reach at all.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ADDRESS_BYTES, SocketAddresses } from "@/lib/servers/udp/socket-address";
import {
  Epoll,
  EpollEvent,
  Family,
  loadSystemCalls,
  MessageFlag,
  SocketType,
} from "@/lib/servers/udp/system-calls";
import {
  blockOf,
  decode,
  encode,
  HEADER_BYTES,
  Opcode,
  opcodeOf,
  writeDataHeader,
} from "@/lib/wire/tftp/packet";

/** `packets` of the file; `sent` of them have left, and the client has acknowledged all but the last. */
type Transfer = { packets: readonly Uint8Array[]; sent: number };

const { bytes: EVENT_BYTES, dataAt: DATA_AT } = EpollEvent;
const EVENTS = 128;
const WAIT_MS = 1000;
/** RFC 1350. */
const DEFAULT_BLOCK_SIZE = 512;

const [root = ""] = process.argv.slice(2);
const loaded = await loadSystemCalls();
if (!loaded.ok) throw new Error(loaded.fault);
const calls = loaded.value;
const addresses = new SocketAddresses(calls);
const transfers: (Transfer | undefined)[] = [];
const ready = new Map<string, readonly Uint8Array[]>();
const memory = new Uint8Array(65_536);
const from = new Uint8Array(ADDRESS_BYTES);
const fromBytes = new Uint8Array(4);
const events = new Uint8Array(EVENT_BYTES * EVENTS);
const view = new DataView(events.buffer);
const epoll = calls.epollCreate(Epoll.closeOnExec);

/** Opens a socket on a port that the system chooses, and watches it. */
function open(): number {
  const fd = calls.socket(Family.ipv4, SocketType.datagram | SocketType.nonBlocking, 0);
  const local = addresses.encode(4, "127.0.0.1", 0);
  const event = new Uint8Array(EVENT_BYTES);
  new DataView(event.buffer).setUint32(0, Epoll.readable, true);
  new DataView(event.buffer).setUint32(DATA_AT, fd, true);
  if (calls.bind(fd, local, local.length) < 0 || calls.epollControl(epoll, Epoll.add, fd, event) < 0)
    throw new Error("A socket cannot be opened.");
  return fd;
}

/** All DATA packets of a file, side by side in memory. */
function packetsOf(name: string, blockSize: number): readonly Uint8Array[] {
  const key = `${blockSize} ${name}`;
  const known = ready.get(key);
  if (known) return known;
  const file = readFileSync(join(root, name));
  const count = Math.floor(file.length / blockSize) + 1;
  const all = new Uint8Array(count * (blockSize + HEADER_BYTES));
  const packets = Array.from({ length: count }, (_, i) => {
    const at = i * (blockSize + HEADER_BYTES);
    const block = file.subarray(i * blockSize, (i + 1) * blockSize);
    writeDataHeader(all, at, (i + 1) & 0xffff);
    all.set(block, at + HEADER_BYTES);
    return all.subarray(at, at + HEADER_BYTES + block.length);
  });
  ready.set(key, packets);
  return packets;
}

function receiveRequest(): void {
  fromBytes[0] = ADDRESS_BYTES;
  const bytes = calls.recvfrom(listening, memory, memory.length, MessageFlag.nonBlocking, from, fromBytes);
  const request = decode(memory.subarray(0, Math.max(0, bytes)));
  if (!request.ok || request.value.kind !== "RRQ") return;
  const asked = request.value.options.get("blksize");
  const fd = open();
  calls.connect(fd, from, fromBytes[0]);
  const packets = packetsOf(request.value.filename, Number(asked ?? DEFAULT_BLOCK_SIZE));
  const oack =
    asked === undefined ? undefined : encode({ kind: "OACK", options: new Map([["blksize", asked]]) });
  const first = oack ?? packets[0] ?? memory;
  transfers[fd] = { packets, sent: oack ? 0 : 1 };
  calls.sendto(fd, first, first.length, MessageFlag.nonBlocking, null, 0);
}

function receiveAck(fd: number, transfer: Transfer): void {
  const bytes = calls.recvfrom(fd, memory, memory.length, MessageFlag.nonBlocking, from, fromBytes);
  const isAck = bytes >= HEADER_BYTES && opcodeOf(memory) === Opcode.ACK;
  if (isAck && blockOf(memory) !== (transfer.sent & 0xffff)) return;
  const next = isAck ? transfer.packets[transfer.sent++] : undefined;
  if (next !== undefined) {
    calls.sendto(fd, next, next.length, MessageFlag.nonBlocking, null, 0);
    return;
  }
  transfers[fd] = undefined;
  calls.close(fd);
}

const listening = open();
const name = new Uint8Array(ADDRESS_BYTES);
calls.getsockname(listening, name, Uint8Array.of(ADDRESS_BYTES, 0, 0, 0));
addresses.read(name, 0, 4);
process.send?.({ port: addresses.port });

// A turn of the event loop before each wait, so that the process ends with its parent.
function wait(): void {
  const count = calls.epollWait(epoll, events, EVENTS, WAIT_MS);
  for (let i = 0; i < count; i++) {
    const fd = view.getUint32(i * EVENT_BYTES + DATA_AT, true);
    const transfer = transfers[fd];
    if (fd === listening) receiveRequest();
    else if (transfer) receiveAck(fd, transfer);
  }
  setImmediate(wait);
}
process.on("disconnect", () => process.exit());
wait();
