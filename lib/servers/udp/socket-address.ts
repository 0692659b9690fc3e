/** Socket addresses (`sockaddr_in`, `sockaddr_in6`) as bytes, and the bytes as address and port. */
import { Family, type SystemCalls, systemError } from "./system-calls";

/** Room for an address of either family. */
export const ADDRESS_BYTES = 28;
export const sizeOfAddress = (family: 4 | 6): number => (family === 6 ? ADDRESS_BYTES : 16);

/** `fe80::/10`, which needs the interface beside the address. */
const isLinkLocal = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0xfe && ((bytes[at + 1] ?? 0) & 0xc0) === 0x80;

/** The address `::` in a socket of IPv6, `0.0.0.0` in one of IPv4. */
export const anyAddress = (family: 4 | 6): string => (family === 6 ? "::" : "0.0.0.0");

/** Addresses that are remembered, so that a packet of a known peer costs no translation. */
const MAX_REMEMBERED = 4096;

/** Translates between text and bytes. */
export class SocketAddresses {
  readonly #calls: SystemCalls;
  readonly #text = new Uint8Array(64);
  readonly #last = new Uint8Array(ADDRESS_BYTES);
  #lastText = "";
  #lastPort = 0;
  /** IPv4 addresses by their number. */
  readonly #ipv4 = new Map<number, string>();
  /** Encoded addresses by text and port. */
  readonly #encoded = new Map<string, Map<number, Uint8Array>>();
  #encodedCount = 0;

  constructor(calls: SystemCalls) {
    this.#calls = calls;
  }

  /** As {@link encode}, remembered; must not be changed. */
  target(family: 4 | 6, address: string, port: number): Uint8Array {
    let ports = this.#encoded.get(address);
    const known = ports?.get(port);
    if (known?.length === sizeOfAddress(family)) return known;
    if (this.#encodedCount++ >= MAX_REMEMBERED) {
      this.#encoded.clear();
      this.#encodedCount = 1;
      ports = undefined;
    }
    if (ports === undefined) {
      ports = new Map();
      this.#encoded.set(address, ports);
    }
    const bytes = this.encode(family, address, port);
    ports.set(port, bytes);
    return bytes;
  }

  /** @throws EINVAL when the text is not an address of the family */
  encode(family: 4 | 6, address: string, port: number): Uint8Array {
    const bytes = new Uint8Array(sizeOfAddress(family));
    const view = new DataView(bytes.buffer);
    view.setUint16(0, family === 6 ? Family.ipv6 : Family.ipv4, true);
    view.setUint16(2, port);
    const { raw, scope } = this.raw(family, address);
    bytes.set(raw, family === 6 ? 8 : 4);
    if (family === 6) view.setUint32(24, scope, true);
    return bytes;
  }

  /** The bytes of an address alone: 4 or 16, and the number of its interface, 0 for any. */
  raw(family: 4 | 6, address: string): { raw: Uint8Array; scope: number } {
    const [plain = "", zone] = address.split("%");
    const raw = new Uint8Array(family === 6 ? 16 : 4);
    const isIpv4 = family === 6 && !plain.includes(":");
    const parsed = this.#calls.parseAddress(
      family === 6 ? Family.ipv6 : Family.ipv4,
      isIpv4 ? `::ffff:${plain}` : plain,
      raw,
    );
    if (parsed !== 1) throw systemError(22, "inet_pton");
    const scope = zone === undefined ? 0 : Number(zone) || this.#calls.interfaceIndex(zone);
    return { raw, scope };
  }

  /** Reads the address at `at`; its port is {@link port} until the next call. */
  read(bytes: Uint8Array, at: number, family: 4 | 6): string {
    if (family === 4) return this.#readIpv4(bytes, at);
    const length = sizeOfAddress(family);
    const last = this.#last;
    let isSame = true;
    for (let i = 0; i < length && isSame; i++) isSame = last[i] === bytes[at + i];
    if (isSame) return this.#lastText;
    last.set(bytes.subarray(at, at + length));
    this.#lastPort = ((last[2] ?? 0) << 8) | (last[3] ?? 0);
    this.#lastText = this.format(last, 8, 6, new DataView(last.buffer).getUint32(24, true));
    return this.#lastText;
  }

  #readIpv4(bytes: Uint8Array, at: number): string {
    this.#lastPort = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    return this.#ipv4Text(bytes, at + 4);
  }

  #ipv4Text(bytes: Uint8Array, at: number): string {
    const high = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    const key = high * 65_536 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
    let text = this.#ipv4.get(key);
    if (text === undefined) {
      if (this.#ipv4.size >= MAX_REMEMBERED) this.#ipv4.clear();
      text = this.format(bytes, at, 4, 0);
      this.#ipv4.set(key, text);
    }
    return text;
  }

  /** The port beside the address that was read last. */
  get port(): number {
    return this.#lastPort;
  }

  /** As {@link format}, remembered for IPv4. */
  local(bytes: Uint8Array, at: number, family: 4 | 6, scope: number): string {
    return family === 4 ? this.#ipv4Text(bytes, at) : this.format(bytes, at, family, scope);
  }

  /** The text of 4 or 16 bytes at `at`. */
  format(bytes: Uint8Array, at: number, family: 4 | 6, scope: number): string {
    const raw = bytes.subarray(at, at + (family === 6 ? 16 : 4));
    const text =
      this.#calls.formatAddress(family === 6 ? Family.ipv6 : Family.ipv4, raw, this.#text, 64) ??
      anyAddress(family);
    if (family === 4 || scope === 0 || !isLinkLocal(raw, 0)) return text;
    return `${text}%${this.#calls.interfaceName(scope, new Uint8Array(16)) ?? scope}`;
  }
}
