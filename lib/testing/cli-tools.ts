/**
 * Detects and runs the real tools that operators use to automate the command line of a controller. Tests of a tool that
 * is not installed are skipped, and their titles say so.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { CLI_PASSWORD } from "./cli-password";

/** The home folder to give the tool, and the port of the SSH server that it connects to. */
type Target = { home: string; port: number };

export type ToolRun = { status: number | null; out: string };

/** Runs a program until it exits. Asynchronous, because the server that it connects to runs in this process. */
export function runTool(home: string, program: string, args: string[], input = ""): Promise<ToolRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: {
        PATH: "/usr/bin:/bin",
        HOME: home,
        ANSIBLE_HOST_KEY_CHECKING: "False",
        LC_ALL: "C.UTF-8",
      } as unknown as NodeJS.ProcessEnv,
      timeout: 300_000,
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

/** Runs the OpenSSH client, with sshpass to type the password. */
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

/** Runs a playbook whose host `ewc` is the simulated controller. */
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

/** A Python script that connects with paramiko and then runs `body`, in which `c` is the connected client. */
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

const exitsWithZero = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;

/** A Python interpreter that can import paramiko; undefined when there is none. */
export const python = ["/usr/bin/python3", "python3"].find((p) => exitsWithZero(p, "-c", "import paramiko"));
export const hasNetmiko = python !== undefined && exitsWithZero(python, "-c", "import netmiko");
export const hasAnsible =
  exitsWithZero("/usr/bin/ansible-doc", "-l", "cisco.ios") &&
  exitsWithZero("/usr/bin/ansible-playbook", "--version");
/** For RESTCONF, whose modules are part of Ansible itself. */
export const ansiblePlaybook = ["/usr/bin/ansible-playbook"].find((p) => exitsWithZero(p, "--version"));
export const hasCurlAndJq = exitsWithZero("curl", "--version") && exitsWithZero("jq", "--version");
/** The path of a Python interpreter that can import requests, itself and not a script that chooses one. */
export const pythonWithRequests = ["/usr/bin/python3", "python3"]
  .map((p) => spawnSync(p, ["-c", "import requests, sys; print(sys.executable)"]))
  .find(({ status }) => status === 0)
  ?.stdout.toString()
  .trim();
/** scrapli is in no Debian package, so it is rarely there. */
export const hasScrapli = python !== undefined && exitsWithZero(python, "-c", "import scrapli");
export const hasSsh = exitsWithZero("ssh", "-V") && exitsWithZero("sshpass", "-V");

/** Part of Debian's package `rancid`. */
const CLOGIN = "/usr/bin/clogin";
export const hasRancid = existsSync(CLOGIN);

/** Runs RANCID's clogin, which signs in, enters enable mode and runs the commands as RANCID does. */
export async function runClogin(home: string, port: number, ...lines: string[]) {
  const file = path.join(home, "cloginrc");
  const entries = [
    "add user 127.0.0.1 {admin}",
    `add password 127.0.0.1 {${CLI_PASSWORD}} {${CLI_PASSWORD}}`,
    `add method 127.0.0.1 {ssh:${port}}`,
    "add autoenable 127.0.0.1 {1}",
  ];
  await writeFile(file, `${entries.join("\n")}\n`, { mode: 0o600 });
  return runTool(home, CLOGIN, ["-t", "90", "-f", file, "-c", lines.join(";"), "127.0.0.1"]);
}

/** The show commands that every tool must be able to run. */
export const SHOW_COMMANDS = [
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
  "show startup-config",
  "show users",
  "show ap uptime",
  "show ap status",
  "show ap tag summary",
  "show ap config general",
  "show wireless stats ap join summary",
  "show wireless ewc-ap ap summary",
  "show wireless ewc-ap redundancy summary",
  "show wireless profile image-download summary",
  "show inventory",
  "show chassis",
  "show platform",
  "show redundancy",
  "show boot",
  "show hosts",
  "show interfaces",
  "show ip interface brief",
  "show ip ssh",
  "show flash:",
  "show terminal",
  "dir",
];
