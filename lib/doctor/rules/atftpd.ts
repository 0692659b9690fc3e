/** Rules of atftpd, whose settings are in /etc/default/atftpd. */

import { isLoopback, listenRules, MIN_TRANSFERS, pagePort } from "../addresses";
import { rootRules } from "../image-path";
import { logRule } from "../log-place";
import { type Edit, type KindModule, type Rule, when } from "../rule";
import {
  assign,
  assigned,
  type Option,
  type OptionSpec,
  option,
  optionText,
  parseShellDefaults,
  readOptions,
  type ShellDefaults,
} from "../shell-defaults";
import { shellRules } from "./shell";

const value = { hasValue: true } as const;
const spec: OptionSpec = {
  "tftpd-timeout": { short: "t", ...value },
  "retry-timeout": { short: "r", ...value },
  maxthread: { short: "m", ...value },
  verbose: { short: "v" },
  trace: {},
  "no-timeout": {},
  "no-tsize": {},
  "no-blksize": {},
  "no-windowsize": {},
  "no-multicast": {},
  logfile: value,
  pidfile: value,
  "listen-local": {},
  daemon: {},
  "no-fork": {},
  "prevent-sas": {},
  user: value,
  group: value,
  port: value,
  "bind-address": value,
  "mcast-port": value,
  "mcast-addr": value,
  "mcast-ttl": value,
  "mcast-switch-client": {},
  pcre: value,
  "pcre-test": value,
  version: { short: "V" },
  help: { short: "h" },
  "no-source-port-checking": {},
  mtftp: value,
  "mtftp-port": value,
};

type Doc = ShellDefaults;
const optionsOf = readOptions("OPTIONS", spec);
const lineOf = (doc: Doc): number | null => assigned(doc, "OPTIONS")?.line ?? null;
const has = (doc: Doc, name: string): Option | undefined => optionsOf(doc).find((each) => each.name === name);
const setOptions = (doc: Doc, options: readonly Option[]): Edit[] => [
  assign(doc, "OPTIONS", optionText(options)),
];
const replace = (doc: Doc, name: string, ...instead: Option[]): Edit[] => {
  const options = optionsOf(doc);
  const at = options.findIndex((each) => each.name === name);
  const others = options.filter((each) => each.name !== name);
  others.splice(Math.max(at, 0), 0, ...instead);
  return setOptions(doc, others);
};
const isFolder = (each: Option): boolean => each.name === null && each.value !== null;
const verboseOption = (level: number): Option => ({
  name: "verbose",
  value: String(level),
  words: [`--verbose=${level}`],
});

/** A rule about an option that should be removed, or needs another value. */
const badOption = (
  rule: Omit<Rule<Doc>, "find">,
  name: string,
  isBad: (value: string | null) => boolean = () => true,
  ...instead: Option[]
): Rule<Doc> => ({
  ...rule,
  find(doc) {
    const bad = optionsOf(doc).find((each) => each.name === name && isBad(each.value));
    return when(bad !== undefined, () => ({
      line: lineOf(doc),
      problem: `${bad?.words.join(" ")}: ${rule.title}`,
      edits: replace(doc, name, ...instead),
    }));
  },
});

const settings: readonly Rule<Doc>[] = [
  {
    id: "atftpd-inetd",
    severity: "warning",
    title: "USE_INETD prevents the service from starting.",
    why: "The start script exits immediately. Unless inetd or a systemd socket unit starts the server, nothing listens on port 69.",
    fix: "Set USE_INETD=false.",
    find(doc) {
      const at = assigned(doc, "USE_INETD");
      return when(at === undefined || at.value.trim() === "true", () => ({
        line: at?.line ?? null,
        edits: [assign(doc, "USE_INETD", "false")],
      }));
    },
  },
  {
    id: "atftpd-folder-missing",
    severity: "warning",
    title: "OPTIONS does not name a folder.",
    why: "The server then serves its built-in default folder, which does not exist on every host.",
    fix: "Add the folder as the last word of OPTIONS.",
    find: (doc) =>
      when(!optionsOf(doc).some(isFolder), () => ({
        line: lineOf(doc),
        edits: setOptions(doc, [...optionsOf(doc), { name: null, value: "/srv/tftp", words: ["/srv/tftp"] }]),
      })),
  },
  {
    id: "atftpd-several-folders",
    severity: "error",
    title: "OPTIONS names more than one folder.",
    why: "The server serves only one of them.",
    fix: "Keep only the folder with the images.",
    find(doc) {
      const [first, ...others] = optionsOf(doc).filter(isFolder);
      return when(others.length > 0, () => ({
        line: lineOf(doc),
        edits: setOptions(
          doc,
          optionsOf(doc).filter((each) => !isFolder(each) || each.value === first?.value),
        ),
      }));
    },
  },
  {
    id: "atftpd-unknown-option",
    severity: "error",
    title: "atftpd does not know this option.",
    why: "The server prints its usage and exits.",
    fix: "Remove it.",
    find(doc) {
      const isUnknown = (each: Option) => each.name === null && each.value === null;
      const bad = optionsOf(doc).find(isUnknown);
      return when(bad !== undefined, () => ({
        line: lineOf(doc),
        problem: `${bad?.words.join(" ")}: atftpd does not know this option.`,
        edits: setOptions(
          doc,
          optionsOf(doc).filter((each) => !isUnknown(each)),
        ),
      }));
    },
  },
  {
    id: "atftpd-port-differs",
    severity: "error",
    title: "The server listens on a different port than the profile specifies.",
    why: "The controller sends its first request to the port in the profile. Nothing listens there, and the download times out.",
    fix: "Listen on the port in the profile.",
    find(doc, { purpose }) {
      const listening = Number(has(doc, "port")?.value ?? 69);
      const wanted = pagePort(purpose, "tftp") ?? 69;
      return when(listening !== wanted, () => ({
        line: lineOf(doc),
        problem: `The server listens on port ${listening}, but the controller uses port ${wanted}.`,
        edits: replace(doc, "port", option("port", String(wanted))),
      }));
    },
  },
  {
    id: "atftpd-log-level",
    severity: "warning",
    title: "Requests for missing files are not logged.",
    why: "The server logs missing files only at level 6 or higher, so a wrong path leaves no trace in the log.",
    fix: "Use --verbose=6.",
    find(doc) {
      const verbose = has(doc, "verbose");
      const isEnough = verbose !== undefined && (verbose.value === null || Number(verbose.value) >= 6);
      return when(!isEnough, () => ({ line: lineOf(doc), edits: replace(doc, "verbose", verboseOption(6)) }));
    },
  },
  {
    id: "atftpd-log-file",
    severity: "check",
    title: "The server might not be able to create its log file.",
    why: "atftpd drops its privileges before it opens the file. If its user can't write to the file, there is no log.",
    fix: "Create the file, and make the server's user its owner.",
    find(doc) {
      const file = has(doc, "logfile")?.value;
      return when(typeof file === "string", () => ({
        line: lineOf(doc),
        commands: [`touch ${file}`, `chown nobody ${file}`],
      }));
    },
  },
  {
    id: "atftpd-nat",
    severity: "check",
    title: "atftpd replies from random ports and can't be limited to a range.",
    why: "A firewall without TFTP inspection drops the replies.",
    fix: "Turn on TFTP inspection in the firewall, or use dnsmasq with tftp-single-port.",
    find: (doc, { purpose }) =>
      when(purpose.behindNat, () => ({
        line: lineOf(doc),
        commands: ["modprobe nf_conntrack_tftp", "nft list ruleset | grep -i tftp"],
      })),
  },
];

