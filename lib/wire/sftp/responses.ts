/** SFTP answers (draft §7): the server encodes them, the client decodes them. Decoding never throws. */
import { type Attributes, readAttributes, writeAttributes } from "./attributes";
import { FieldReader, FieldWriter } from "./bytes";
import { packetType, SFTP_VERSION, type StatusCode, statusText } from "./protocol";

export type NameEntry = { name: string; longName: string; attributes: Attributes };

/** A decoded answer. */
export type SftpResponse =
  | { type: "version"; version: number; extensions: Map<string, string> }
  | { type: "status"; id: number; code: number; message: string }
  | { type: "handle"; id: number; handle: Buffer }
  /** `data` is a view of the packet. */
  | { type: "data"; id: number; data: Buffer }
  | { type: "name"; id: number; entries: NameEntry[] }
  | { type: "attrs"; id: number; attributes: Attributes }
  | { type: "extended"; id: number; fields: FieldReader }
  | { type: "malformed" };

/** Bytes in front of the payload of a DATA packet: length, type, id, and the length of the payload. */
export const DATA_HEADER_BYTES = 13;

/** Writes the header of a DATA packet in front of the payload of `length` bytes that is already in `packet`. */
export function writeDataHeader(packet: Buffer, id: number, length: number): void {
  packet.writeUInt32BE(DATA_HEADER_BYTES - 4 + length, 0);
  packet.writeUInt8(packetType.data, 4);
  packet.writeUInt32BE(id, 5);
  packet.writeUInt32BE(length, 9);
}

export function encodeVersion(extensions: readonly (readonly [string, string])[]): Buffer {
  const writer = new FieldWriter(packetType.version, 256).uint32(SFTP_VERSION);
  for (const [name, data] of extensions) writer.string(name).string(data);
  return writer.finish();
}

export const encodeStatus = (id: number, code: StatusCode, message = statusText[code]): Buffer =>
  new FieldWriter(packetType.status).uint32(id).uint32(code).string(message).string("en").finish();

export const encodeHandle = (id: number, handle: Uint8Array): Buffer =>
  new FieldWriter(packetType.handle).uint32(id).string(handle).finish();

export const encodeAttributes = (id: number, attributes: Attributes): Buffer =>
  writeAttributes(new FieldWriter(packetType.attrs).uint32(id), attributes).finish();

export function encodeNames(id: number, entries: readonly NameEntry[]): Buffer {
  const writer = new FieldWriter(packetType.name, 64 + entries.length * 128)
    .uint32(id)
    .uint32(entries.length);
  for (const entry of entries) {
    writeAttributes(writer.string(entry.name).string(entry.longName), entry.attributes);
  }
  return writer.finish();
}

/** The reply to an extension that consists of uint64 fields, as all that we support. */
export function encodeNumbers(id: number, values: readonly number[]): Buffer {
  const writer = new FieldWriter(packetType.extendedReply, 32 + values.length * 8).uint32(id);
  for (const value of values) writer.uint64(value);
  return writer.finish();
}

/** @param packet without its length field */
export function decodeResponse(packet: Uint8Array): SftpResponse {
  const fields = new FieldReader(packet);
  const code = fields.byte();
  const response = decodeBody(code, fields);
  return fields.broken ? { type: "malformed" } : response;
}

function decodeBody(code: number, fields: FieldReader): SftpResponse {
  const id = fields.uint32();
  switch (code) {
    case packetType.version: {
      const extensions = new Map<string, string>();
      while (fields.left > 0 && !fields.broken) extensions.set(fields.text(), fields.text());
      return { type: "version", version: id, extensions };
    }
    case packetType.data:
      return { type: "data", id, data: fields.bytes() };
    case packetType.status: {
      const status = fields.uint32();
      // Servers of version 0 to 2 send the number alone.
      return { type: "status", id, code: status, message: fields.left > 0 ? fields.text() : "" };
    }
    case packetType.handle:
      return { type: "handle", id, handle: fields.bytes() };
    case packetType.attrs:
      return { type: "attrs", id, attributes: readAttributes(fields) };
    case packetType.name: {
      const entries: NameEntry[] = [];
      for (let count = fields.uint32(); count > 0 && !fields.broken; count--) {
        entries.push({ name: fields.text(), longName: fields.text(), attributes: readAttributes(fields) });
      }
      return { type: "name", id, entries };
    }
    case packetType.extendedReply:
      return { type: "extended", id, fields };
    default:
      return { type: "malformed" };
  }
}
