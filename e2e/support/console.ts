/** Starts the built console as an operator would, for one spec: own data folder, free ports, ended by its process id. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;

export type ConsoleOptions = {
  /** What a first start creates: `demo`, `empty` or the path of a lab file. */
  lab?: string;
  /** More of the environment. */
  env?: Record<string, string>;
};

export type RunningConsole = {
  /** Without a slash at its end. */
  readonly url: string;
  readonly tftpPort: number;
  readonly sftpPort: number;
  readonly cliPort: number;
  readonly dataDir: string;
  readonly pid: number;
  /** Everything it printed so far. */
  output(): string;
  /** Ends it and waits until it has ended. SIGTERM drains; SIGKILL is the crash. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again (after ending it, if it still runs) on the same data, at the same addresses. */
  restart(): Promise<void>;
  /** Ends it and removes its data. */
  close(): Promise<void>;
};

type Life = { child: ChildProcess; output: string; ended: Promise<void> };

function spawnConsole(env: Record<string, string>): Life {
  const child = spawn(process.execPath, [join("scripts", "start.mjs"), "--prepared"], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const life: Life = {
    child,
    output: "",
    ended: new Promise((resolve) => child.once("close", () => resolve())),
  };
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (piece: Buffer) => {
      life.output += piece.toString();
    });
  return life;
}

type Addresses = { url: string; tftpPort: number; sftpPort: number; cliPort: number };

/** The addresses that the program prints once everything listens; 0 for a server that does not. */
function readBlock(output: string): Addresses | undefined {
  const url = /^\s*Console\s+(http:\/\/\S+?)\/?\s*$/m.exec(output)?.[1];
  if (url === undefined || !/^\s*Data folder\s/m.test(output)) return undefined;
  const portOf = (name: string) =>
    Number(new RegExp(`^\\s*${name}\\s+\\S*:(\\d+)\\s*$`, "m").exec(output)?.[1] ?? 0);
  return { url, tftpPort: portOf("TFTP"), sftpPort: portOf("SFTP"), cliPort: portOf("CLI") };
}

async function untilReady(life: Life): Promise<Addresses> {
  const printed = new Promise<Addresses>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`The console did not start:\n${life.output}`)),
      START_TIMEOUT_MS,
    );
    const look = () => {
      const block = readBlock(life.output);
      if (!block) return;
      clearTimeout(timer);
      resolve(block);
    };
    life.child.stdout?.on("data", look);
    life.child.once("close", (code) => {
      clearTimeout(timer);
      reject(new Error(`The console ended with ${code} while starting:\n${life.output}`));
    });
  });
  const block = await printed;
  const health = await fetch(`${block.url}/api/health`);
  if (!health.ok) throw new Error(`${block.url}/api/health answered ${health.status}:\n${life.output}`);
  return block;
}

/** Starts a console of its own; the caller closes it. The build must be there (npm test makes it). */
export async function startConsole({ lab = "demo", env = {} }: ConsoleOptions = {}): Promise<RunningConsole> {
  const dataDir = mkdtempSync(join(tmpdir(), "ewc-e2e-"));
  const base = { HOST: "127.0.0.1", DATA_DIR: dataDir, LAB: lab, ...env };
  let life = spawnConsole({ PORT: "0", TFTP_PORT: "0", SFTP_PORT: "0", CLI_PORT: "0", ...base });
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  const kill = async (signal: NodeJS.Signals = "SIGTERM") => {
    const { child, ended } = life;
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
  };
  const { url, tftpPort, sftpPort, cliPort } = await untilReady(life).catch(async (cause: unknown) => {
    await kill("SIGKILL");
    remove();
    throw cause;
  });
  return {
    url,
    tftpPort,
    sftpPort,
    cliPort,
    dataDir,
    get pid() {
      return life.child.pid ?? 0;
    },
    output: () => life.output,
    kill,
    async restart() {
      await kill();
      const ports = {
        TFTP_PORT: String(tftpPort),
        SFTP_PORT: String(sftpPort),
        CLI_PORT: String(cliPort),
      };
      life = spawnConsole({ PORT: new URL(url).port, ...ports, ...base });
      await untilReady(life);
    },
    async close() {
      await kill();
      remove();
    },
  };
}
