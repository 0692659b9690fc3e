/** Reads the tables of sockets of Linux: `udp`, `udp6`, `tcp` and `tcp6` in `/proc/self/net`, which a unit with ProcSubset=pid has, too. */
import { readFile } from "node:fs/promises";
import { endianness } from "node:os";

/** A socket that is bound; of TCP only one that listens. */
export type SocketRow = {
  inode: string;
  transport: "UDP" | "TCP";
  family: 4 | 6;
  address: string;
  port: number;
};

const LISTENING = "0A";

/** The bound UDP sockets and the listening TCP sockets of one table; a line that cannot be read is left out. */
export function parseSocketTable(text: string, transport: "UDP" | "TCP", family: 4 | 6): SocketRow[] {
  return text
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
      const [address = "", port = ""] = local.split(":");
      const isWhole = /^[\dA-F]+$/i.test(address) && address.length === (family === 4 ? 8 : 32);
      if (!isWhole || !/^\d+$/.test(inode) || (transport === "TCP" && state !== LISTENING)) return [];
      const bytes = addressBytes(address);
      const text = family === 4 ? bytes.join(".") : ipv6Text(bytes);
      return [{ inode, transport, family, address: text, port: Number.parseInt(port, 16) }];
    });
}

/** The kernel prints each 32 bits of an address as a number in the byte order of the processor. */
function addressBytes(hex: string): number[] {
  const words = hex.match(/.{8}/g) ?? [];
  return words.flatMap((word) => {
    const bytes = [...Buffer.from(word, "hex")];
    return endianness() === "LE" ? bytes.reverse() : bytes;
  });
}

/** In the short form (RFC 5952 §4), and with a dotted end for an IPv4 address. */
function ipv6Text(bytes: readonly number[]): string {
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (isMapped) return `::ffff:${bytes.slice(12).join(".")}`;
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[i * 2] ?? 0) << 8) | (bytes[i * 2 + 1] ?? 0)).toString(16),
  );
  return new URL(`http://[${groups.join(":")}]/`).hostname.slice(1, -1);
}

/** All bound sockets of one transport in this network namespace; none where the system has no such tables. */
export async function readSocketTable(transport: "UDP" | "TCP"): Promise<SocketRow[]> {
  const name = transport.toLowerCase();
  const [four, six] = await Promise.all(
    [name, `${name}6`].map((table) =>
      readFile(/* turbopackIgnore: true */ `/proc/self/net/${table}`, "utf8").catch(() => ""),
    ),
  );
  return [...parseSocketTable(four ?? "", transport, 4), ...parseSocketTable(six ?? "", transport, 6)];
}
