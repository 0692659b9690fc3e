/**
 * Programs that nobody here wrote, for the interoperability tests: TFTP clients and servers, a syslog collector, and the
 * tools that people automate a controller's command line with. On a continuous integration machine (CI=true,
 * root, Debian) they are installed; elsewhere absent ones are skipped tests, visibly.
 */
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT, run, say } from "./run.mjs";

const CLIENTS = ["curl", "tftp-hpa", "atftp", "busybox"];
/** For the command line over SSH. */
const AUTOMATION = ["openssh-client", "sshpass", "python3-paramiko", "python3-netmiko", "ansible"];
/** Their packages conflict with each other or start a service of the machine, so they are only unpacked. */
const SERVERS = ["tftpd-hpa", "atftpd", "rsyslog"];
const SERVER_LIBRARIES = ["libwrap0", "libpcre2-8-0", "libestr0", "libfastjson4", "liblognorm5"];
const UNPACKED = join(ROOT, ".cache", "peers");
const PROGRAMS = [
  "curl",
  "tftp",
  "atftp",
  "busybox",
  "in.tftpd",
  "atftpd",
  "rsyslogd",
  "ssh",
  "sshpass",
  "ansible-playbook",
];
const PYTHON_MODULES = ["paramiko", "netmiko"];

const FOLDERS = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin", join(UNPACKED, "usr", "sbin")];

const missing = () => [
  ...PROGRAMS.filter((name) => !FOLDERS.some((folder) => existsSync(join(folder, name)))),
  ...PYTHON_MODULES.filter((name) => !existsSync(join("/usr/lib/python3/dist-packages", name))),
];

export async function installPeers() {
  const onDebianCi = process.env.CI === "true" && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  if (onDebianCi && missing().length > 0) {
    say(`Installing peers for interoperability: ${missing().join(", ")} ...`);
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update", "-q"], { quiet: true });
    const install = async (packages) => {
      const { code, output } = await run("apt-get", ["install", "-y", "-q", ...packages], {
        env,
        quiet: true,
      });
      if (code !== 0) console.error(output);
    };
    await install([...CLIENTS, ...SERVER_LIBRARIES]);
    // Apart: the others are there even where one of these is not to be had.
    await install([...AUTOMATION]);
    mkdirSync(UNPACKED, { recursive: true });
    await run("sh", ["-c", `cd "${UNPACKED}" && apt-get download -q ${SERVERS.join(" ")}`], { quiet: true });
    for (const file of readdirSync(UNPACKED).filter((name) => name.endsWith(".deb")))
      await run("dpkg", ["-x", join(UNPACKED, file), UNPACKED], { quiet: true });
  }
  const absent = missing();
  if (absent.length > 0)
    say(`Not on this machine: ${absent.join(", ")}. The tests against them are skipped.`);
}
