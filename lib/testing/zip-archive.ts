/** Zip archives for tests: valid ones written with yazl, and hostile ones written byte by byte. */
import { buffer } from "node:stream/consumers";
import { crc32 } from "node:zlib";
import { type Options, ZipFile } from "yazl";

export type ZipMember = { name: string; content: Uint8Array } & Partial<Options>;

export async function zipOf(members: readonly ZipMember[], { zip64 = false } = {}): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, content, ...options } of members) {
    zip.addBuffer(Buffer.from(content), name, { forceZip64Format: zip64, ...options });
  }
  zip.end({ forceZip64Format: zip64, comment: "" });
  return await buffer(zip.outputStream);
}

export type RawMember = {
  name: string;
  content: Uint8Array;
  /** Unix mode with type bits. */
  mode?: number;
  /** False values for the directory. */
  claims?: { sizeBytes?: number; storedBytes?: number; crc?: number; method?: number };
};

/** An archive with exactly these members, not compressed (APPNOTE 4.3). */
export function rawZip(members: readonly RawMember[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, mode = 0o100644, claims = {} } of members) {
    const bytes = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt16LE(claims.method ?? 0, 4);
    common.writeUInt32LE(claims.crc ?? crc32(content), 10);
    common.writeUInt32LE(claims.storedBytes ?? content.length, 14);
    common.writeUInt32LE(claims.sizeBytes ?? content.length, 18);
    common.writeUInt16LE(bytes.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, bytes, content]);
    const central = Buffer.alloc(14);
    central.writeUInt32LE((mode << 16) >>> 0, 6);
    central.writeUInt32LE(offset, 10);
    // Made by Unix.
    const head = Buffer.from([0x50, 0x4b, 1, 2, 20, 3]);
    directory.push(Buffer.concat([head, common, central, bytes]));
    parts.push(local);
    offset += local.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
