/**
 * A real OpenSSH server with password login. Its user exists only for this server, which has its own passwd and shadow
 * files in a mount namespace; the files of this machine are not changed. Linux and root only.
 */
import { execFileSync } from "node:child_process";
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { ed25519Pair } from "@/lib/servers/ssh-key-pair";
import { installed, startProgram } from "./installed-programs";
import { freeTcpPort, listening, sshd } from "./sshd-rig";

const unshare = installed("unshare");
const openssl = installed("openssl");
/** Outside the usual range of user ids. */
const UID = 54_321;

export type PasswordSshd = {
  port: number;
  user: string;
  password: string;
  /** The user's home, empty; relative paths start here. */
  home: string;
  /** Makes the user the owner of a file or folder. */
  give(file: string): Promise<void>;
  stop(): Promise<void>;
};

/** Why this machine cannot run such a server; undefined when it can. */
export const noPasswordSshd: string | undefined = (() => {
  if (sshd === undefined) return "sshd is not installed";
  if (unshare === undefined || openssl === undefined) return "unshare or openssl is not installed";
  if (userInfo().uid !== 0) return "it needs root";
  try {
    execFileSync(unshare, ["-m", "true"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "mount namespaces are not allowed here";
  }
})();

/** @param lines of the configuration, made of the user's home */
export async function startPasswordSshd(
  lines: (home: string) => readonly string[] = () => [],
): Promise<PasswordSshd> {
  const folder = await mkdtemp(path.join(tmpdir(), "sshd-password-"));
  const file = (name: string) => path.join(folder, name);
  const home = file("home");
  const user = "ewcuser";
  const password = "correct horse";
  const give = (name: string) => chown(name, UID, UID);
  await chmod(folder, 0o755);
  await mkdir(home);
  await give(home);
  await mkdir("/run/sshd", { recursive: true });
  const hash = execFileSync(openssl ?? "", ["passwd", "-6", "-stdin"], { input: password, encoding: "utf8" });
  const port = await freeTcpPort();
  const texts: Record<string, string> = {
    host_key: ed25519Pair().private,
    passwd: `${await readFile("/etc/passwd", "utf8")}${user}:x:${UID}:${UID}::${home}:/bin/sh\n`,
    shadow: `${user}:${hash.trim()}:19000:0:99999:7:::\n`,
    config: [
      ...[`Port ${port}`, "ListenAddress 127.0.0.1", `HostKey ${file("host_key")}`, "UsePAM no"],
      ...["PasswordAuthentication yes", "PidFile none", "LogLevel ERROR", "Subsystem sftp internal-sftp"],
      ...[...lines(home), ""],
    ].join("\n"),
  };
  for (const [name, text] of Object.entries(texts)) {
    await writeFile(file(name), text);
    await chmod(file(name), name === "passwd" ? 0o644 : 0o600);
  }
  const mounts = ["passwd", "shadow"].map((name) => `mount --bind ${file(name)} /etc/${name}`);
  const start = [...mounts, `exec ${sshd} -D -f ${file("config")}`].join(" && ");
  const program = startProgram(unshare ?? "", ["-m", "/bin/sh", "-c", start]);
  await listening(port);
  return {
    port,
    user,
    password,
    home,
    give,
    stop: async () => {
      await program.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
