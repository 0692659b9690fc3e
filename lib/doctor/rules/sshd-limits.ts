/** Rules of sshd about where it listens, how many connections it accepts and how long it keeps them, which algorithms it offers, and what it logs. */

import type { DoctorPurpose } from "@/lib/contracts/doctor";
import { isIpv4Server, isIpv6Server, pagePort } from "../addresses";
import { type Rule, when } from "../rule";
import { type Doc, effective, globals, rewritten } from "./sshd-file";
import { settingRule } from "./sshd-setting";

/** Seconds of a time such as `90`, `2m` or `1m30s`. */
function seconds(text: string): number {
  const units: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, "": 1 };
  let sum = 0;
  for (const [, amount, unit = ""] of text.toLowerCase().matchAll(/(\d+)([smh]?|[dw])/g))
    sum += Number(amount) * (units[unit] ?? 1);
  return sum;
}

const BYTES: Record<string, number> = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };
const bytes = (text: string): number => {
  const [, amount = "NaN", unit = ""] = /^(\d+)([kmg]?)$/i.exec(text) ?? [];
  return Number(amount) * (BYTES[unit.toLowerCase()] ?? 1);
};

export const limitRules: readonly Rule<Doc>[] = [
  {
    id: "sshd-port-differs",
    severity: "error",
    title: "sshd listens on a different port than the profile specifies.",
    why: "The controller connects to the port in the profile: Connection refused.",
    fix: "Listen on that port too.",
    find(doc, { purpose }) {
      const wanted = pagePort(purpose, "sftp") ?? 22;
      const named = globals(doc, "port").filter(({ args }) => args.length > 0);
      const ports = named.length === 0 ? [22] : named.map(({ args }) => Number(args[0]));
      const hasOwn = globals(doc, "ListenAddress").some(({ args }) => /(\]|^[^:]*):\d+$/.test(args[0] ?? ""));
      return when(!ports.includes(wanted) && !hasOwn, () => ({
        line: named[0]?.line ?? null,
        problem: `sshd listens on port ${ports.join(", ")}, but the controller connects to ${wanted}.`,
        edits: [
          named[0]
            ? { after: named[0].line, text: `Port ${wanted}` }
            : // Old versions need Port before ListenAddress.
              { after: 0, text: `Port 22\nPort ${wanted}` },
        ],
      }));
    },
  },
  settingRule({
    id: "sshd-address-family",
    severity: "error",
    title: "sshd listens only on the other version of IP.",
    why: "AddressFamily excludes the address in the profile: Connection refused.",
    fix: "Set AddressFamily any.",
    setting: "AddressFamily",
    isWrong: (value, { purpose }) =>
      (/^inet6$/i.test(value) && isIpv4Server(purpose)) || (/^inet$/i.test(value) && isIpv6Server(purpose)),
    correct: "any",
  }),
  settingRule({
    id: "sshd-few-startups",
    severity: "warning",
    title: "MaxStartups allows few logins at the same time.",
    why: "With Parallel Mode, the controller opens a connection for each image family at the same time. sshd drops those above the limit.",
    fix: "Use 10:30:100, the default.",
    setting: "MaxStartups",
    isWrong: (value) => !(Number(value.split(":")[0]) >= 10),
    correct: "10:30:100",
  }),
  settingRule({
    id: "sshd-few-startups-of-one",
    severity: "warning",
    title: "PerSourceMaxStartups allows few logins from one address at the same time.",
    why: "All connections come from the controller, which has one address.",
    fix: "Set PerSourceMaxStartups none.",
    setting: "PerSourceMaxStartups",
    isWrong: (value) => value !== "none" && !(Number(value) >= 10),
    correct: "none",
  }),
  settingRule({
    id: "sshd-no-sessions",
    severity: "error",
    title: "MaxSessions 0 allows no sessions.",
    why: "The login succeeds, but SFTP is rejected.",
    fix: "Use 10, the default.",
    setting: "MaxSessions",
    isWrong: (value) => !(Number(value) >= 1),
    correct: "10",
  }),
  settingRule({
    id: "sshd-grace-short",
    severity: "warning",
    title: "LoginGraceTime is too short.",
    why: "A busy controller can need several seconds for the key exchange, and is disconnected before it logs in.",
    fix: "Use 120, the default.",
    setting: "LoginGraceTime",
    isWrong: (value) => seconds(value) > 0 && seconds(value) < 20,
    correct: "120",
  }),
  settingRule({
    id: "sshd-alive-short",
    severity: "warning",
    title: "Idle clients are disconnected too soon.",
    why: "A controller can be idle for half a minute while it writes an image to flash.",
    fix: "Set ClientAliveInterval to 60 seconds.",
    setting: "ClientAliveInterval",
    isWrong: (value, { purpose }, doc) => {
      const [most = "3"] = effective(doc, purpose, "ClientAliveCountMax")?.args ?? [];
      return seconds(value) > 0 && Number(most) > 0 && seconds(value) * Number(most) < 60;
    },
    correct: "60",
  }),
  settingRule({
    id: "sshd-rekey-often",
    severity: "warning",
    title: "RekeyLimit forces new keys in the middle of an image.",
    why: "Images are 50 to 1,000 MB. Each key exchange interrupts the transfer, and some clients disconnect.",
    fix: "Use the default, which is default none.",
    setting: "RekeyLimit",
    isWrong: (value) => bytes(value) < 1024 ** 3,
    correct: "default none",
  }),
  settingRule({
    id: "sshd-use-dns",
    severity: "warning",
    title: "UseDNS looks up the host name of each client.",
    why: "If DNS does not answer for the controller's address, each login waits until the lookup times out.",
    fix: "Set UseDNS no.",
    setting: "UseDNS",
    isWrong: (value) => value.toLowerCase() === "yes",
    correct: "no",
  }),
  settingRule({
    id: "sshd-log-level",
    severity: "warning",
    title: "LogLevel hides logins.",
    why: "The log does not show whether the controller connected, or why it was rejected.",
    fix: "Use INFO, the default.",
    setting: "LogLevel",
    isWrong: (value) => /^(quiet|fatal|error)$/i.test(value),
    correct: "INFO",
  }),
  {
    id: "sshd-rsa-key-missing",
    severity: "warning",
    title: "The server has no RSA host key.",
    why: "Old controller releases accept only RSA host keys, and can't connect.",
    fix: "Add the RSA host key that the OpenSSH package created when it was installed.",
    find(doc) {
      const named = globals(doc, "HostKey").filter(({ args }) => args.length > 0);
      return when(named.length > 0 && !named.some(({ args }) => /rsa/i.test(args[0] ?? "")), () => ({
        line: named[0]?.line ?? null,
        edits: [{ after: named[0]?.line ?? 0, text: "HostKey /etc/ssh/ssh_host_rsa_key" }],
        commands: ["ssh-keygen -A"],
      }));
    },
  },
];

