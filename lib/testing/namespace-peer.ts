/**
 * A TFTP server or client in a process of its own, for tests in network namespaces: a process is in one namespace only.
 * `serve <json>` prints `{"port":...}` and serves until its input ends; `fetch <json>` prints what it fetched.
 */
import { createHash } from "node:crypto";
import { wallClock } from "@/lib/kit/clock";
import { fetchTftp } from "@/lib/servers/tftp/tftp-client";
import { createTftpServer } from "@/lib/servers/tftp/tftp-server";
import { TransferRegistry } from "@/lib/servers/transfer";
import { chooseUdpEngine } from "@/lib/servers/udp/udp-engine";

export type NamespaceServer = {
  root: string;
  engine: "auto" | "dgram";
  address: string;
  dataPorts: string;
  singlePort: boolean;
};
export type NamespaceFetch = {
  server: string;
  port: number;
  path: string;
  blockSize: number;
  windowSize: number;
};
/** `fault` is the code of the failure, null for none. */
export type NamespaceFetched = { fault: string | null; sha256: string; blockSize: number | null };

const print = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);

async function serve({ root, engine, address, dataPorts, singlePort }: NamespaceServer): Promise<void> {
  const registry = new TransferRegistry({
    wall: wallClock,
    onRow: () => undefined,
    onEnded: () => undefined,
    identify: () => null,
    describe: () => null,
  });
  const server = createTftpServer({
    root,
    address,
    port: 69,
    engine: await chooseUdpEngine(engine),
    dataPorts: { dataPorts, singlePort },
    registry,
    wall: wallClock,
    onRow: () => undefined,
    onLog: () => undefined,
    onEvent: () => undefined,
  });
  print(await server.start());
  process.stdin.resume().on("end", () => process.exit());
}

async function fetch(request: NamespaceFetch): Promise<void> {
  const hash = createHash("sha256");
  const result = await fetchTftp({
    ...request,
    timeoutMs: 300,
    retries: 4,
    sink: (piece) => void hash.update(piece),
  });
  const fetched: NamespaceFetched = {
    fault: result.ok ? null : result.fault.code,
    sha256: hash.digest("hex"),
    blockSize: result.ok ? result.blockSize : null,
  };
  print(fetched);
}

const [role, json = "{}"] = process.argv.slice(2);
if (role === "serve") await serve(JSON.parse(json) as NamespaceServer);
else await fetch(JSON.parse(json) as NamespaceFetch);
