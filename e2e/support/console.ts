/** Starts the built console for one spec, with its own data folder and free ports, and ends it by its process id. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fetchAny } from "./any-certificate";
import { ADMIN_PASSWORD, ADMIN_USER, forgetConsole, signInAt } from "./signed-in";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 20_000;

/** How to start a console. */
export type ConsoleOptions = {
  /** The lab of the first start: `demo`, `empty`, or the path of a lab file. */
  lab?: string;
  /** Additional environment variables. */
  env?: Record<string, string>;
  /** Without an administrator, as at the first visit. */
  isNotSetUp?: boolean;
  /** The program and its arguments, instead of this repository's start script. */
  program?: readonly [string, ...string[]];
};

/** A console process. */
export type RunningConsole = {
  /** Without a trailing slash. */
  readonly url: string;
  readonly tftpPort: number;
  readonly sftpPort: number;
  /** 0 when the software download service did not listen at the start. */
  readonly catalogPort: number;
  readonly cliPort: number;
  readonly dataDir: string;
  readonly pid: number;
  /** For requests outside of a browser: they are signed in as administrator. */
  readonly headers: Record<string, string>;
  /** The exit code; null while it is running or after a signal. */
  readonly exitCode: number | null;
  /** Everything that it has printed so far. */
  output(): string;
  /** Closes the pipes that read its output. */
  closeOutput(): void;
  /** Ends it and waits for the end. SIGTERM drains; SIGKILL is a crash. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again, after ending it if necessary, with the same data and the same ports. */
  restart(): Promise<void>;
  /** Ends it and deletes its data. */
  close(): Promise<void>;
};

type ConsoleProcess = { child: ChildProcess; output: string; ended: Promise<void> };

const START_SCRIPT = [process.execPath, join("scripts", "start.mjs"), "--prepared"] as const;

function spawnConsole(
  env: Record<string, string>,
  [command, ...args]: readonly [string, ...string[]],
): ConsoleProcess {
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const running: ConsoleProcess = {
    child,
    output: "",
    ended: new Promise((resolve) => child.once("close", () => resolve())),
  };
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (piece: Buffer) => {
      running.output += piece.toString();
    });
  return running;
}

type Addresses = { url: string; tftpPort: number; sftpPort: number; catalogPort: number; cliPort: number };

/** The addresses that the program prints when everything is listening; port 0 for a server that is not. */
function readAddresses(output: string): Addresses | undefined {
  const url = /^\s*Console\s+(https?:\/\/\S+?)\/?\s*$/m.exec(output)?.[1];
  if (url === undefined || !/^\s*Data folder\s/m.test(output)) return undefined;
  const portOf = (name: string) =>
    Number(new RegExp(`^\\s*${name}\\s+\\S*:(\\d+)\\s*$`, "m").exec(output)?.[1] ?? 0);
  return {
    url,
    tftpPort: portOf("TFTP"),
    sftpPort: portOf("SFTP"),
    catalogPort: portOf("CATALOG"),
    cliPort: portOf("CLI"),
  };
}

async function untilReady(running: ConsoleProcess): Promise<Addresses> {
  const printed = new Promise<Addresses>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`The console did not start:\n${running.output}`)),
      START_TIMEOUT_MS,
    );
    const look = () => {
      const addresses = readAddresses(running.output);
      if (!addresses) return;
      clearTimeout(timer);
      resolve(addresses);
    };
    running.child.stdout?.on("data", look);
    running.child.once("close", (code) => {
      clearTimeout(timer);
      reject(new Error(`The console ended with ${code} while starting:\n${running.output}`));
    });
  });
  const addresses = await printed;
  const health = await fetchAny(`${addresses.url}/api/health`);
  if (!health.ok)
    throw new Error(`${addresses.url}/api/health answered ${health.status}:\n${running.output}`);
  return addresses;
}

/** Starts a console; the caller closes it. Needs a build (`npm test -- --only build`). */
export async function startConsole({
  lab = "demo",
  env = {},
  isNotSetUp = false,
  program = START_SCRIPT,
}: ConsoleOptions = {}): Promise<RunningConsole> {
  const dataDir = mkdtempSync(join(tmpdir(), "ewc-e2e-"));
  const admin: Record<string, string> = isNotSetUp ? {} : { ADMIN_USER, ADMIN_PASSWORD };
  const base = { HOST: "127.0.0.1", DATA_DIR: dataDir, LAB: lab, ...admin, ...env };
  const anyPorts = { PORT: "0", TFTP_PORT: "0", SFTP_PORT: "0", CATALOG_PORT: "0", CLI_PORT: "0" };
  let running = spawnConsole({ ...anyPorts, ...base }, program);
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  const kill = async (signal: NodeJS.Signals = "SIGTERM") => {
    const { child, ended } = running;
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
  };
  const { url, tftpPort, sftpPort, catalogPort, cliPort } = await untilReady(running).catch(
    async (cause: unknown) => {
      await kill("SIGKILL");
      remove();
      throw cause;
    },
  );
  const headers = isNotSetUp ? {} : await signInAt(url);
  return {
    url,
    headers,
    tftpPort,
    sftpPort,
    catalogPort,
    cliPort,
    dataDir,
    get pid() {
      return running.child.pid ?? 0;
    },
    get exitCode() {
      return running.child.exitCode;
    },
    output: () => running.output,
    closeOutput: () => {
      for (const stream of [running.child.stdout, running.child.stderr]) stream?.destroy();
    },
    kill,
    async restart() {
      await kill();
      const ports = {
        TFTP_PORT: String(tftpPort),
        SFTP_PORT: String(sftpPort),
        CATALOG_PORT: String(catalogPort),
        CLI_PORT: String(cliPort),
      };
      running = spawnConsole({ PORT: new URL(url).port, ...ports, ...base }, program);
      await untilReady(running);
    },
    async close() {
      forgetConsole(url);
      await kill();
      remove();
    },
  };
}
