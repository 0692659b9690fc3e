/** Recognizes the kind of a file by its name and content. */
import type { DoctorKind } from "@/lib/contracts/doctor";
import { linesOf } from "./lines";
import { isClientKeyword, isServerOnly } from "./rules/sshd-keywords";

/** By the last part of the name. */
const names: readonly (readonly [RegExp, DoctorKind])[] = [
  [/tftpd-hpa(\.map|\.remap)$|tftpd?[._-]?(re)?map|\.(re)?map$/i, "tftpd-map"],
  [/tftpd-hpa/i, "tftpd-hpa"],
  [/atftpd/i, "atftpd"],
  [/dnsmasq/i, "dnsmasq"],
  [/sshd_config/i, "sshd-config"],
  [/ssh_config/i, "ssh-config"],
  [/vsftpd/i, "vsftpd"],
  [/tftpd(32|64).*\.ini$/i, "tftpd64"],
];

/** Lines that occur in only one kind. */
const marks: readonly (readonly [DoctorKind, RegExp])[] = [
  ["tftpd-hpa", /^\s*(export\s+)?TFTP_(DIRECTORY|OPTIONS|USERNAME|ADDRESS)\s*=/],
  ["atftpd", /^\s*(USE_INETD\s*=|OPTIONS\s*=.*--(tftpd-timeout|retry-timeout|maxthread|mcast-))/],
  [
    "tftpd64",
    /^\s*(\[TFTPD32\]|(BaseDirectory|TftpPort|Negociate|UnixStrings|VirtualRoot|SecurityLevel)\s*=)/i,
  ],
  [
    "dnsmasq",
    /^\s*-*(enable-tftp|tftp-[a-z-]+|dhcp-range|dhcp-option|log-facility|bind-interfaces|listen-address)\b/,
  ],
  [
    "vsftpd",
    /^\s*(anonymous_enable|local_enable|write_enable|chroot_local_user|pasv_(min|max)_port|listen_ipv6)\s*=/,
  ],
  ["listing", /^\s*([-dl][-rwxsStT]{9})[.+@]?\s+\S+\s+\S+|^f: \//],
  ["sockets", /^\s*(udp|tcp)6?\s+\S|^\s*(UNCONN|LISTEN)\s+\d+\s+\d+|^(Netid|State)\s+/i],
  ["tftpd-map", /^\s*[rg4ie6Esa~GP]{1,6}\s+[\^/\\([]\S*/],
];

/** The kind of a file; null when it is none that the doctor knows. */
export function recognize(name: string, text: string): DoctorKind | null {
  const lines = linesOf(text);
  const base = name.split(/[/\\]/).at(-1) ?? "";
  const byName = names.find(([pattern]) => pattern.test(base))?.[1];
  if (byName !== undefined) return byName;
  // The name may be that of a folder: /etc/default/tftpd-hpa.dpkg-old, sshd_config.d/50-images.conf.
  if (/sshd_config\.d/.test(name)) return "sshd-config";
  if (/dnsmasq\.d/.test(name)) return "dnsmasq";
  const scores = marks.map(([kind, mark]) => [kind, lines.filter((line) => mark.test(line)).length] as const);
  const [best, score = 0] = scores.toSorted(([, a], [, b]) => b - a)[0] ?? [];
  const ssh = sshKind(lines);
  return score > 0 && best !== undefined && score >= ssh.score ? best : ssh.kind;
}

/** Which of the two files of OpenSSH it is, by its keywords. */
function sshKind(lines: readonly string[]): { kind: DoctorKind | null; score: number } {
  let server = 0;
  let client = 0;
  for (const line of lines) {
    const key = /^\s*([A-Za-z]+)[\s=]+\S/.exec(line)?.[1]?.toLowerCase() ?? "";
    if (isServerOnly(key) || key === "match") server++;
    if (isClientKeyword(key)) client++;
  }
  if (server === 0 && client === 0) return { kind: null, score: 0 };
  return { kind: client > server ? "ssh-config" : "sshd-config", score: Math.max(server, client) };
}
