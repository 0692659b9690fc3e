/** A syslog collector for tests, over UDP or TCP, which keeps all messages in order. */
import dgram from "node:dgram";
import { createServer, type Socket } from "node:net";
import type { SyslogTransport } from "@/lib/contracts/forwarding";

export type SyslogCollector = {
  readonly port: number;
  /** Complete messages in the order of arrival. */
  readonly messages: readonly string[];
  /** TCP connections that are open now. */
  readonly connections: number;
  /** Resolves with all messages once there are so many, or one matches; waits until the time limit of the test. */
  until(wanted: number | RegExp): Promise<readonly string[]>;
  /** TCP: closes every connection in order, and keeps listening. */
  hangUp(): void;
  close(): Promise<void>;
};

/** @param port 0: any free port */
export async function syslogCollector(
  transport: SyslogTransport,
  port = 0,
  address = "127.0.0.1",
): Promise<SyslogCollector> {
  const messages: string[] = [];
  const waiting = new Set<() => void>();
  const add = (message: Uint8Array) => {
    messages.push(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(message));
    for (const look of [...waiting]) look();
  };
  const socket = await (transport === "udp" ? listenUdp : listenTcp)(port, address, add);
  return {
    ...socket,
    messages,
    get connections() {
      return socket.connections();
    },
    until: (wanted) =>
      new Promise((resolve) => {
        const look = () => {
          if (typeof wanted === "number" ? messages.length < wanted : !messages.some((m) => wanted.test(m)))
            return;
          waiting.delete(look);
          resolve(messages);
        };
        waiting.add(look);
        look();
      }),
  };
}

type Listening = { port: number; connections(): number; hangUp(): void; close(): Promise<void> };

async function listenUdp(port: number, address: string, add: (m: Uint8Array) => void): Promise<Listening> {
  const socket = dgram.createSocket(address.includes(":") ? "udp6" : "udp4");
  socket.on("message", add);
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(port, address, resolve);
  });
  return {
    port: socket.address().port,
    connections: () => 0,
    hangUp: () => undefined,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

async function listenTcp(port: number, address: string, add: (m: Uint8Array) => void): Promise<Listening> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let rest: Buffer = Buffer.alloc(0);
    socket.on("data", (piece: Buffer) => {
      rest = takeFrames(Buffer.concat([rest, piece]), add);
    });
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, resolve);
  });
  const bound = server.address();
  return {
    port: bound && typeof bound === "object" ? bound.port : 0,
    connections: () => sockets.size,
    hangUp: () => {
      for (const socket of sockets) socket.end();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Splits a stream into messages (RFC 6587 §3.4.1). @returns the incomplete rest */
function takeFrames(stream: Buffer, add: (m: Uint8Array) => void): Buffer {
  for (let rest = stream; ; ) {
    const [, digits] = /^([1-9]\d{0,8}) /.exec(rest.toString("latin1", 0, 10)) ?? [];
    if (digits === undefined) return rest;
    const end = digits.length + 1 + Number(digits);
    if (rest.length < end) return rest;
    add(rest.subarray(digits.length + 1, end));
    rest = rest.subarray(end);
  }
}
