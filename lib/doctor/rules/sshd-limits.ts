/** Rules of sshd about where it listens, how many connections it accepts, how long they live, and what it logs. */

import type { DoctorPurpose } from "@/lib/contracts/doctor";
import { isIpv4Server, isIpv6Server, pagePort } from "../addresses";
import { type Rule, when } from "../rule";
import { type Directive, type Doc, effective, globals, rewritten } from "./sshd-file";

/** Seconds of a time such as `90`, `2m` or `1m30s`. */
function seconds(text: string): number {
  const units: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, "": 1 };
  let sum = 0;
  for (const [, amount, unit = ""] of text.toLowerCase().matchAll(/(\d+)([smh]?|[dw])/g))
    sum += Number(amount) * (units[unit] ?? 1);
  return sum;
}

/** A rule about one value of the file, or of the user's block, that should be another. */
const badValue = (
  rule: Omit<Rule<Doc>, "find">,
  key: string,
  isBad: (value: string, directive: Directive, doc: Doc, purpose: DoctorPurpose) => boolean,
  instead: string,
): Rule<Doc> => ({
  ...rule,
  find(doc, { purpose }) {
    const at = effective(doc, purpose, key);
    const [value] = at?.args ?? [];
    return when(at !== undefined && value !== undefined && isBad(value, at, doc, purpose), () => ({
      line: at?.line ?? null,
      edits: at ? [rewritten(doc, at, instead)] : [],
    }));
  },
});

const BYTES: Record<string, number> = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };
const bytes = (text: string): number => {
  const [, amount = "NaN", unit = ""] = /^(\d+)([kmg]?)$/i.exec(text) ?? [];
  return Number(amount) * (BYTES[unit.toLowerCase()] ?? 1);
};

export const limitRules: readonly Rule<Doc>[] = [
  {
    id: "sshd-port-differs",
    severity: "error",
    title: "sshd listens on another port than the page names.",
    why: "The controller connects to the port on the page: Connection refused.",
    fix: "Listen on that port as well.",
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
            : // Port must stand before ListenAddress for old versions.
              { after: 0, text: `Port 22\nPort ${wanted}` },
        ],
      }));
    },
  },
  badValue(
    {
      id: "sshd-address-family",
      severity: "error",
      title: "sshd listens on the other version of IP only.",
      why: "The page names an address that AddressFamily leaves out: Connection refused.",
      fix: "Set AddressFamily any.",
    },
    "AddressFamily",
    (value, _directive, _doc, purpose) =>
      (/^inet6$/i.test(value) && isIpv4Server(purpose)) || (/^inet$/i.test(value) && isIpv6Server(purpose)),
    "any",
  ),
  badValue(
    {
      id: "sshd-few-startups",
      severity: "warning",
      title: "MaxStartups allows few logins at a time.",
      why: "With Parallel Mode, the controller opens a connection for each image family at once. Those above the limit are dropped.",
      fix: "Use 10:30:100, the default.",
    },
    "MaxStartups",
    (value) => !(Number(value.split(":")[0]) >= 10),
    "10:30:100",
  ),
  badValue(
    {
      id: "sshd-few-startups-of-one",
      severity: "warning",
      title: "PerSourceMaxStartups allows few logins of one address at a time.",
      why: "All connections come from the controller, which is one address.",
      fix: "Set PerSourceMaxStartups none.",
    },
    "PerSourceMaxStartups",
    (value) => value !== "none" && !(Number(value) >= 10),
    "none",
  ),
  badValue(
    {
      id: "sshd-no-sessions",
      severity: "error",
      title: "MaxSessions 0 allows no sessions.",
      why: "The login succeeds, and SFTP is refused.",
      fix: "Use 10, the default.",
    },
    "MaxSessions",
    (value) => !(Number(value) >= 1),
    "10",
  ),
  badValue(
    {
      id: "sshd-grace-short",
      severity: "warning",
      title: "LoginGraceTime leaves little time for the login.",
      why: "A controller under load needs seconds for the key exchange. It is cut off before it logged in.",
      fix: "Use 120, the default.",
    },
    "LoginGraceTime",
    (value) => seconds(value) > 0 && seconds(value) < 20,
    "120",
  ),
  badValue(
    {
      id: "sshd-alive-short",
      severity: "warning",
      title: "A client that is silent for a short time is disconnected.",
      why: "A controller that writes an image to flash can be silent for half a minute.",
      fix: "Ask every 60 seconds.",
    },
    "ClientAliveInterval",
    (value, _directive, doc, purpose) => {
      const [most = "3"] = effective(doc, purpose, "ClientAliveCountMax")?.args ?? [];
      return seconds(value) > 0 && Number(most) > 0 && seconds(value) * Number(most) < 60;
    },
    "60",
  ),
  badValue(
    {
      id: "sshd-rekey-often",
      severity: "warning",
      title: "RekeyLimit asks for new keys within one image.",
      why: "An image has 50 to 1,000 MB. Each exchange of keys stops the transfer, and some clients end it.",
      fix: "Use default none, the default.",
    },
    "RekeyLimit",
    (value) => bytes(value) < 1024 ** 3,
    "default none",
  ),
  badValue(
    {
      id: "sshd-use-dns",
      severity: "warning",
      title: "UseDNS looks up the name of each client.",
      why: "Where DNS does not answer for the address of the controller, each login waits until the lookup times out.",
      fix: "Set UseDNS no.",
    },
    "UseDNS",
    (value) => value.toLowerCase() === "yes",
    "no",
  ),
  badValue(
    {
      id: "sshd-log-level",
      severity: "warning",
      title: "LogLevel hides logins.",
      why: "Nobody can see whether the controller came, and why it was refused.",
      fix: "Use INFO, the default.",
    },
    "LogLevel",
    (value) => /^(quiet|fatal|error)$/i.test(value),
    "INFO",
  ),
  {
    id: "sshd-rsa-key-missing",
    severity: "warning",
    title: "The server has no RSA host key.",
    why: "Old releases of the controller verify RSA keys only, and cannot connect.",
    fix: "Add the RSA host key that the package made.",
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

/** Algorithms that clients of IOS XE 17 offer in all their releases: one of each kind must be left. */
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
  title: `${keyword} leaves no ${what} that the controller offers.`,
  why: "Client and server find no algorithm in common, and the connection ends before the login.",
  fix: `Add ${add}.`,
  find(doc) {
    const [at] = globals(doc, keyword);
    const [list = ""] = at?.args ?? [];
    // With + or ^ the list comes on top of the defaults; with - it takes some away, rarely all.
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
