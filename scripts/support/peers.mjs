/**
 * Independent programs for the interoperability tests: TFTP clients and servers, a syslog collector, and the tools that
 * automate a controller's command line. On a continuous integration machine (CI=true, root, Debian) the missing ones
 * are installed; elsewhere the tests that need them are skipped, and this says why.
 */
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { findPeer, UNPACKED } from "./find-peer.mjs";
import { run, say } from "./run.mjs";

const CLIENTS = ["curl", "tftp-hpa", "atftp", "busybox"];
/** For the tests between network namespaces, a TFTP server for the benchmark, and a judge of recorded packets. */
const NETWORK = ["iproute2", "nftables", "dnsmasq-base", "tshark"];
/** For the command line over SSH, and the independent SFTP server. */
const AUTOMATION = [
  "openssh-client",
  "openssh-server",
  "sshpass",
  "python3-paramiko",
  "python3-netmiko",
  "python3-requests",
  "jq",
  "ansible",
];
/** These packages conflict with each other or start a system service, so they are only unpacked. */
const SERVERS = ["tftpd-hpa", "atftpd", "rsyslog", "prometheus"];
const SERVER_LIBRARIES = ["libwrap0", "libpcre2-8-0", "libestr0", "libfastjson4", "liblognorm5"];
const PROGRAMS = [
  "curl",
  "tftp",
  "atftp",
  "busybox",
  "in.tftpd",
  "atftpd",
  "dnsmasq",
  "ip",
  "nft",
  "tshark",
  "python3",
  "rsyslogd",
  "ssh",
  "sshd",
  "sshpass",
  "ansible-playbook",
  "clogin",
  "promtool",
  "jq",
];
const PYTHON_MODULES = ["paramiko", "netmiko", "requests"];

/** One sentence for each peer that this machine does not have. */
const missing = () => [
  ...PROGRAMS.map((name) => findPeer(name)).flatMap(({ reason }) => reason ?? []),
  ...PYTHON_MODULES.filter((name) => !existsSync(join("/usr/lib/python3/dist-packages", name))).map(
    (name) => `the Python module ${name} is not installed`,
  ),
];

/** Installs what is missing where that is allowed; never fails, because every test can be skipped. */
export async function installPeers() {
  const onDebianCi = process.env.CI === "true" && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  const before = missing();
  if (onDebianCi && before.length > 0) {
    say(`Installing programs for the interoperability tests: ${before.join("; ")} ...`);
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
    await install(["--no-install-recommends", ...NETWORK]);
    // In a second call, so that the clients are installed even where one of these is not available.
    await install(AUTOMATION);
    // Its recommendations include a mail server.
    await install(["--no-install-recommends", "rancid"]);
    mkdirSync(UNPACKED, { recursive: true });
    await run("sh", ["-c", `cd "${UNPACKED}" && apt-get download -q ${SERVERS.join(" ")}`], { quiet: true });
    for (const file of readdirSync(UNPACKED).filter((name) => name.endsWith(".deb")))
      await run("dpkg", ["-x", join(UNPACKED, file), UNPACKED], { quiet: true });
  }
  const absent = onDebianCi ? missing() : before;
  if (absent.length > 0) say(`The tests against these are skipped: ${absent.join("; ")}.`);
}
