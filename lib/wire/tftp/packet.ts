/**
 * TFTP packets as values (RFC 1350 §5, options RFC 2347). `decode` never throws and does not copy: the data of a DATA
 * packet is a view of the datagram.
 */
import { err, ok, type Result } from "@/lib/kit/result";

export const Opcode = { RRQ: 1, WRQ: 2, DATA: 3, ACK: 4, ERROR: 5, OACK: 6 } as const;

/** RFC 1350 appendix; 8 is from RFC 2347 §4. */
export const ErrorCode = {
  notDefined: 0,
  fileNotFound: 1,
  accessViolation: 2,
  diskFull: 3,
  illegalOperation: 4,
  unknownTransferId: 5,
  fileExists: 6,
  noSuchUser: 7,
  optionNegotiation: 8,
} as const;

/** Option names in lower case, in the order of the packet. */
export type Options = ReadonlyMap<string, string>;

export type Packet =
  | { kind: "RRQ" | "WRQ"; filename: string; mode: string; options: Options }
  | { kind: "DATA"; block: number; data: Uint8Array }
  | { kind: "ACK"; block: number }
  | { kind: "ERROR"; code: number; message: string }
  | { kind: "OACK"; options: Options };

export type DecodeFault =
  | "too-short"
  | "unknown-opcode"
  | "unterminated-string"
  | "option-without-value"
  | "not-utf8";

/** Length of opcode and block number. */
export const HEADER_BYTES = 4;

export function decode(bytes: Uint8Array): Result<Packet, DecodeFault> {
  if (bytes.length < HEADER_BYTES) return err("too-short");
  const number = blockOf(bytes);
  switch (opcodeOf(bytes)) {
    case Opcode.RRQ:
      return request("RRQ", bytes);
    case Opcode.WRQ:
      return request("WRQ", bytes);
    case Opcode.DATA:
      return ok({ kind: "DATA", block: number, data: payloadOf(bytes) });
    case Opcode.ACK:
      return ok({ kind: "ACK", block: number });
    case Opcode.ERROR:
      return ok({ kind: "ERROR", code: number, message: errorMessage(bytes) });
    case Opcode.OACK: {
      const words = strings(bytes, 2);
      if (words === undefined) return err("unterminated-string");
      const options = pairs(words.map(lenient));
      return options ? ok({ kind: "OACK", options }) : err("option-without-value");
    }
    default:
      return err("unknown-opcode");
  }
}

export function encode(packet: Packet): Uint8Array {
  switch (packet.kind) {
    case "RRQ":
    case "WRQ":
      return join(u16(Opcode[packet.kind]), zstr(packet.filename), zstr(packet.mode), zpairs(packet.options));
    case "DATA":
      return join(u16(Opcode.DATA), u16(packet.block), packet.data);
    case "ACK":
      return writeAck(new Uint8Array(HEADER_BYTES), packet.block);
    case "ERROR":
      return join(u16(Opcode.ERROR), u16(packet.code), zstr(packet.message));
    case "OACK":
      return join(u16(Opcode.OACK), zpairs(packet.options));
  }
}

// For running transfers: these work on numbers and allocate nothing.

/** The opcode; 0 when the packet is too short. */
export const opcodeOf = (bytes: Uint8Array): number =>
  bytes.length < 2 ? 0 : ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);

/** The block number of a DATA or ACK packet, or the code of an ERROR. The packet must have at least four bytes. */
export const blockOf = (bytes: Uint8Array): number => ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0);

/** The data of a DATA packet, as a view. */
export const payloadOf = (bytes: Uint8Array): Uint8Array => bytes.subarray(HEADER_BYTES);

/** Writes the header of a DATA packet at `at`, in front of its payload. */
export function writeDataHeader(into: Uint8Array, at: number, block: number): void {
  into[at] = 0;
  into[at + 1] = Opcode.DATA;
  into[at + 2] = block >>> 8;
  into[at + 3] = block;
}

/** Writes an ACK over the first four bytes and returns `into`. */
export function writeAck<T extends Uint8Array>(into: T, block: number): T {
  into[0] = 0;
  into[1] = Opcode.ACK;
  into[2] = block >>> 8;
  into[3] = block;
  return into;
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const forgiving = new TextDecoder("utf-8", { ignoreBOM: true });
const lenient = (bytes: Uint8Array): string => forgiving.decode(bytes);

/** An invalid file name is refused, because replacement characters would name another file. */
function request(kind: "RRQ" | "WRQ", bytes: Uint8Array): Result<Packet, DecodeFault> {
  const [name, mode, ...rest] = strings(bytes, 2) ?? [];
  if (name === undefined || mode === undefined) return err("unterminated-string");
  const options = pairs(rest.map(lenient));
  if (!options) return err("option-without-value");
  try {
    return ok({ kind, filename: strict.decode(name), mode: lenient(mode).toLowerCase(), options });
  } catch {
    return err("not-utf8");
  }
}

/** The message of an ERROR, also from peers that omit the NUL at its end. */
function errorMessage(bytes: Uint8Array): string {
  const end = bytes.indexOf(0, HEADER_BYTES);
  return lenient(bytes.subarray(HEADER_BYTES, end < 0 ? bytes.length : end));
}

/** The NUL-terminated strings from `from` to the end, or undefined when the last one has no NUL. */
function strings(bytes: Uint8Array, from: number): Uint8Array[] | undefined {
  if (bytes[bytes.length - 1] !== 0) return undefined;
  const words: Uint8Array[] = [];
  for (let start = from; start < bytes.length; ) {
    const end = bytes.indexOf(0, start);
    words.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return words;
}

/** Option names are case-insensitive (RFC 2347 §2); the first one counts when a name is repeated. */
function pairs(words: string[]): Map<string, string> | undefined {
  if (words.length % 2 !== 0) return undefined;
  const options = new Map<string, string>();
  for (let i = 0; i < words.length; i += 2) {
    const name = (words[i] ?? "").toLowerCase();
    if (!options.has(name)) options.set(name, words[i + 1] ?? "");
  }
  return options;
}

const utf8 = new TextEncoder();
const u16 = (n: number) => Uint8Array.of(n >>> 8, n);
const zstr = (text: string) => join(utf8.encode(text), Uint8Array.of(0));
const zpairs = (options: Options) => join(...[...options].flatMap(([k, v]) => [zstr(k), zstr(v)]));

function join(...parts: Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