/** Algorithms that clients of IOS XE 17 offer in all their releases: the server must accept one of each kind. */
const needed: readonly {
  id: string;
  keyword: string;
  what: string;
  offered: RegExp;
  add: string;
}[] = [
  {
    id: "sshd-kex",
    keyword: "KexAlgorithms",
    what: "key exchange",
    offered: /^(ecdh-sha2-nistp(256|384|521)|diffie-hellman-group1[46]-sha(1|256|512))$/,
    add: "ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521",
  },
  {
    id: "sshd-ciphers",
    keyword: "Ciphers",
    what: "cipher",
    offered: /^aes(128|192|256)-ctr$|^aes(128|256)-gcm@openssh\.com$/,
    add: "aes256-ctr,aes192-ctr,aes128-ctr",
  },
  {
    id: "sshd-macs",
    keyword: "MACs",
    what: "MAC",
    offered: /^hmac-sha2-(256|512)(-etm@openssh\.com)?$|^hmac-sha1$/,
    add: "hmac-sha2-256,hmac-sha2-512",
  },
  {
    id: "sshd-host-key-algorithms",
    keyword: "HostKeyAlgorithms",
    what: "host key algorithm",
    offered: /^(rsa-sha2-(256|512)|ssh-rsa)$/,
    add: "rsa-sha2-512,rsa-sha2-256",
  },
];

export const algorithmRules: readonly Rule<Doc>[] = needed.map(({ id, keyword, what, offered, add }) => ({
  id,
  severity: "error",
  title: `${keyword} contains no ${what} that the controller supports.`,
  why: "Client and server have no algorithm in common, so the connection ends before the login.",
  fix: `Add ${add}.`,
  find(doc) {
    const [at] = globals(doc, keyword);
    const [list = ""] = at?.args ?? [];
    // With + or ^, the list is added to the defaults. With -, it removes some, but rarely all.
    const isWhole = list !== "" && !/^[+^-]/.test(list);
    return when(isWhole && !list.split(",").some((name) => offered.test(name)), () => ({
      line: at?.line ?? null,
      edits: at ? [rewritten(doc, at, `${list},${add}`)] : [],
    }));
  },
}));

/** The file of the system log that SyslogFacility chooses; null for the usual one. */
export function sshdLog(doc: Doc, { host }: DoctorPurpose): string | null {
  const facility = globals(doc, "SyslogFacility")[0]?.args[0] ?? "AUTH";
  if (/^auth(priv)?$/i.test(facility) || host === "windows") return null;
  return host === "redhat" ? "/var/log/messages" : "/var/log/syslog";
}
