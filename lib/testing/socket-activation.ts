/**
 * A console in a process of its own that is started as systemd starts a service with open sockets: they are descriptors 3,
 * 4, and so on, and LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES describe them (sd_listen_fds(3)). It needs Python 3, which
 * opens the sockets and then becomes Node.js, as systemd's own child does.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { CLI_PASSWORD } from "./cli-password";
import { installed } from "./installed-programs";

const CONSOLE = fileURLToPath(new URL("./activated-console.ts", import.meta.url));
const LAUNCH = `
import fcntl, json, os, socket, sys
sockets, pid, command = json.loads(sys.argv[1])
opened = []
for kind, address in sockets:
    s = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM)
    s.bind((address, 0))
    if kind == "tcp":
        s.listen(16)
    opened.append(s)
print(json.dumps([s.getsockname()[1] for s in opened]), flush=True)
above = [fcntl.fcntl(s.fileno(), fcntl.F_DUPFD, 200) for s in opened]
for i, fd in enumerate(above):
    os.dup2(fd, 3 + i)
    os.close(fd)
os.environ["LISTEN_PID"] = str(pid or os.getpid())
os.execvp(command[0], command)
`;

export type ActivatedSocket = { kind: "udp" | "tcp"; address: string; name: string };

export type ActivatedConsole = {
  /** Of the sockets, in their order. */
  ports: readonly number[];
  /** Resolves when the engine has started: the sentences that a start prints. */
  notes: Promise<readonly string[]>;
  /** Gives a command as the operator. The answer is the fault if it has one. */
  order(type: string, input: object): Promise<unknown>;
  row(server: "tftp" | "sftp"): Promise<Record<string, unknown>>;
  end(): Promise<void>;
};

export type Activation = {
  env?: Record<string, string>;
  /** A shell stays between systemd and the console, so that LISTEN_PID is not the console's. */
  throughShell?: boolean;
  /** LISTEN_PID, where it is to be another process. */
  pid?: number;
  /** LISTEN_FDS, where it is to be more than there are. */
  count?: number;
};

/** Starts it on a fresh data folder. @param prepare puts files into the images folder before that */
export async function activatedConsole(
  sockets: readonly ActivatedSocket[],
  prepare: (images: string) => Promise<void>,
  { env = {}, throughShell = false, pid = 0, count = sockets.length }: Activation = {},
): Promise<ActivatedConsole> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), "ewc-activated-"));
  await prepare(path.join(dataDir, "images"));
  const node = [process.execPath, "--import", "tsx", CONSOLE];
  // With a second command, no shell replaces itself by the first.
  const command = throughShell ? ["/bin/sh", "-c", '"$@"; exit $?', "sh", ...node] : node;
  const given = JSON.stringify([sockets.map(({ kind, address }) => [kind, address]), pid, command]);
  const child = spawn(installed("python3") ?? "python3", ["-c", LAUNCH, given], {
    stdio: ["pipe", "pipe", "inherit"],
    env: {
      NODE_ENV: "test",
      // biome-ignore lint/style/noProcessEnv: a test run on another version of Node.js preloads its native parts by it.
      NODE_OPTIONS: process.env.NODE_OPTIONS ?? "",
      DATA_DIR: dataDir,
      LAB: "empty",
      LOG_LEVEL: "error",
      ADMIN_PASSWORD: CLI_PASSWORD,
      TFTP_PORT: "0",
      SFTP_PORT: "0",
      CLI_PORT: "0",
      CATALOG_PORT: "0",
      LISTEN_FDS: `${count}`,
      LISTEN_FDNAMES: sockets.map(({ name }) => name).join(":"),
      ...env,
    },
  });
  const next = linesOf(child);
  const ports = (await next()) as number[];
  const notes = next() as Promise<string[]>;
  const ask = async (line: object) => {
    await notes;
    child.stdin?.write(`${JSON.stringify(line)}\n`);
    return await next();
  };
  return {
    ports,
    notes,
    order: (type, input) => ask({ order: type, input }),
    row: (server) => ask({ row: server }) as Promise<Record<string, unknown>>,
    end: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.stdin?.end();
      if (child.exitCode === null) await ended;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The next line that the program prints, as JSON. Rejects when it ends before. */
function linesOf(child: ChildProcess): () => Promise<unknown> {
  const { stdout } = child;
  if (stdout === null) throw new Error("the program has no output");
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error("The program ended without an answer");
    return JSON.parse(value) as unknown;
  };
}
