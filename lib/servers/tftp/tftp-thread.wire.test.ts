/** The TFTP server in a thread of its own, as the engine sees it. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { NewEvent } from "@/lib/contracts/events";
import { tftpFaultsSchema } from "@/lib/contracts/server-faults";
import type { ServerStatus } from "@/lib/contracts/servers";
import type { TransferRow } from "@/lib/contracts/transfers";
import { wallClock } from "@/lib/kit/clock";
import { OwnProbes } from "@/lib/servers/own-probes";
import { TransferRegistry } from "@/lib/servers/transfer";
import { faultIn } from "@/lib/testing/fault-in";
import { testedEngine } from "@/lib/testing/tested-engine";
import { startTftpInThisThread } from "@/lib/testing/tftp-in-this-thread";
import { until } from "@/lib/testing/tftp-lab";
import { startTftpWorkerFromSource } from "@/lib/testing/tftp-worker-from-source";
import { DEFAULT_LIMITS } from "./admission";
import { DEFAULT_DATA_PORTS } from "./data-sockets";
import type { TftpThreadLink } from "./tftp-channel";
import { fetchTftp } from "./tftp-client";
import { defaultOperation } from "./tftp-operation";
import type { AppliedSettings } from "./tftp-server";
import { TftpThread } from "./tftp-thread";

const settings: AppliedSettings = {
  address: "127.0.0.1",
  port: 0,
  limits: DEFAULT_LIMITS,
  dataPorts: DEFAULT_DATA_PORTS,
  operation: defaultOperation,
};

let root: string;
let thread: TftpThread;
const links: TftpThreadLink[] = [];
let probes: OwnProbes;
let registry: TransferRegistry;
let ended: TransferRow[];
let lines: { line: string; transferId: string | undefined; client: unknown }[];
let events: NewEvent[];
let status: ServerStatus | undefined;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "tftp-thread-"));
  probes = new OwnProbes(() => thread.catchUp());
  registry = new TransferRegistry({
    wall: wallClock,
    onRow: () => undefined,
    onEnded: (row) => void ended.push(row),
    identify: () => null,
    describe: () => null,
    catchUp: () => thread.catchUp(),
  });
  thread = await TftpThread.open(
    (start) => {
      const link = startTftpWorkerFromSource(start);
      links.push(link);
      return link;
    },
    {
      root,
      engine: (await testedEngine()).kind === "dgram" ? "dgram" : "auto",
      ownProbes: probes.marks.buffer as SharedArrayBuffer,
    },
  );
  thread.create(settings, {
    registry,
    onRow: (row) => {
      status = row;
    },
    onLog: (line, about) => void lines.push({ line, transferId: about?.transferId, client: about?.client }),
    onEvent: (event) => void events.push(event),
  });
});
beforeEach(() => {
  [ended, lines, events, status] = [[], [], [], undefined];
});
afterEach(async () => {
  await thread.setFaults(null);
  await thread.apply(settings);
  await thread.stop();
});
afterAll(async () => {
  await thread.end();
  await rm(root, { recursive: true, force: true });
});

const fetch = (port: number, name: string, onProgress: (bytes: number) => void = () => undefined) => {
  const pieces: Buffer[] = [];
  return fetchTftp({
    server: "127.0.0.1",
    port,
    path: name,
    blockSize: 1428,
    windowSize: 4,
    timeoutMs: 2000,
    retries: 2,
    sink: (piece) => void pieces.push(Buffer.from(piece)),
    signal: new AbortController().signal,
    onProgress,
  }).then((result) => ({ result, content: Buffer.concat(pieces) }));
};

test("a transfer arrives intact, with a row of the engine's registry and that row's id in the line about its end", async () => {
  const content = randomBytes(300_000);
  await writeFile(path.join(root, "a"), content);
  const { port } = await thread.start();
  const fetched = await fetch(port, "a");
  expect(fetched.content.equals(content)).toBe(true);
  await until(() => lines.length === 2);
  expect(lines[0]?.line).toBe("RRQ from 127.0.0.1 filename a");
  expect(lines[1]?.line).toMatch(/^Sent a to 127\.0\.0\.1: 300000 bytes/);
  expect(lines[1]?.client).toBe(lines[0]?.client);
  expect(ended).toMatchObject([{ path: "a", bytes: 300_000, outcome: "complete" }]);
  expect(lines[1]?.transferId).toBe(ended[0]?.id);
  expect(thread.engine.kind).toBe((await testedEngine()).kind);
  expect(events).toEqual([{ type: "server.started", data: { server: "tftp", address: "127.0.0.1", port } }]);
});

test("a transfer is known to the engine as soon as its client has received something", async () => {
  await writeFile(path.join(root, "a"), randomBytes(2000));
  const { port } = await thread.start();
  const known: boolean[] = [];
  const { result } = await fetch(port, "a", () => known.push(registry.size > 0 || ended.length > 0));
  if (!result.ok) throw new Error(result.fault.message);
  expect(registry.ofClient("127.0.0.1", result.localPort)).toBeDefined();
});

test("settings and faults are in force when the call returns, without a restart", async () => {
  await writeFile(path.join(root, "a"), randomBytes(2000));
  const { port } = await thread.start();
  await thread.setFaults(tftpFaultsSchema.parse({ missing: "a" }));
  expect((await fetch(port, "a")).result).toMatchObject({ ok: false, fault: { code: "file-not-found" } });
  await thread.setFaults(null);
  expect((await fetch(port, "a")).result.ok).toBe(true);
  await thread.apply({ ...settings, operation: { ...defaultOperation, addressRules: "deny 127.0.0.0/8" } });
  expect((await fetch(port, "a")).result.ok).toBe(false);
});

test("aborting a transfer in the engine ends it for its client", async () => {
  await writeFile(path.join(root, "a"), randomBytes(50_000));
  const { port } = await thread.start();
  await thread.setFaults(tftpFaultsSchema.parse({ bytesPerSecond: 1000 }));
  const fetching = fetch(port, "a");
  await until(() => registry.rows().length === 1);
  registry.abort(registry.rows()[0]?.id ?? "");
  expect((await fetching).result.ok).toBe(false);
  await until(() => ended.length === 1);
  expect(ended[0]).toMatchObject({ outcome: "aborted" });
});

test("a port in use is reported as the fault of a server in this thread is", async () => {
  const { port } = await thread.start();
  const other = await TftpThread.open(startTftpInThisThread, {
    root,
    engine: "dgram",
    ownProbes: probes.marks.buffer as SharedArrayBuffer,
  });
  expect(other.engine).toEqual({ kind: "dgram", reason: "TFTP_ENGINE is dgram" });
  other.create(
    { ...settings, port },
    { registry, onRow: () => undefined, onLog: () => undefined, onEvent: () => undefined },
  );
  expect(await faultIn(other.start())).toMatchObject({ code: "conflict" });
  expect(other.listening()).toBeNull();
  await other.end();
});

test("a thread that fails is a server that failed with its transfers, and the next start serves on the same port", async () => {
  await writeFile(path.join(root, "a"), randomBytes(50_000));
  const { port } = await thread.start();
  await thread.setFaults(tftpFaultsSchema.parse({ bytesPerSecond: 1000 }));
  const fetching = fetch(port, "a");
  await until(() => registry.rows().length === 1);
  await thread.apply({ ...settings, port });
  // No message of the channel: the thread ends with an uncaught error.
  links[0]?.port.postMessage(null);
  await until(() => ended.length === 1);
  const message = expect.stringMatching(/^The packet thread failed: /);
  expect(ended[0]).toMatchObject({ outcome: "failed", cause: { message } });
  expect(status).toMatchObject({ state: "failed", reason: { message } });
  expect(thread.listening()).toBeNull();
  expect((await fetching).result.ok).toBe(false);
  expect(await thread.start()).toEqual({ address: "127.0.0.1", port });
  await thread.setFaults(null);
  expect((await fetch(port, "a")).result.ok).toBe(true);
});
