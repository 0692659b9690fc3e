/** The TFTP servers of the comparison: ours, and the independent ones that this machine has. All serve the same folder. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { probeTftp } from "@/lib/servers/tftp/tftp-client";
import { loadSystemCalls } from "@/lib/servers/udp/system-calls";
import { freeUdpPort, startProgram } from "@/lib/testing/installed-programs";
import { findPeer } from "../support/find-peer.mjs";
import type { BatchAnswer, BatchRequest } from "./batch-client";
import type { FromOurServer, OurWay } from "./our-server";

export type Contestant = {
  name: string;
  address: string;
  port: number;
  /** Null where its CPU time is not known: it has a process for each transfer and does not wait for them. */
  pid: number | null;
  windows: boolean;
  stop(): Promise<void>;
};

export type OurServer = Contestant & {
  ask(): Promise<Extract<FromOurServer, { rssBytes: number }>>;
  /** Stops measuring the event loops, so that the server does nothing on its own. */
  quiet(): void;
  /** Measures them again. */
  measure(): void;
};

/** By system calls with a port for each transfer, which counts for the ratio; on the server's port; by Node's `dgram`. */
export const OUR_NAMES: Record<OurWay, string> = {
  "system-calls": "ours",
  "single-port": "ours, one port",
  dgram: "ours, dgram",
};
/** The servers that others must not be slower than. */
export const PEER_NAMES = ["tftpd-hpa", "atftpd", "dnsmasq"];

const beside = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const forkTsx = (file: string, args: string[]): ChildProcess =>
  fork(beside(file), args, { execArgv: ["--import", "tsx"], stdio: ["ignore", "ignore", "inherit", "ipc"] });
const endOf = (child: ChildProcess) => async () => {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
};

/** Our server, in a process of its own. */
export async function startOurs(root: string, way: OurWay): Promise<OurServer> {
  const child = forkTsx("our-server.ts", [root, way]);
  const next = <T extends FromOurServer>() =>
    new Promise<T>((resolve) => child.once("message", (message) => resolve(message as T)));
  const { listening, reason } = await next<Extract<FromOurServer, { listening: object }>>();
  if (way !== "dgram" && reason !== null) console.log(`${OUR_NAMES[way]} uses dgram: ${reason}`);
  return {
    name: OUR_NAMES[way],
    ...listening,
    pid: child.pid ?? 0,
    windows: true,
    stop: endOf(child),
    quiet: () => void child.send("quiet"),
    measure: () => void child.send("measure"),
    ask: () => {
      const answer = next<Extract<FromOurServer, { rssBytes: number }>>();
      child.send("report");
      return answer;
    },
  };
}

/** What the same system calls can do at most (`bare-server.ts`); undefined on machines without them. */
export async function startBare(root: string): Promise<Contestant | undefined> {
  if (!(await loadSystemCalls()).ok) return undefined;
  const child = forkTsx("bare-server.ts", [root]);
  const { port } = await new Promise<{ port: number }>((resolve) =>
    child.once("message", (message) => resolve(message as { port: number })),
  );
  const pid = child.pid ?? 0;
  return { name: "bare", address: "127.0.0.1", port, pid, windows: false, stop: endOf(child) };
}

export type BatchClient = { fetch(request: BatchRequest): Promise<BatchAnswer>; stop(): Promise<void> };

/** The client that reads in batches, in its own process. */
export function startBatchClient(): BatchClient {
  const child = forkTsx("batch-client.ts", []);
  return {
    fetch: (request) =>
      new Promise((resolve) => {
        child.once("message", (answer) => resolve(answer as BatchAnswer));
        child.send(request);
      }),
    stop: endOf(child),
  };
}

/** Starts the independent servers. Most need root, because they change their root folder or user, or use port 69. */
export async function startPeers(root: string, probe: string): Promise<Contestant[]> {
  const peers: Contestant[] = [];
  const isRoot = process.getuid?.() === 0;
  const add = async (
    name: string,
    windows: boolean,
    port: number,
    start: () => { pid: number | null; stop(): Promise<void> },
  ) => {
    const running = start();
    const peer = { server: "127.0.0.1", port, path: probe, timeoutMs: 200, retries: 2 };
    for (const giveUpAt = performance.now() + 15_000; performance.now() < giveUpAt; ) {
      if ((await probeTftp(peer)).found) {
        const { pid } = running;
        peers.push({ name, address: "127.0.0.1", port, pid, windows, stop: () => running.stop() });
        return;
      }
    }
    console.log(`left out: ${name} did not start`);
    await running.stop();
  };

  const find = (program: string): string | undefined => {
    const peer = findPeer(program);
    if (peer.path === undefined) console.log(`left out: ${peer.reason}`);
    else if (!isRoot) console.log(`left out: ${program} needs root`);
    return isRoot ? peer.path : undefined;
  };
  const hpa = find("in.tftpd");
  if (hpa) {
    const port = await freeUdpPort();
    await add("tftpd-hpa", false, port, () => ({
      ...startProgram(hpa, ["-L", "-a", `127.0.0.1:${port}`, "-s", root]),
      pid: null,
    }));
  }
  const atftpd = find("atftpd");
  if (atftpd) {
    const port = await freeUdpPort();
    const args = ["--daemon", "--no-fork", "--port", `${port}`, "--bind-address", "127.0.0.1"];
    await add("atftpd", true, port, () =>
      startProgram(atftpd, [...args, "--maxthread", "300", "--user", "root", "--group", "root", root]),
    );
  }
  const dnsmasq = find("dnsmasq");
  if (dnsmasq) {
    // It has no option for the port.
    const args = ["--keep-in-foreground", "--conf-file=/dev/null", "--port=0", "--listen-address=127.0.0.1"];
    await add("dnsmasq", false, 69, () =>
      startProgram(dnsmasq, [
        ...args,
        ...["--bind-interfaces", "--enable-tftp", `--tftp-root=${root}`, "--tftp-max=300"],
        ...["--user=root", "--pid-file=", "--log-facility=/dev/null"],
      ]),
    );
  }
  const port = await freeUdpPort();
  await add("npm tftp", true, port, () => {
    const child = forkTsx("npm-server.ts", [root, `${port}`]);
    return { pid: child.pid ?? 0, stop: endOf(child) };
  });
  return peers;
}
