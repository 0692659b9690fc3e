/**
 * The unmodified tools that automate the command line of controllers: detects which are installed, and runs them. Tests
 * of a tool that is not installed are skipped, and their titles say so.
 */
import { spawn, spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { CLI_PASSWORD } from "./cli-password";

/** The home folder of a tool, and the port of the command line. */
type Target = { home: string; port: number };

export type ToolRun = { status: number | null; out: string };

/** Runs a program to its end, asynchronously because the server runs in the same process. */
export function runTool(home: string, program: string, args: string[], input = ""): Promise<ToolRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: {
        PATH: "/usr/bin:/bin",
        HOME: home,
        ANSIBLE_HOST_KEY_CHECKING: "False",
        LC_ALL: "C.UTF-8",
      } as unknown as NodeJS.ProcessEnv,
      timeout: 120_000,
    });
    let out = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (bytes: Buffer) => {
        out += bytes.toString();
      });
    }
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, out }));
    child.stdin.end(input);
  });
}

/** Runs the OpenSSH client with the password. */
export const openSsh = ({ home, port }: Target, args: string[], input = ""): Promise<ToolRun> =>
  runTool(
    home,
    "sshpass",
    [
      ...["-p", CLI_PASSWORD, "ssh", "-p", String(port)],
      ...["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR"],
      ...args,
    ],
    input,
  );

/** Runs a playbook against the host `ewc`, which is our command line. */
export async function runPlaybook({ home, port }: Target, play: string): Promise<ToolRun> {
  const host = {
    ansible_host: "127.0.0.1",
    ansible_port: port,
    ansible_user: "admin",
    ansible_password: CLI_PASSWORD,
    ansible_connection: "ansible.netcommon.network_cli",
    ansible_network_os: "cisco.ios.ios",
    ansible_python_interpreter: "/usr/bin/python3",
    ansible_command_timeout: 100,
    ansible_connect_timeout: 100,
  };
  const [inventory, book] = [path.join(home, "hosts.json"), path.join(home, "play.yml")];
  await writeFile(inventory, JSON.stringify({ all: { hosts: { ewc: host } } }));
  await writeFile(book, play);
  return runTool(home, "/usr/bin/ansible-playbook", ["-i", inventory, book]);
}

/** A paramiko script. `c` is the connected client in `body`. */
export const paramikoScript = (port: number, body: string): string => `
import os, sys, time, paramiko
c = paramiko.SSHClient()
c.set_missing_host_key_policy(paramiko.AutoAddPolicy())
c.connect("127.0.0.1", port=${port}, username="admin", password="${CLI_PASSWORD}", look_for_keys=False, allow_agent=False, timeout=60, banner_timeout=60, auth_timeout=60)
${body}
c.close()
# Some versions of paramiko print errors while the interpreter exits.
sys.stdout.flush()
os._exit(0)
`;

const works = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;

/** A Python with paramiko; undefined when there is none. */
export const python = ["/usr/bin/python3", "python3"].find((p) => works(p, "-c", "import paramiko"));
export const hasNetmiko = python !== undefined && works(python, "-c", "import netmiko");
export const hasAnsible =
  works("/usr/bin/ansible-doc", "-l", "cisco.ios") && works("/usr/bin/ansible-playbook", "--version");
export const hasSsh = works("ssh", "-V") && works("sshpass", "-V");

/** The show commands that every tool must be able to run. */
export const SHOWS = [
  "show ap image",
  "show ap summary",
  "show wireless ewc-ap predownload status",
  "show wireless ewc-ap ap image predownload status",
  "show wireless profile image-download default",
  "show install summary",
  "show install log",
  "show version",
  "show clock",
  "show logging",
  "show running-config",
  "show users",
];
