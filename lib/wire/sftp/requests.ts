/** SFTP requests (draft §4 and §6): the server decodes them, the client encodes them. Decoding never throws. */
import { type Attributes, readAttributes, writeAttributes } from "./attributes";
import { FieldReader, FieldWriter } from "./bytes";
import { packetType, SFTP_VERSION } from "./protocol";

/** One member per type, so that a switch on `type` narrows. */
type Each<T extends string, Fields> = { [K in T]: { type: K } & Fields }[T];

/** A decoded request. Paths and handles are bytes. */
export type SftpRequest =
  | { type: "init"; version: number }
  | { type: "open"; id: number; path: Buffer; flags: number; attributes: Attributes }
  | Each<"close" | "fstat" | "readdir", { id: number; handle: Buffer }>
  | { type: "read"; id: number; handle: Buffer; offset: number; length: number }
  | { type: "write"; id: number; handle: Buffer; offset: number; data: Buffer }
  | Each<"lstat" | "stat" | "opendir" | "remove" | "rmdir" | "realpath", { id: number; path: Buffer }>
  | Each<"setstat" | "mkdir", { id: number; path: Buffer; attributes: Attributes }>
  | { type: "fsetstat"; id: number; handle: Buffer; attributes: Attributes }
  | { type: "rename"; id: number; from: Buffer; to: Buffer }
  | { type: "extended"; id: number; name: string; fields: FieldReader }
  /** A type that is not a request of version 3, or a request that the server does not support. */
  | { type: "unknown"; id: number; code: number }
  /** The packet is too short for its fields. `id` is null when even that is missing. */
  | { type: "malformed"; id: number | null };

/** @param packet without its length field */
export function decodeRequest(packet: Uint8Array): SftpRequest {
  const fields = new FieldReader(packet);
  const code = fields.byte();
  if (code === packetType.init) {
    const version = fields.uint32();
    return fields.broken ? { type: "malformed", id: null } : { type: "init", version };
  }
  const id = fields.uint32();
  if (fields.broken) return { type: "malformed", id: null };
  const request = decodeBody(code, id, fields);
  return fields.broken ? { type: "malformed", id } : request;
}

function decodeBody(code: number, id: number, fields: FieldReader): SftpRequest {
  switch (code) {
    case packetType.read:
      return { type: "read", id, handle: fields.bytes(), offset: fields.uint64(), length: fields.uint32() };
    case packetType.write:
      return { type: "write", id, handle: fields.bytes(), offset: fields.uint64(), data: fields.bytes() };
    case packetType.open: {
      const path = fields.bytes();
      return { type: "open", id, path, flags: fields.uint32(), attributes: readAttributes(fields) };
    }
    case packetType.close:
      return { type: "close", id, handle: fields.bytes() };
    case packetType.fstat:
      return { type: "fstat", id, handle: fields.bytes() };
    case packetType.readdir:
      return { type: "readdir", id, handle: fields.bytes() };
    case packetType.fsetstat:
      return { type: "fsetstat", id, handle: fields.bytes(), attributes: readAttributes(fields) };
    case packetType.lstat:
      return { type: "lstat", id, path: fields.bytes() };
    case packetType.stat:
      return { type: "stat", id, path: fields.bytes() };
    case packetType.opendir:
      return { type: "opendir", id, path: fields.bytes() };
    case packetType.remove:
      return { type: "remove", id, path: fields.bytes() };
    case packetType.rmdir:
      return { type: "rmdir", id, path: fields.bytes() };
    case packetType.realpath:
      return { type: "realpath", id, path: fields.bytes() };
    case packetType.setstat:
      return { type: "setstat", id, path: fields.bytes(), attributes: readAttributes(fields) };
    case packetType.mkdir:
      return { type: "mkdir", id, path: fields.bytes(), attributes: readAttributes(fields) };
    case packetType.rename:
      return { type: "rename", id, from: fields.bytes(), to: fields.bytes() };
    case packetType.extended:
      return { type: "extended", id, name: fields.text(), fields };
    default:
      return { type: "unknown", id, code };
  }
}

export const encodeInit = (): Buffer => new FieldWriter(packetType.init).uint32(SFTP_VERSION).finish();

export const encodeOpen = (
  id: number,
  path: string | Uint8Array,
  flags: number,
  attributes: Attributes = {},
): Buffer =>
  writeAttributes(
    new FieldWriter(packetType.open).uint32(id).string(path).uint32(flags),
    attributes,
  ).finish();

export const encodeRead = (id: number, handle: Uint8Array, offset: number, length: number): Buffer =>
  new FieldWriter(packetType.read).uint32(id).string(handle).uint64(offset).uint32(length).finish();

export const encodeWrite = (id: number, handle: Uint8Array, offset: number, data: Uint8Array): Buffer =>
  new FieldWriter(packetType.write, data.length + 64)
    .uint32(id)
    .string(handle)
    .uint64(offset)
    .string(data)
    .finish();

type HandleRequest = "close" | "fstat" | "readdir";
export const encodeHandleRequest = (type: HandleRequest, id: number, handle: Uint8Array): Buffer =>
  new FieldWriter(packetType[type]).uint32(id).string(handle).finish();

type PathRequest = "lstat" | "stat" | "opendir" | "remove" | "rmdir" | "realpath" | "readlink";
export const encodePathRequest = (type: PathRequest, id: number, path: string | Uint8Array): Buffer =>
  new FieldWriter(packetType[type]).uint32(id).string(path).finish();

export const encodeSetAttributes = (
  type: "setstat" | "mkdir" | "fsetstat",
  id: number,
  target: string | Uint8Array,
  attributes: Attributes,
): Buffer =>
  writeAttributes(new FieldWriter(packetType[type]).uint32(id).string(target), attributes).finish();

export const encodeRename = (id: number, from: string, to: string): Buffer =>
  new FieldWriter(packetType.rename).uint32(id).string(from).string(to).finish();

export function encodeExtended(id: number, name: string, ...values: (string | Uint8Array)[]): Buffer {
  const writer = new FieldWriter(packetType.extended).uint32(id).string(name);
  for (const value of values) writer.string(value);
  return writer.finish();
}
