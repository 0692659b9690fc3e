import { expect, test } from "vitest";
import { decode, encode, type Packet, payloadOf, writeAck, writeDataHeader } from "./packet";

const hex = (text: string) => Uint8Array.from(text.split(/\s+/).map((byte) => Number.parseInt(byte, 16)));
const none = new Map<string, string>();

test.each<[string, string, Packet]>([
  [
    "[RFC1350-5.1] RRQ: name, mode, each with its NUL",
    "00 01 61 70 31 67 38 00 6f 63 74 65 74 00",
    { kind: "RRQ", filename: "ap1g8", mode: "octet", options: none },
  ],
  [
    "[RFC1350-5.1] WRQ is opcode 2",
    "00 02 61 00 6e 65 74 61 73 63 69 69 00",
    { kind: "WRQ", filename: "a", mode: "netascii", options: none },
  ],
  [
    "[RFC1350-5.2] DATA block 1 with two bytes",
    "00 03 00 01 de ad",
    { kind: "DATA", block: 1, data: hex("de ad") },
  ],
  [
    "[RFC1350-5.2] DATA without a byte ends a file whose size is a multiple of the block size",
    "00 03 02 00",
    { kind: "DATA", block: 512, data: new Uint8Array(0) },
  ],
  [
    "[RFC1350-5.3] ACK of the last block before the numbers wrap",
    "00 04 ff ff",
    { kind: "ACK", block: 65535 },
  ],
  [
    "[RFC1350-5.4] ERROR: code, words, NUL",
    "00 05 00 01 6e 6f 00",
    { kind: "ERROR", code: 1, message: "no" },
  ],
  [
    "[RFC2347-2] RRQ with an option and its value",
    "00 01 61 00 6f 63 74 65 74 00 62 6c 6b 73 69 7a 65 00 31 34 32 38 00",
    { kind: "RRQ", filename: "a", mode: "octet", options: new Map([["blksize", "1428"]]) },
  ],
  [
    "[RFC2347-3] OACK is opcode 6 and only options",
    "00 06 74 73 69 7a 65 00 37 00",
    { kind: "OACK", options: new Map([["tsize", "7"]]) },
  ],
])("%s", (_promise, wire, value) => {
  expect(decode(hex(wire))).toEqual({ ok: true, value });
  expect(encode(value)).toEqual(hex(wire));
});

test("[RFC1350-5] the mode is case-insensitive", () => {
  expect(decode(hex("00 01 61 00 4f 63 54 45 74 00"))).toMatchObject({ value: { mode: "octet" } });
});

test("[RFC2347-2] option names are case-insensitive, and the first value of a repeated option counts", () => {
  const wire = hex("00 06 54 53 69 5a 45 00 31 00 74 73 69 7a 65 00 32 00");
  expect(decode(wire)).toEqual({ ok: true, value: { kind: "OACK", options: new Map([["tsize", "1"]]) } });
});

test.each([
  ["an empty datagram", "", "too-short"],
  ["an opcode alone", "00 04", "too-short"],
  ["opcode 0", "00 00 00 00", "unknown-opcode"],
  ["opcode 7", "00 07 00 01", "unknown-opcode"],
  ["opcode 256, which is not 1 with its bytes turned", "01 00 61 00 6f 00", "unknown-opcode"],
  ["a request whose name never ends", "00 01 61 61 61 61", "unterminated-string"],
  ["a request without a mode", "00 01 61 61 61 00", "unterminated-string"],
  ["an option without its value", "00 06 61 61 00", "option-without-value"],
  ["a name that is Latin-1, not UTF-8", "00 01 e4 00 6f 63 74 65 74 00", "not-utf8"],
])("%s is a fault, not a guess", (_promise, wire, fault) => {
  expect(decode(wire === "" ? new Uint8Array(0) : hex(wire))).toEqual({ ok: false, fault });
});

test("the message of an ERROR without a final NUL is read", () => {
  expect(decode(hex("00 05 00 02 6e 6f"))).toEqual({
    ok: true,
    value: { kind: "ERROR", code: 2, message: "no" },
  });
});

test("decoding DATA does not copy the data", () => {
  const wire = hex("00 03 00 01 01 02");
  const decoded = decode(wire);
  expect(decoded.ok && decoded.value.kind === "DATA" && decoded.value.data.buffer).toBe(wire.buffer);
  expect(payloadOf(wire).buffer).toBe(wire.buffer);
});

test("writeDataHeader and writeAck write the same bytes as encode", () => {
  expect(writeAck(new Uint8Array(4), 0xfffe)).toEqual(encode({ kind: "ACK", block: 0xfffe }));
  const slab = new Uint8Array(8);
  slab.set([1, 2], 6);
  writeDataHeader(slab, 2, 0x1234);
  expect(slab.subarray(2)).toEqual(encode({ kind: "DATA", block: 0x1234, data: Uint8Array.of(1, 2) }));
});
