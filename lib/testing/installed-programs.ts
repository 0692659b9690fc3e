/** Independent programs that our servers and clients are tested against, and how tests run them. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { openDatagram } from "@/lib/servers/datagram";
import { findPeer } from "../../scripts/support/find-peer.mjs";

/** The program's path; undefined when it is not installed, or another product has its name. */
export const installed = (program: string): string | undefined => findPeer(program).path;

/** A test title that ends with the reason when the program is missing and the test is therefore skipped. */
export function titleWith(program: string, title: string): string {
  const peer = findPeer(program);
  return peer.path === undefined ? `${title} (skipped: ${peer.reason})` : title;
}

/** `code` is -1 when the program was ended by a signal. `output` is standard output, then standard error. */
export type Ran = { code: number; output: string };

/** Runs a program to its end, at most one minute. `input` is its standard input. Never rejects. */
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
    // A program may end before it has read its input.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input ?? "");
  });
}

/** Starts a server in the background. `stop` sends SIGTERM, and SIGKILL after two seconds; `kill` sends SIGKILL. */
export function startProgram(
  program: string,
  args: string[],
): { pid: number; stop(): Promise<void>; kill(): Promise<void> } {
  const child: ChildProcess = spawn(program, args, { stdio: "ignore" });
  const killWithUs = () => child.kill("SIGKILL");
  process.once("exit", killWithUs);
  child.once("exit", () => process.off("exit", killWithUs));
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
