/**
 * Compares our SFTP server with OpenSSH's internal-sftp: the same client (OpenSSH's sftp) and cipher, one after the other
 * in each round, so that other load affects both. The best round counts.
 */
import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { chmod, mkdtemp, open, readFile, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { installed, run } from "@/lib/testing/installed-programs";
import { type SshdRig, sshd, startSshd } from "@/lib/testing/sshd-rig";
import { childrenCpuMs, statFields } from "./cpu-time";
import type { FromOurSftp } from "./our-sftp-server";

const CIPHERS = ["aes128-gcm@openssh.com", "aes256-ctr", "chacha20-poly1305@openssh.com"] as const;
const FILE_BYTES = 512 * 1024 * 1024;
const MANY = 10;
const MANY_BYTES = 128 * 1024 * 1024;

type Usage = { cpuMs: number; baseBytes: number; peakBytes: number };
type Contestant = {
  name: string;
  port: number;
  user: string;
  root: string;
  /** Starts measuring. @returns a function that returns what the server has used since */
  measure(): Promise<() => Promise<Usage>>;
  stop(): Promise<void>;
};

export async function benchSftp({ quick }: { quick: boolean }): Promise<void> {
  const client = installed("sftp");
  if (!sshd || !client) {
    console.log("sftp and sshd are needed: apt-get install openssh-server openssh-client");
    return;
  }
  const base = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  const root = await mkdtemp(path.join(base, "bench-sftp-"));
  await chmod(root, 0o755);
  await writeRandom(path.join(root, "one"), FILE_BYTES);
  await writeRandom(path.join(root, "many"), MANY_BYTES);
  const openssh = await startSshd();
  const ours = await startOurs(
    root,
    (await readFile(path.join(openssh.folder, "authorized_keys"), "utf8")).trim(),
  );
  const contestants = [ours, theirs(openssh, root)];
  const rounds = quick ? 3 : 7;
  console.log(
    `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? "?"}), best of ${rounds} rounds, client ${client}\n`,
  );
  try {
    for (const cipher of quick ? CIPHERS.slice(0, 1) : CIPHERS) {
      const fetch = (server: Contestant, file: string) =>
        fetchBy(client, openssh.keyFile, cipher, server, file);
      await compare(`${cipher}: one stream of 512 MB`, contestants, rounds, FILE_BYTES, (server) =>
        fetch(server, "one"),
      );
      await compare(
        `${cipher}: ${MANY} streams of 128 MB`,
        contestants,
        rounds,
        MANY * MANY_BYTES,
        (server) => Promise.all(Array.from({ length: MANY }, () => fetch(server, "many"))),
      );
    }
  } finally {
    await ours.stop();
    await openssh.stop();
    await rm(root, { recursive: true, force: true });
  }
}

async function fetchBy(
  client: string,
  keyFile: string,
  cipher: string,
  server: Contestant,
  file: string,
): Promise<void> {
  const options = [
    "StrictHostKeyChecking=no",
    "UserKnownHostsFile=/dev/null",
    "LogLevel=ERROR",
    "BatchMode=yes",
  ];
  const args = [
    ...["-q", "-F", "/dev/null", "-i", keyFile, "-c", cipher, "-P", `${server.port}`],
    ...options.flatMap((option) => ["-o", option]),
    ...["-b", "-", `${server.user}@127.0.0.1`],
  ];
  const { code, output } = await run(client, args, `get ${server.root}/${file} /dev/null\n`);
  if (code !== 0) throw new Error(`${server.name}: sftp ended with ${code}: ${output}`);
}

async function compare(
  title: string,
  contestants: readonly Contestant[],
  rounds: number,
  bytes: number,
  act: (server: Contestant) => Promise<unknown>,
): Promise<void> {
  const seen = new Map<string, (Usage & { seconds: number })[]>();
  for (let round = 0; round < rounds; round++) {
    for (const server of contestants) {
      const used = await server.measure();
      const startedAt = performance.now();
      await act(server);
      const seconds = (performance.now() - startedAt) / 1000;
      seen.set(server.name, [...(seen.get(server.name) ?? []), { ...(await used()), seconds }]);
    }
  }
  console.log(title);
  const best = new Map([...seen].map(([name, runs]) => [name, Math.min(...runs.map((run) => run.seconds))]));
  for (const [name, runs] of seen) {
    const seconds = best.get(name) ?? 0;
    const rival = Math.min(...[...best].filter(([other]) => other !== name).map(([, other]) => other));
    const cpu = Math.min(...runs.map((run) => run.cpuMs)) / (bytes / 1e9);
    const growth = Math.max(...runs.map((run) => run.peakBytes - run.baseBytes)) / 1e6;
    const rates = runs.map((run) => bytes / run.seconds / 1e6).sort((a, b) => a - b);
    const ratio = name === "ours" ? `ratio ${(rival / seconds).toFixed(2)}` : "";
    console.log(
      `  ${name.padEnd(14)} ${(bytes / seconds / 1e6).toFixed(0).padStart(5)} MB/s  ${ratio.padEnd(10)}  ` +
        `median ${rates[rates.length >> 1]?.toFixed(0)}, CPU ${cpu.toFixed(0)} ms per GB, peak memory +${growth.toFixed(0)} MB`,
    );
  }
  console.log();
}

async function writeRandom(file: string, bytes: number): Promise<void> {
  const handle = await open(file, "w");
  for (let left = bytes; left > 0; left -= 1 << 20) await handle.write(randomBytes(Math.min(left, 1 << 20)));
  await handle.close();
}

async function startOurs(root: string, publicKey: string): Promise<Contestant> {
  const file = fileURLToPath(new URL("our-sftp-server.ts", import.meta.url));
  const child: ChildProcess = fork(file, [root, publicKey], {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const next = <T extends FromOurSftp>() =>
    new Promise<T>((resolve) => child.once("message", (message) => resolve(message as T)));
  const { listening } = await next<Extract<FromOurSftp, { listening: object }>>();
  const ask = () => {
    const answer = next<Extract<FromOurSftp, { cpuMs: number }>>();
    child.send("report");
    return answer;
  };
  return {
    name: "ours",
    port: listening.port,
    user: "bench",
    root: "",
    measure: async () => {
      const { rssBytes } = await ask();
      return async () => {
        const { cpuMs, peakRssBytes } = await ask();
        return { cpuMs, baseBytes: rssBytes, peakBytes: peakRssBytes };
      };
    },
    stop: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    },
  };
}

function theirs(openssh: SshdRig, root: string): Contestant {
  return {
    name: "internal-sftp",
    port: openssh.port,
    user: openssh.user,
    root,
    measure: () => {
      const before = childrenCpuMs(openssh.pid);
      let peakBytes = 0;
      const look = setInterval(() => {
        peakBytes = Math.max(peakBytes, memoryOfDescendants(openssh.pid));
      }, 50);
      return Promise.resolve(async () => {
        clearInterval(look);
        // The CPU time of a process is added to its parent when it has ended.
        for (let tries = 0; tries < 100 && descendants(openssh.pid).length > 0; tries++) {
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        return { cpuMs: childrenCpuMs(openssh.pid) - before, baseBytes: 0, peakBytes };
      });
    },
    stop: () => openssh.stop(),
  };
}

function descendants(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    const id = Number(name);
    if (!Number.isInteger(id)) continue;
    try {
      const parent = statFields(id)[1] ?? 0;
      children.set(parent, [...(children.get(parent) ?? []), id]);
    } catch {
      // The process has ended meanwhile.
    }
  }
  const found: number[] = [];
  const from = [pid];
  for (let next = from.pop(); next !== undefined; next = from.pop()) {
    const below = children.get(next) ?? [];
    found.push(...below);
    from.push(...below);
  }
  return found;
}

/** The sum of the proportional set sizes, in which shared memory counts once. */
function memoryOfDescendants(pid: number): number {
  let kilobytes = 0;
  for (const id of descendants(pid)) {
    try {
      kilobytes += Number(/^Pss: +(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, "utf8"))?.[1] ?? 0);
    } catch {
      // The process has ended meanwhile.
    }
  }
  return kilobytes * 1024;
}
