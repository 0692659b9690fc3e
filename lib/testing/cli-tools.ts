/**
 * The programs that people automate a controller's command line with, as they come from their packages: which of them
 * are here, and running one. A test of one that is not here is skipped visibly.
 */
import { spawn, spawnSync } from "node:child_process";

export type ToolRun = { status: number | null; out: string };

/** Runs a program to its end. The server may live in this process, so nothing may block it. */
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

const works = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;

/** One that has paramiko; undefined without. */
export const python = ["/usr/bin/python3", "python3"].find((p) => works(p, "-c", "import paramiko"));
export const hasNetmiko = python !== undefined && works(python, "-c", "import netmiko");
export const hasAnsible =
  works("/usr/bin/ansible-doc", "-l", "cisco.ios") && works("/usr/bin/ansible-playbook", "--version");
export const hasSsh = works("ssh", "-V") && works("sshpass", "-V");

/** Every show command that the specification names. */
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
