/** Pasted output of `ss -ulpn`, `ss -tlpn` and `netstat`: which program listens where. */
import { linesOf } from "./lines";

export type Socket = {
  line: number;
  protocol: "udp" | "tcp";
  address: string;
  port: number;
  /** Null where the output does not name it. */
  program: string | null;
};
export type Sockets = { lines: readonly string[]; sockets: readonly Socket[] };

const NAMED_PORTS: Record<string, number> = { tftp: 69, ssh: 22 };

function readSocket(content: string, line: number): Socket | null {
  const words = content.trim().split(/\s+/);
  const isTcp = /^tcp/i.test(words[0] ?? "") || words.includes("LISTEN");
  const isUdp = /^udp/i.test(words[0] ?? "") || words[0] === "UNCONN";
  if (!isTcp && !isUdp) return null;
  if (isTcp && !/LISTEN/.test(content)) return null;
  for (const word of words) {
    const [, address, portText = ""] = /^(.*):(\d+|tftp|ssh)$/.exec(word) ?? [];
    if (address === undefined) continue;
    const port = NAMED_PORTS[portText] ?? Number(portText);
    const program = /\(\("([^"]+)"/.exec(content)?.[1] ?? /\s\d+\/([^\s:]+)/.exec(content)?.[1] ?? null;
    return {
      line,
      protocol: isTcp ? "tcp" : "udp",
      address: address.replace(/^\[|\]$|%.*$/g, ""),
      port,
      program,
    };
  }
  return null;
}

export function parseSockets(text: string): Sockets {
  const lines = linesOf(text);
  return { lines, sockets: lines.flatMap((content, index) => readSocket(content, index + 1) ?? []) };
}
