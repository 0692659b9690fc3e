/**
 * Finds the independent programs that our servers and clients are tested against. A file name proves nothing: Debian's
 * atftpd package installs itself as in.tftpd, too, and GNU inetutils has a `tftp` of its own. So a program listed here
 * counts only when its own version output names it. No dependencies: this works before anything is installed.
 */
import { spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ROOT } from "./run.mjs";

/** Where `npm test` unpacks Debian packages that conflict with each other or would start a system service. */
export const UNPACKED = join(ROOT, ".cache", "peers");

const FOLDERS = [
  ...["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"],
  ...(process.env.PATH ?? "").split(delimiter).filter(Boolean),
  join(UNPACKED, "usr", "sbin"),
  join(UNPACKED, "usr", "bin"),
];

/** For each program: the arguments that make it describe itself, and what it then has to print. */
const IDENTITIES = {
  "in.tftpd": { product: "tftpd-hpa", args: ["--version"], prints: /^tftp-hpa \d/m },
  atftpd: { product: "atftpd", args: ["--version"], prints: /^atftp-\S+ \(server\)/m },
  tftp: { product: "tftp-hpa", args: ["-V"], prints: /^tftp-hpa \d/m },
  atftp: { product: "atftp", args: ["--version"], prints: /^atftp-\S+ \(client\)/m },
  busybox: { product: "busybox with tftp", args: ["--list"], prints: /^tftp$/m },
  curl: { product: "curl with TFTP", args: ["--version"], prints: /^Protocols:.* tftp\b/m },
  dnsmasq: { product: "dnsmasq", args: ["--version"], prints: /^Dnsmasq version \d/m },
  promtool: { product: "Prometheus' promtool", args: ["--version"], prints: /^promtool, version \d/m },
  tshark: { product: "tshark of Wireshark", args: ["--version"], prints: /^TShark \(Wireshark\) \d/m },
  rsyslogd: { product: "rsyslogd", args: ["-v"], prints: /^rsyslogd\s+\d/m },
};
const VERSION_TIMEOUT_MS = 5000;

/** Only what was found is remembered: what is missing may be installed in the meantime. */
const found = new Map();

/**
 * @param {string} name of the program's file
 * @param {readonly string[]} [folders] searched in this order
 * @returns {{ path: string } | { path: undefined, reason: string }} `reason` says why there is none, for a skipped test
 */
export function findPeer(name, folders) {
  if (folders) return search(name, folders);
  const peer = found.get(name) ?? search(name, FOLDERS);
  if (peer.path) found.set(name, peer);
  return peer;
}

function search(name, folders) {
  const files = folders.map((folder) => join(folder, name)).filter((file) => existsSync(file));
  const identity = IDENTITIES[name];
  if (files.length === 0) return { path: undefined, reason: `${name} is not installed` };
  if (!identity) return { path: files[0] };
  const path = files.find((file) => identity.prints.test(versionOutput(file, identity.args)));
  if (path) return { path };
  const [first = ""] = files;
  const says = versionOutput(first, identity.args).trim().split("\n", 1)[0] || "nothing";
  const real = realpathSync(first);
  const file = real === first ? first : `${first} (a link to ${real})`;
  return { path: undefined, reason: `${file} is not ${identity.product}: its version output is "${says}"` };
}

function versionOutput(file, args) {
  const { stdout, stderr, error } = spawnSync(file, args, {
    encoding: "utf8",
    timeout: VERSION_TIMEOUT_MS,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return error ? error.message : `${stdout}${stderr}`;
}
