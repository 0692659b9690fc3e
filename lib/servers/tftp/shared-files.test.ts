import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "@/lib/testing/tftp-lab";
import { blockOf, Opcode, opcodeOf, payloadOf } from "@/lib/wire/tftp/packet";
import type { PacketSource } from "./packet-source";
import { SharedFiles } from "./shared-files";
import { openInJail } from "./tftp-jail";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "served-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const isSendQueueEmpty = () => true;
const opened = async (name: string) => {
  const file = await openInJail(root, name);
  if (!file.ok) throw new Error(file.fault.message);
  return file.value;
};
/** Copies of all packets: the source may reuse its memory. */
const packetsOf = async (source: PacketSource): Promise<Buffer[]> => {
  const packets: Buffer[] = [];
  for (let block = 1; block <= source.lastBlock; block++) {
    if (source.packet(block) === undefined) await source.load(block);
    packets.push(Buffer.from(source.packet(block) ?? []));
    source.passed(block, isSendQueueEmpty);
  }
  return packets;
};

test("the packets of a file hold its bytes in order, and only the last packet is short, with any block size", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 200_000 }),
      fc.constantFrom(8, 512, 1000, 1428, 8192, 65464),
      fc.constantFrom(0 as const, 1 as const),
      async (bytes, blockSize, rollover) => {
        const content = Buffer.alloc(bytes);
        for (let i = 0; i + 4 <= bytes; i += 4) content.writeUInt32BE(i, i);
        await writeFile(path.join(root, "any"), content);
        const source = new SharedFiles(1 << 20).octet(await opened("any"), blockSize, rollover);
        const packets = await packetsOf(source);
        source.release();
        expect(Buffer.concat(packets.map(payloadOf)).equals(content)).toBe(true);
        packets.forEach((packet, i) => {
          expect(opcodeOf(packet)).toBe(Opcode.DATA);
          expect(blockOf(packet)).toBe(rollover === 0 ? (i + 1) % 65536 : (i % 65535) + 1);
          expect(packet.length === blockSize + 4).toBe(i < packets.length - 1);
        });
      },
    ),
    { numRuns: 20 },
  );
});

test("transfers of one file share its packets, and the file is closed when the last of them ends", async () => {
  await writeFile(path.join(root, "shared"), Buffer.alloc(500_000, 7));
  const files = new SharedFiles(1 << 20);
  const one = files.octet(await opened("shared"), 1428, 0);
  const two = files.octet(await opened("shared"), 1428, 0);
  await one.load(1);
  expect(two.packet(1)).toBeDefined();
  expect(files.open).toBe(1);
  one.release();
  expect(two.packet(1)).toBeDefined();
  two.release();
  // A read-ahead may still be in progress.
  await until(() => files.open === 0);
  expect(files.pool.bytes).toBe(0);
});

test("a slow transfer gets the right bytes after a faster transfer of the same file has passed them", async () => {
  const content = Buffer.from(Array.from({ length: 900_000 }, (_, i) => (i * 31) % 251));
  await writeFile(path.join(root, "pace"), content);
  const files = new SharedFiles(300_000);
  const fast = files.octet(await opened("pace"), 1000, 0);
  const slow = files.octet(await opened("pace"), 1000, 0);
  const [ahead, behind] = [await packetsOf(fast), await packetsOf(slow)];
  expect(Buffer.concat(ahead.map(payloadOf)).equals(content)).toBe(true);
  expect(Buffer.concat(behind.map(payloadOf)).equals(content)).toBe(true);
  fast.release();
  slow.release();
});

test("the packets of all files together stay below the memory limit", async () => {
  await writeFile(path.join(root, "large"), Buffer.alloc(3_000_000));
  const files = new SharedFiles(500_000);
  const sources = [512, 1000, 1428, 4096].map(async (size) => files.octet(await opened("large"), size, 0));
  // All are opened first, so that the limit applies to all of them together.
  for (const source of await Promise.all(sources)) {
    for (let block = 1; block < source.lastBlock; block += 20) {
      if (source.packet(block) === undefined) await source.load(block);
      expect(source.packet(block)).toBeDefined();
      expect(files.pool.bytes).toBeLessThanOrEqual(500_000);
    }
    source.release();
  }
});

test("the memory of a packet is not reused while the packet waits in the socket", async () => {
  await writeFile(
    path.join(root, "waiting"),
    Buffer.from(Array.from({ length: 900_000 }, (_, i) => i >> 12)),
  );
  const source = new SharedFiles(1 << 20).octet(await opened("waiting"), 1428, 0);
  await source.load(1);
  const waiting = source.packet(1) ?? new Uint8Array(0);
  const before = Buffer.from(waiting);
  for (let block = 1; block < source.lastBlock; block++) {
    if (source.packet(block) === undefined) await source.load(block);
    source.passed(block, () => false);
  }
  expect(Buffer.from(waiting).equals(before)).toBe(true);
  source.release();
});

test("an empty file is one empty block in octet and in netascii mode", async () => {
  await writeFile(path.join(root, "empty"), "");
  const files = new SharedFiles(1 << 20);
  for (const mode of ["octet", "netascii"] as const) {
    const source = files[mode](await opened("empty"), 512, 0);
    await source.load(1);
    expect(source.lastBlock).toBe(1);
    expect(source.packet(1)).toHaveLength(4);
    source.release();
  }
});

test("netascii blocks all have the block size after the translation, also where two reads meet", async () => {
  const text = "line\n".repeat(60_000);
  await writeFile(path.join(root, "text"), text);
  const source = new SharedFiles(1 << 20).netascii(await opened("text"), 512, 0);
  const packets: Buffer[] = [];
  for (let block = 1; block <= source.lastBlock; block++) {
    if (source.packet(block) === undefined) await source.load(block);
    const packet = source.packet(block);
    if (packet) packets.push(Buffer.from(packet));
    source.passed(block, isSendQueueEmpty);
  }
  source.release();
  expect(Buffer.concat(packets.map(payloadOf)).toString()).toBe(text.replaceAll("\n", "\r\n"));
  expect(packets.slice(0, -1).every((packet) => packet.length === 516)).toBe(true);
});