const optionRules: readonly Rule<Doc>[] = [
  badOption(
    {
      id: "atftpd-no-blksize",
      severity: "warning",
      title: "The server rejects larger blocks (option blksize).",
      why: "Every transfer uses 512-byte blocks. Transfers take longer, and block numbers run out after 32 MB.",
      fix: "Remove it.",
    },
    "no-blksize",
  ),
  badOption(
    {
      id: "atftpd-no-tsize",
      severity: "warning",
      title: "The server does not announce file sizes (option tsize).",
      why: "The client can't show progress or check that it received the whole file.",
      fix: "Remove it.",
    },
    "no-tsize",
  ),
  badOption(
    {
      id: "atftpd-few-threads",
      severity: "warning",
      title: "The server allows few transfers at the same time.",
      why: "Each transfer needs a thread. With Parallel Mode, all image families are fetched at the same time.",
      fix: "Use 100, the default.",
    },
    "maxthread",
    (text) => !(Number(text) >= MIN_TRANSFERS),
    option("maxthread", "100"),
  ),
  badOption(
    {
      id: "atftpd-retry-long",
      severity: "warning",
      title: "The retransmission timeout is too short or too long.",
      why: "Retransmissions flood the network, or the client gives up before the server retransmits a lost packet.",
      fix: "Use 5 seconds, the default.",
    },
    "retry-timeout",
    (text) => !(Number(text) >= 1 && Number(text) <= 10),
    option("retry-timeout", "5"),
  ),
  badOption(
    {
      id: "atftpd-no-fork",
      severity: "error",
      title: "The service never finishes starting.",
      why: "--no-fork keeps the server in the foreground, so the start script waits for it forever.",
      fix: "Remove it.",
    },
    "no-fork",
  ),
  badOption(
    {
      id: "atftpd-root",
      severity: "warning",
      title: "The server runs as root.",
      why: "TFTP has no authentication. A vulnerability in the server would compromise the whole host.",
      fix: "Use the user nobody.",
    },
    "user",
    (text) => /^root\b/.test(text ?? ""),
    option("user", "nobody"),
  ),
];

const folderOf = (doc: Doc): Option | undefined => optionsOf(doc).find(isFolder);

/** The file of its log; null for the system log. */
export const atftpdLog = (doc: Doc): string | null => has(doc, "logfile")?.value ?? null;

export const atftpd: KindModule<Doc> = {
  kind: "atftpd",
  label: "atftpd defaults",
  parse: parseShellDefaults,
  place: () => "/etc/default/atftpd",
  rules: [
    ...shellRules("atftpd"),
    ...settings,
    ...optionRules,
    logRule("atftpd", "atftpd", atftpdLog),
    ...listenRules<Doc>("atftpd", "--bind-address", (doc) => {
      const at = has(doc, "bind-address");
      const line = lineOf(doc);
      if (at?.value == null || line === null) return [];
      const edit = (address: string): Edit =>
        replace(
          doc,
          "bind-address",
          ...(address === "" || isLoopback(address) ? [] : [option("bind-address", address)]),
        )[0] ?? assign(doc, "OPTIONS", "");
      return [{ address: at.value, line, replace: edit }];
    }),
    ...rootRules<Doc>({
      prefix: "atftpd",
      setting: "the folder in OPTIONS",
      root(doc) {
        const folder = folderOf(doc)?.value ?? "";
        const line = lineOf(doc);
        return folder.startsWith("/") && line !== null ? { path: folder, line } : null;
      },
      setRoot: (doc, path) =>
        setOptions(doc, [
          ...optionsOf(doc).filter((each) => !isFolder(each)),
          { name: null, value: path, words: [path] },
        ]),
    }),
  ],
};

/** The folder that it serves; null without one. */
export const atftpdRoot = (doc: Doc): string | null => folderOf(doc)?.value ?? null;
