/**
 * Compares our TFTP server with the independent ones: the same client, one server after the other in each round, so that
 * other load affects all. The best round counts, and the ratio is to the best of the others.
 */
import { createHash, randomBytes } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { type DatagramPeer, datagramPeer } from "@/lib/testing/datagram-peer";
import { datagramRelay } from "@/lib/testing/datagram-relay";
import { installed, run } from "@/lib/testing/installed-programs";
import {
  type Contestant,
  type OurServer,
  PEER_NAMES,
  startBare,
  startBatchClient,
  startOurs,
  startPeers,
} from "./contestants";
import { cpuMs } from "./cpu-time";
import { median } from "./median";
import { reportRates } from "./rate-report";

const ONE_BYTES = 64_000_000;
const SMALL_BLOCK_BYTES = 24_000_000;
const MANY_BYTES = 8_000_000;
const TINY_BYTES = 100_000;
const MANY_BLOCK_BYTES = 1428;
const MANY = [60, 100];
const LOSS_LIMIT_S = 30;
const IDLE_MS = 10_000;
/** What the start of a server leaves to do. */
const SETTLE_MS = 15_000;
/** Requests without an answer: more than the server's limit of transfers. They come again so often. */
const HALF_OPEN = 520;
const ASK_AGAIN_MS = 250;

/** What `--only` can select. */
export const TFTP_ROWS = ["idle", "single", "windows", "many", "loss", "memory", "half-open"] as const;

/** @param only the rows to measure; all when empty */
export async function benchTftp({ quick, only }: { quick: boolean; only: string[] }): Promise<void> {
  const measures = (row: (typeof TFTP_ROWS)[number]) => only.length === 0 || only.includes(row);
  const base = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  const root = await mkdtemp(path.join(base, "bench-tftp-"));
  const out = await mkdtemp(path.join(base, "bench-out-"));
  await chmod(root, 0o755);
  for (const [name, bytes] of [
    ["one", ONE_BYTES],
    ["small", SMALL_BLOCK_BYTES],
    ["many", MANY_BYTES],
    ["tiny", TINY_BYTES],
  ] as const) {
    await writeFile(path.join(root, name), randomBytes(bytes));
  }
  const ours = await startOurs(root, "system-calls");
  const [onePort, dgram] = [await startOurs(root, "single-port"), await startOurs(root, "dgram")];
  const bare = await startBare(root);
  const peers = await startPeers(root, "small");
  const all = [ours, onePort, dgram, ...peers];
  // It repeats nothing and knows no windows.
  const withBare = bare ? [bare, ...all] : all;
  const bench = new Bench(ours, root, out, quick ? 2 : 5);
  console.log(
    `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? "?"}), best of ${bench.rounds} rounds`,
  );
  console.log(
    `MB/s, and the ratio to the best of ${PEER_NAMES.join(", ")}; the npm package is shown beside them.`,
  );
  if (bare) console.log("bare: the same system calls, nothing checked, limited, logged, repeated or shown.");
  console.log();
  try {
    // First: afterwards, clients that went away are sent retries for a while.
    if (measures("idle")) for (const server of [ours, dgram]) await bench.idle(server);
    for (const blockSize of measures("single") ? [512, 1428, 8192, 65464] : []) {
      await bench.single(
        `one, blksize ${blockSize}`,
        blockSize === 512 ? "small" : "one",
        withBare,
        (server, file, local) =>
          run("curl", ["-sS", "--tftp-blksize", `${blockSize}`, "-o", local, url(server, file)]),
      );
    }
    if (measures("windows") && installed("atftp")) {
      for (const window of [16, 64]) {
        const able = all.filter(({ windows }) => windows);
        await bench.single(`one, 1428, window ${window}`, "one", able, (server, file, local) =>
          run("atftp", [
            ...[
              "--option",
              `windowsize ${window}`,
              "--option",
              "blksize 1428",
              "-g",
              "-r",
              file,
              "-l",
              local,
            ],
            ...[server.address, `${server.port}`],
          ]),
        );
      }
    }
    if (measures("windows")) await bench.windowsInBatches(all.filter(({ windows }) => windows));
    for (const count of measures("many") ? MANY : []) {
      await bench.many(
        count,
        withBare.filter(({ name }) => !quick || name !== "npm tftp"),
      );
    }
    if (measures("loss")) {
      await bench.loss(0.01, all);
      await bench.loss(0.05, [ours, onePort, dgram]);
    }
    if (measures("memory")) for (const server of [ours, onePort, dgram]) await bench.memory(server);
    if (measures("half-open")) for (const server of [ours, onePort, dgram]) await bench.halfOpen(server);
  } finally {
    for (const server of withBare) await server.stop();
    await rm(root, { recursive: true, force: true });
    await rm(out, { recursive: true, force: true });
  }
}

