/** Programs that nobody here wrote, where this machine has them: tests with them are skipped visibly elsewhere. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { openDatagram } from "@/lib/servers/datagram";

/** The last is where the test command unpacks servers that cannot be installed beside each other. */
const FOLDERS = [
  "/usr/local/bin",
  "/usr/bin",
  "/bin",
  "/usr/sbin",
  "/sbin",
  path.resolve(".cache/peers/usr/sbin"),
];

/** Its path, or undefined when it is not installed. */
export const installed = (program: string): string | undefined =>
  FOLDERS.map((folder) => path.join(folder, program)).find((file) => existsSync(file));

export type Ran = { code: number | null; output: string };

/** Runs a program to its end; `input` is what is typed into it. */
export function run(program: string, args: string[], input?: string, cwd?: string): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(
      program,
      args,
      { timeout: 60_000, maxBuffer: 64 << 20, cwd },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : (child.exitCode ?? -1), output: `${stdout}${stderr}` });
      },
    );
    // It may end before it has read what is typed.
    child.stdin?.on("error", () => undefined);
    // One that ends without reading its input is not our affair.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input ?? "");
  });
}

/** Starts a server of somebody else; it is ended by its own process id, softly or not. */
export function startProgram(
  program: string,
  args: string[],
): { pid: number; stop(): Promise<void>; kill(): Promise<void> } {
  const child: ChildProcess = spawn(program, args, { stdio: "ignore" });
  const orphaned = () => child.kill("SIGKILL");
  process.once("exit", orphaned);
  child.once("exit", () => process.off("exit", orphaned));
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const kill = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  return {
    pid: child.pid ?? 0,
    kill,
    stop: async () => {
      child.kill("SIGTERM");
      const timer = setTimeout(() => void kill(), 2000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** A UDP port of 127.0.0.1 that was free a moment ago. */
export async function freeUdpPort(): Promise<number> {
  const ignore = () => undefined;
  const socket = await openDatagram({ family: 4, address: "127.0.0.1", onMessage: ignore, onError: ignore });
  const { port } = socket;
  socket.close();
  return port;
}
