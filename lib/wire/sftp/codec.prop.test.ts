/** The SFTP codecs under random values, random cuts and random bytes. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Attributes, longName, modeText } from "./attributes";
import { PacketFramer } from "./framing";
import { openFlag, statusCode } from "./protocol";
import {
  decodeRequest,
  encodeExtended,
  encodeHandleRequest,
  encodeInit,
  encodeOpen,
  encodePathRequest,
  encodeRead,
  encodeRename,
  encodeSetAttributes,
  encodeWrite,
} from "./requests";
import {
  DATA_HEADER_BYTES,
  decodeResponse,
  encodeAttributes,
  encodeHandle,
  encodeNames,
  encodeNumbers,
  encodeStatus,
  encodeVersion,
  writeDataHeader,
} from "./responses";

const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const offset = fc.maxSafeNat();
const name = fc.string({ unit: "grapheme", maxLength: 40 }).filter((text) => !/[\ud800-\udfff]/.test(text));
const bytes = fc.uint8Array({ maxLength: 80 });
const attributes: fc.Arbitrary<Attributes> = fc
  .record(
    { size: offset, uid: uint32, gid: uint32, permissions: uint32, atime: uint32, mtime: uint32 },
    { requiredKeys: [] },
  )
  .map(({ uid, gid, atime, mtime, ...rest }) => ({
    ...rest,
    // Owner and times travel in pairs.
    ...(uid === undefined ? {} : { uid, gid: gid ?? uid }),
    ...(mtime === undefined ? {} : { mtime, atime: atime ?? mtime }),
  }));
const body = (packet: Buffer) => packet.subarray(4);
const plain = (value: Uint8Array) => [...value];

test("decoding an encoded request returns the same request", () => {
  fc.assert(
    fc.property(uint32, name, bytes, offset, uint32, attributes, (id, path, handle, at, length, attrs) => {
      const path8 = Buffer.from(path);
      expect(decodeRequest(body(encodeInit()))).toEqual({ type: "init", version: 3 });
      expect(decodeRequest(body(encodeOpen(id, path, openFlag.read, attrs)))).toEqual({
        type: "open",
        id,
        path: path8,
        flags: 1,
        attributes: attrs,
      });
      expect(decodeRequest(body(encodeRead(id, handle, at, length)))).toEqual({
        type: "read",
        id,
        handle: Buffer.from(handle),
        offset: at,
        length,
      });
      const write = decodeRequest(body(encodeWrite(id, handle, at, handle)));
      expect(write).toMatchObject({ type: "write", id, offset: at });
      expect(write.type === "write" && plain(write.data)).toEqual(plain(handle));
      for (const type of ["close", "fstat", "readdir"] as const) {
        expect(decodeRequest(body(encodeHandleRequest(type, id, handle)))).toMatchObject({ type, id });
      }
      for (const type of ["lstat", "stat", "opendir", "remove", "rmdir", "realpath"] as const) {
        expect(decodeRequest(body(encodePathRequest(type, id, path)))).toEqual({ type, id, path: path8 });
      }
      for (const type of ["setstat", "mkdir", "fsetstat"] as const) {
        expect(decodeRequest(body(encodeSetAttributes(type, id, path, attrs)))).toMatchObject({
          type,
          attributes: attrs,
        });
      }
      expect(decodeRequest(body(encodeRename(id, path, "to")))).toEqual({
        type: "rename",
        id,
        from: path8,
        to: Buffer.from("to"),
      });
      expect(decodeRequest(body(encodeExtended(id, "fsync@openssh.com", handle)))).toMatchObject({
        type: "extended",
        id,
        name: "fsync@openssh.com",
      });
    }),
    { numRuns: 100 },
  );
});

test("decoding an encoded response returns the same response", () => {
  fc.assert(
    fc.property(uint32, name, bytes, attributes, (id, text, data, attrs) => {
      expect(decodeResponse(body(encodeStatus(id, statusCode.noSuchFile, text)))).toEqual({
        type: "status",
        id,
        code: 2,
        message: text,
      });
      expect(decodeResponse(body(encodeHandle(id, data)))).toEqual({
        type: "handle",
        id,
        handle: Buffer.from(data),
      });
      expect(decodeResponse(body(encodeAttributes(id, attrs)))).toEqual({
        type: "attrs",
        id,
        attributes: attrs,
      });
      const entries = [{ name: text, longName: `- ${text}`, attributes: attrs }];
      expect(decodeResponse(body(encodeNames(id, entries)))).toEqual({ type: "name", id, entries });
      const packet = Buffer.concat([Buffer.alloc(DATA_HEADER_BYTES), data]);
      writeDataHeader(packet, id, data.length);
      expect(decodeResponse(body(packet))).toEqual({ type: "data", id, data: Buffer.from(data) });
      const version = decodeResponse(body(encodeVersion([["limits@openssh.com", "1"]])));
      expect(version.type === "version" && version.extensions.get("limits@openssh.com")).toBe("1");
      const numbers = decodeResponse(body(encodeNumbers(id, [data.length, 2 ** 40])));
      expect(numbers.type === "extended" && [numbers.fields.uint64(), numbers.fields.uint64()]).toEqual([
        data.length,
        2 ** 40,
      ]);
    }),
    { numRuns: 100 },
  );
});

test("decoding random bytes never throws", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 120 }), (packet) => {
      decodeRequest(packet);
      decodeResponse(packet);
    }),
    { numRuns: 2000 },
  );
});

test("the framer returns the same packets however the stream is cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 20 }),
      (packets, cuts) => {
        const stream = Buffer.concat(
          packets.flatMap((packet) => {
            const length = Buffer.alloc(4);
            length.writeUInt32BE(packet.length);
            return [length, packet];
          }),
        );
        const framer = new PacketFramer();
        const got: number[][] = [];
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = cuts[turn % cuts.length] ?? 1;
          framer.push(stream.subarray(at, at + size));
          at += size;
          for (let packet = framer.next(); packet; packet = framer.next()) got.push([...packet]);
        }
        expect(got).toEqual(packets.map(plain));
        expect(framer.atBoundary).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
});

test("a packet length of 0 or above the limit breaks the stream", () => {
  for (const length of [0, 257 * 1024, 0xffffffff]) {
    const framer = new PacketFramer();
    const header = Buffer.alloc(8);
    header.writeUInt32BE(length);
    framer.push(header);
    expect(framer.next()).toBeUndefined();
    expect(framer.broken).toBe(true);
  }
});

test("a long name is a line as ls -l prints it", () => {
  const now = Date.UTC(2026, 5, 1) / 1000;
  const recent = { permissions: 0o100644, size: 70512640, mtime: Date.UTC(2026, 4, 3, 9, 5) / 1000 };
  expect(longName("ap1g8", recent, 1, "ewc", now)).toBe(
    "-rw-r--r--   1 ewc      ewc      70512640 May  3 09:05 ap1g8",
  );
  const old = { permissions: 0o040555, size: 4096, mtime: Date.UTC(2023, 11, 24) / 1000 };
  expect(longName("EWC_17_12_1", old, 2, "administrator", now)).toBe(
    "dr-xr-xr-x   2 administrator administrator     4096 Dec 24  2023 EWC_17_12_1",
  );
  expect(modeText(0o120777)).toBe("lrwxrwxrwx");
});