/** The rate in MB/s; the CPU time of the server in microseconds, NaN where it is not known. */
type ManyAtOnce = { rate: number; spread: number; right: number; usPerBlock: number };
/** Resolves with the seconds if the client measured them itself, else with anything. */
type Fetch = (server: Contestant, file: string, local: string) => Promise<unknown>;

class Bench {
  readonly rounds: number;
  readonly #ours: OurServer;
  readonly #root: string;
  readonly #out: string;
  readonly #digests = new Map<string, string>();

  constructor(ours: OurServer, root: string, out: string, rounds: number) {
    this.#ours = ours;
    this.#root = root;
    this.#out = out;
    this.rounds = rounds;
  }

  /** The windows again, with a client that is not the bottleneck. */
  async windowsInBatches(servers: Contestant[]): Promise<void> {
    const client = startBatchClient();
    for (const windowSize of [16, 64]) {
      await this.single(
        `one, 1428, window ${windowSize}, a client that reads in batches`,
        "one",
        servers,
        async ({ address, port }, file, local) => {
          const request = { address, port, file, bytes: ONE_BYTES, blockSize: 1428, windowSize, local };
          return (await client.fetch(request)).seconds;
        },
      );
    }
    await client.stop();
  }

  async single(title: string, file: string, servers: Contestant[], fetch: Fetch): Promise<void> {
    const local = path.join(this.#out, "one");
    const seen = new Map<string, number[]>();
    for (let round = 0; round < this.rounds; round++) {
      for (const server of servers) {
        await rm(local, { force: true });
        const startedAt = performance.now();
        const measured = await fetch(server, file, local);
        const seconds = typeof measured === "number" ? measured : (performance.now() - startedAt) / 1000;
        const good = (await this.#isIntact(file, local)) ? this.#bytes(file) / seconds / 1e6 : 0;
        seen.set(server.name, [...(seen.get(server.name) ?? []), good]);
      }
    }
    reportRates(
      title,
      [...seen].map(([name, rates]) => ({
        name,
        best: Math.max(...rates),
        note: rates.includes(0) ? "failed" : `median ${median(rates).toFixed(0)}`,
      })),
    );
  }

  /** Many curl processes at once: the total rate, the spread between them, and the number of intact files. */
  async many(count: number, servers: Contestant[]): Promise<void> {
    const seen = new Map<string, ManyAtOnce[]>();
    const delays = { web: 0, engine: 0, rows: 0 };
    for (let round = 0; round < Math.min(3, this.rounds); round++) {
      for (const server of servers) {
        await this.#ours.ask();
        const measured = await this.#manyFrom(server, count);
        if (server === this.#ours) {
          const { webThreadP99Ms, engineThreadP99Ms, rows } = await this.#ours.ask();
          delays.web = Math.max(delays.web, webThreadP99Ms);
          delays.engine = Math.max(delays.engine, engineThreadP99Ms);
          delays.rows = Math.max(delays.rows, rows);
        }
        seen.set(server.name, [...(seen.get(server.name) ?? []), measured]);
      }
    }
    const all = (runs: ManyAtOnce[], name: keyof ManyAtOnce) =>
      runs.map((run) => run[name]).filter((value) => !Number.isNaN(value));
    reportRates(
      `${count} at once of 8 MB, ${MANY_BLOCK_BYTES}`,
      [...seen].map(([name, runs]) => ({
        name,
        best: Math.max(...all(runs, "rate")),
        note:
          `${Math.min(...all(runs, "right"))} files intact, slowest ${Math.max(...all(runs, "spread")).toFixed(2)} x median` +
          all(runs, "usPerBlock")
            .slice(-1)
            .map((us) => `, ${us.toFixed(1)} µs of CPU time per block`)
            .join(""),
      })),
    );
    console.log(
      `  event loops during this, p99: web ${delays.web.toFixed(1)} ms, engine ${delays.engine.toFixed(1)} ms; ${delays.rows} rows of live progress and log lines\n`,
    );
  }

  async #manyFrom(server: Contestant, count: number): Promise<ManyAtOnce> {
    const before = cpuMs(server.pid);
    const startedAt = performance.now();
    const locals = Array.from({ length: count }, (_, i) => path.join(this.#out, `many-${i}`));
    const times = await Promise.all(
      locals.map(async (local) => {
        const options = ["-sS", "--tftp-blksize", `${MANY_BLOCK_BYTES}`, "-o", local];
        await run("curl", [...options, url(server, "many")]);
        return performance.now() - startedAt;
      }),
    );
    const seconds = (performance.now() - startedAt) / 1000;
    const serverMs = cpuMs(server.pid) - before;
    let right = 0;
    for (const local of locals) {
      if (await this.#isIntact("many", local)) right++;
      await rm(local, { force: true });
    }
    return {
      rate: (right * MANY_BYTES) / seconds / 1e6,
      spread: Math.max(...times) / median(times),
      right,
      usPerBlock: (serverMs * 1000 * MANY_BLOCK_BYTES) / (count * MANY_BYTES),
    };
  }

  async loss(loss: number, servers: Contestant[]): Promise<void> {
    console.log(`8 MB, 1428, ${loss * 100} % lost both ways`);
    for (const server of servers) {
      const relay = await datagramRelay(server, { seed: 1, loss });
      const local = path.join(this.#out, "loss");
      await rm(local, { force: true });
      const startedAt = performance.now();
      const args = ["-sS", "--max-time", `${LOSS_LIMIT_S}`, "--tftp-blksize", "1428", "-o", local];
      await run("curl", [...args, url({ ...server, port: relay.port, address: "127.0.0.1" }, "many")]);
      const seconds = (performance.now() - startedAt) / 1000;
      relay.close();
      const right = await this.#isIntact("many", local);
      console.log(
        `  ${server.name.padEnd(14)} ${right ? `${seconds.toFixed(1)} s` : `not complete after ${seconds.toFixed(0)} s`}`,
      );
    }
    console.log();
  }

  /** How long a good client waits for a small file while others ask and never answer. A refused client asks again. */
  async halfOpen(server: OurServer): Promise<void> {
    const silent: DatagramPeer[] = [];
    for (let i = 0; i < HALF_OPEN; i++) silent.push(await datagramPeer());
    const options = new Map([["blksize", "1428"]]);
    const ask = () => {
      for (const peer of silent)
        peer.send({ kind: "RRQ", filename: "small", mode: "octet", options }, server.port);
    };
    ask();
    const timer = setInterval(ask, ASK_AGAIN_MS);
    const waits: number[] = [];
    for (let i = 0; i < 10; i++) {
      const local = path.join(this.#out, "good");
      const startedAt = performance.now();
      do await run("curl", ["-sS", "--tftp-blksize", "1428", "-o", local, url(server, "tiny")]);
      while (!(await this.#isIntact("tiny", local)));
      waits.push(performance.now() - startedAt);
      await rm(local, { force: true });
    }
    clearInterval(timer);
    for (const peer of silent) peer.close();
    console.log(
      `${HALF_OPEN} half-open requests at ${server.name}: a good client has 100 KB after ${median(waits).toFixed(0)} ms ` +
        `(median of ${waits.length}, worst ${Math.max(...waits).toFixed(0)} ms)`,
    );
  }

  /** Memory of a thousand transfers that have started and stalled. */
  async memory(server: OurServer): Promise<void> {
    const before = (await server.ask()).rssBytes;
    const peers: DatagramPeer[] = [];
    for (let i = 0; i < 1000; i++) {
      const peer = await datagramPeer();
      peers.push(peer);
      const options = new Map([["blksize", "1428"]]);
      peer.send({ kind: "RRQ", filename: "one", mode: "octet", options }, server.port);
      peer.send({ kind: "ACK", block: 0 }, (await peer.next()).port);
    }
    const after = (await server.ask()).rssBytes;
    const growth = Math.max(0, after - before);
    console.log(
      `memory of ${server.name}: 1,000 open transfers cost ${(growth / 1e6).toFixed(1)} MB, ${(growth / 1e6).toFixed(1)} KB each; ` +
        `the whole process has ${(after / 1e6).toFixed(0)} MB`,
    );
    for (const peer of peers) peer.close();
  }

  /** Use of a processor while nothing is asked. */
  async idle(server: OurServer): Promise<void> {
    server.quiet();
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const before = await server.ask();
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    const { cpuMs } = await server.ask();
    server.measure();
    const percent = ((cpuMs - before.cpuMs) / IDLE_MS) * 100;
    console.log(`idle ${server.name}: ${percent.toFixed(2)} % of one processor in ${IDLE_MS / 1000} s`);
  }

  #bytes(file: string): number {
    return { one: ONE_BYTES, small: SMALL_BLOCK_BYTES, many: MANY_BYTES }[file] ?? 0;
  }

  /** Whether the fetched file is intact. */
  async #isIntact(file: string, local: string): Promise<boolean> {
    if (!existsSync(local)) return false;
    const expected = this.#digests.get(file) ?? (await digestOf(path.join(this.#root, file)));
    this.#digests.set(file, expected);
    return (await digestOf(local)) === expected;
  }
}

const url = (server: Contestant, file: string) => `tftp://${server.address}:${server.port}/${file}`;

async function digestOf(file: string): Promise<string> {
  const hash = createHash("sha1");
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(piece as Buffer);
  return hash.digest("hex");
}
