/** A real OpenSSH server with its own folder and port, for the user who runs the tests. */
import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { ed25519Pair } from "@/lib/servers/ssh-key-pair";
import { installed, startProgram } from "./installed-programs";

export const sshd = installed("sshd");

export type SshdRig = {
  port: number;
  user: string;
  /** The private key that can log in, as text and as a file. */
  privateKey: string;
  keyFile: string;
  folder: string;
  pid: number;
  /** Ends the server and its connections. */
  stop(): Promise<void>;
};

export async function freeTcpPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  await new Promise((resolve) => server.close(resolve));
  return bound && typeof bound === "object" ? bound.port : 0;
}

export async function startSshd(
  lines: readonly string[] = ["Subsystem sftp internal-sftp"],
): Promise<SshdRig> {
  const folder = await mkdtemp(path.join(tmpdir(), "sshd-rig-"));
  const { username, uid } = userInfo();
  // sshd needs this folder for privilege separation when it runs as root; systemd would create it.
  if (uid === 0) await mkdir("/run/sshd", { recursive: true });
  const hostKey = ed25519Pair();
  const userKey = ed25519Pair();
  const file = (name: string) => path.join(folder, name);
  for (const [name, text] of [
    ["host_key", hostKey.private],
    ["user_key", userKey.private],
    ["authorized_keys", `${userKey.public}\n`],
  ] as const) {
    await writeFile(file(name), text);
    await chmod(file(name), 0o600);
  }
  const port = await freeTcpPort();
  const config = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${file("host_key")}`,
    `AuthorizedKeysFile ${file("authorized_keys")}`,
    "StrictModes no",
    "UsePAM no",
    "PermitRootLogin yes",
    "PidFile none",
    "LogLevel ERROR",
    "MaxStartups 100:30:200",
    ...lines,
  ];
  await writeFile(file("config"), `${config.join("\n")}\n`);
  execFileSync(sshd ?? "sshd", ["-t", "-f", file("config")]);
  const program = startProgram(sshd ?? "sshd", ["-D", "-f", file("config")]);
  await listening(port);
  return {
    port,
    user: username,
    privateKey: userKey.private,
    keyFile: file("user_key"),
    folder,
    pid: program.pid,
    stop: async () => {
      await program.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves when the port accepts connections. */
export async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const accepted = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
    if (accepted) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("sshd does not listen");
}
