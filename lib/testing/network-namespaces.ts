/**
 * Two network namespaces with a cable between them: a server's and a client's, each with its own addresses and firewall.
 * Linux and root only; the namespaces have the number of this process in their names, and are removed at the end.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { findPeer } from "../../scripts/support/find-peer.mjs";
import { type Ran, run } from "./installed-programs";
import type { NamespaceFetch, NamespaceFetched, NamespaceServer } from "./namespace-peer";

const PEER = fileURLToPath(new URL("./namespace-peer.ts", import.meta.url));

/** Why the tests cannot run here; null when they can. */
export function whyNoNamespaces(): string | null {
  for (const program of ["ip", "nft"]) {
    const { reason } = findPeer(program) as { reason?: string };
    if (reason !== undefined) return reason;
  }
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return "network namespaces need root on Linux";
  try {
    const name = `tftp-probe-${process.pid}`;
    ip("netns", "add", name);
    ip("netns", "delete", name);
    return null;
  } catch {
    return "network namespaces are not permitted here";
  }
}

const ip = (...args: string[]) => execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"] });

export type NetworkNamespaces = {
  /** Serves on UDP port 69 of the server's namespace, until {@link remove}. */
  serve(server: NamespaceServer): Promise<void>;
  /** Fetches in the client's namespace. */
  fetch(request: Omit<NamespaceFetch, "port">): Promise<NamespaceFetched>;
  /** Runs a program in the client's namespace. */
  run(program: string, args: string[]): Promise<Ran>;
  /** A stateful firewall of the client: only answers to its own packets arrive, and packets from these ports. */
  closeClient(portsLetIn?: string): void;
  stopServing(): Promise<void>;
  remove(): Promise<void>;
};

/** @param addresses of the server, with prefix lengths; the client has 10.77.0.9/24 and fd77::9/64 */
export function networkNamespaces(addresses: string[]): NetworkNamespaces {
  const [server, client] = [`tftp-s-${process.pid}`, `tftp-c-${process.pid}`];
  const [serverEnd, clientEnd] = [`ts${process.pid}`, `tc${process.pid}`];
  for (const name of [server, client]) {
    ip("netns", "add", name);
    ip("-n", name, "link", "set", "lo", "up");
  }
  ip("link", "add", serverEnd, "netns", server, "type", "veth", "peer", "name", clientEnd, "netns", client);
  const assign = (namespace: string, device: string, address: string) =>
    ip("-n", namespace, "addr", "add", address, "dev", device, ...(address.includes(":") ? ["nodad"] : []));
  for (const address of addresses) assign(server, serverEnd, address);
  for (const address of ["10.77.0.9/24", "fd77::9/64"]) assign(client, clientEnd, address);
  ip("-n", server, "link", "set", serverEnd, "up");
  ip("-n", client, "link", "set", clientEnd, "up");
  let serving: ChildProcess | undefined;

  const start = (namespace: string, role: string, json: object) =>
    spawn(
      "ip",
      ["netns", "exec", namespace, process.execPath, "--import", "tsx", PEER, role, JSON.stringify(json)],
      { stdio: ["pipe", "pipe", "inherit"] },
    );
  const stopServing = async () => {
    const child = serving;
    serving = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.stdin?.end();
    await ended;
  };
  return {
    serve: async (settings) => {
      serving = start(server, "serve", settings);
      await firstLine(serving);
    },
    fetch: async (request) =>
      JSON.parse(await firstLine(start(client, "fetch", { ...request, port: 69 }))) as NamespaceFetched,
    run: (program, args) => run("ip", ["netns", "exec", client, program, ...args]),
    closeClient: (portsLetIn) => {
      const letIn = portsLetIn === undefined ? "" : `udp sport ${portsLetIn} accept;`;
      const chain = `type filter hook input priority 0; policy drop; ct state established,related accept; ${letIn}`;
      // Neighbor discovery of IPv6 is not used here.
      execFileSync("ip", ["netns", "exec", client, "nft", "-f", "-"], {
        input: `flush ruleset\ntable inet filter {\n chain input {\n ${chain.replaceAll("; ", ";\n")}\n }\n}\n`,
      });
    },
    stopServing,
    remove: async () => {
      await stopServing();
      for (const name of [server, client]) ip("netns", "delete", name);
    },
  };
}

/** The first line that a program prints. Rejects when it ends before. */
function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (piece: Buffer) => {
      text += piece.toString();
      if (text.includes("\n")) resolve(text.slice(0, text.indexOf("\n")));
    });
    child.once("exit", (code) => reject(new Error(`The program ended with code ${code}`)));
  });
}
