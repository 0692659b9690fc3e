/** Rules of dnsmasq about what it serves, where it listens, and what it logs. */
import { isLoopback, pagePort } from "../addresses";
import { pagePath } from "../image-path";
import { type Found, type Rule, when } from "../rule";
import { all, type Doc, last, removeLine, setOption, settingRule } from "./dnsmasq-file";

/** All options about TFTP, and whether they take a value: never (flag), always (value) or optionally (either). */
const TFTP_OPTIONS: Readonly<Record<string, "flag" | "value" | "either">> = {
  "enable-tftp": "either",
  "tftp-root": "value",
  "tftp-no-fail": "flag",
  "tftp-unique-root": "either",
  "tftp-secure": "flag",
  "tftp-lowercase": "flag",
  "tftp-max": "value",
  "tftp-mtu": "value",
  "tftp-no-blocksize": "flag",
  "tftp-port-range": "value",
  "tftp-single-port": "flag",
};
const looksLikeTftp = (key: string): boolean => /tftp/i.test(key) && key !== "quiet-tftp";
const isKnown = (key: string): boolean => key in TFTP_OPTIONS;
/** The option that a misspelled one was meant to be. */
const meant = (key: string): string | null => {
  const folded = key.toLowerCase().replaceAll("_", "-");
  if (folded === "tftp" || folded === "tftp-enable") return "enable-tftp";
  if (folded === "tftp-directory" || folded === "tftp-dir") return "tftp-root";
  return isKnown(folded) ? folded : null;
};

/** Options that say the file is for more than TFTP. */
const OTHER_SERVICES =
  /^(server|address|domain|local|addn-hosts|hosts|dhcp-.*|cname|host-record|resolv-file|no-resolv|cache-size|rev-server)$/;

export const serviceRules: readonly Rule<Doc>[] = [
  {
    id: "dnsmasq-dashes",
    severity: "error",
    title: "The line begins with dashes, as on a command line.",
    why: "Options in the file have no dashes. dnsmasq reports a bad option and does not start.",
    fix: "Remove the dashes.",
    find: (doc) =>
      doc.options
        .filter(({ key }) => key.startsWith("-"))
        .map(({ line }) => ({
          line,
          edits: [{ line, text: (doc.lines[line - 1] ?? "").replace(/^\s*-+/, "") }],
        })),
  },
  {
    id: "dnsmasq-unknown-option",
    severity: "error",
    title: "dnsmasq has no TFTP option with this name.",
    why: "dnsmasq reports a bad option and does not start.",
    fix: "Use the correct name, or remove the line.",
    find: (doc) =>
      doc.options
        .filter(({ key }) => !key.startsWith("-") && looksLikeTftp(key) && !isKnown(key))
        .map(({ key, line }): Found => {
          const right = meant(key);
          const text = right === null ? null : (doc.lines[line - 1] ?? "").trim().replace(key, right);
          const fix = right === null ? "Remove the line." : `The correct name is ${right}.`;
          return { line, problem: `dnsmasq has no option named ${key}.`, fix, edits: [{ line, text }] };
        }),
  },
  {
    id: "dnsmasq-value-wrong",
    severity: "error",
    title: "The option is missing its value, or has one that it does not accept.",
    why: "dnsmasq reports an extraneous or missing parameter and does not start.",
    fix: "Correct the line.",
    find: (doc) =>
      doc.options.flatMap(({ key, value, hasValue, line }) => {
        const wanted = TFTP_OPTIONS[key];
        if (wanted === "flag" && hasValue)
          return [{ line, problem: `${key} takes no value.`, edits: [{ line, text: key }] }];
        return when(wanted === "value" && value === "", () => ({
          line,
          problem: `${key} needs a value.`,
          edits: removeLine(line),
        }));
      }),
  },
  {
    id: "dnsmasq-tftp-off",
    severity: "error",
    title: "enable-tftp is missing.",
    why: "Without it, dnsmasq does not serve TFTP, and nothing listens on port 69.",
    fix: "Add enable-tftp.",
    find: (doc) =>
      when(last(doc, "enable-tftp") === undefined, () => ({
        line: null,
        edits: setOption(doc, "enable-tftp", null),
      })),
  },
  {
    id: "dnsmasq-root-missing",
    severity: "error",
    title: "tftp-root is missing.",
    why: "Without it, dnsmasq looks up names from the root directory and serves every readable file on the host.",
    fix: "Set tftp-root to the folder that contains the image folder.",
    find: (doc) =>
      when(last(doc, "tftp-root") === undefined, () => ({
        line: null,
        edits: setOption(doc, "tftp-root", "/srv/tftp"),
      })),
  },
  settingRule({
    id: "dnsmasq-root-relative",
    severity: "error",
    title: "tftp-root is not an absolute path.",
    why: "dnsmasq resolves the path from the root directory, does not find the folder, and does not start.",
    fix: "Start the path with a slash.",
    setting: "tftp-root",
    isWrong: (value) => value !== "" && !value.startsWith("/"),
    correct: (value) => `/${value.replace(/^[.~]+\/?/, "")}`,
  }),
  {
    id: "dnsmasq-root-twice",
    severity: "warning",
    title: "tftp-root is set twice.",
    why: "Only the last line takes effect, so a change to the first one does nothing.",
    fix: "Remove the first line.",
    find(doc) {
      const roots = all(doc, "tftp-root").filter(({ value }) => !value.includes(","));
      return roots.slice(0, -1).map(({ line }) => ({ line, edits: removeLine(line) }));
    },
  },
  {
    id: "dnsmasq-interface-loopback",
    severity: "error",
    title: "dnsmasq listens only on the loopback interface.",
    why: "Controllers and access points are on other hosts and get no reply.",
    fix: "Name the interface that faces them, or remove the setting.",
    find(doc) {
      const named = all(doc, "interface");
      return when(named.length > 0 && named.every(({ value }) => isLoopback(value)), () => ({
        line: named[0]?.line ?? null,
        edits: named.flatMap(({ line }) => removeLine(line)),
      }));
    },
  },
  {
    id: "dnsmasq-interface-differs",
    severity: "warning",
    title: "TFTP is enabled on an interface that dnsmasq does not listen on.",
    why: "Requests on an interface that only one of the two settings names are not answered.",
    fix: "Use enable-tftp without an interface.",
    find(doc) {
      const named = new Set(all(doc, "interface").map(({ value }) => value));
      const enabled = last(doc, "enable-tftp");
      const isOdd =
        named.size > 0 && enabled?.value !== "" && enabled?.value.split(",").some((name) => !named.has(name));
      return when(isOdd === true, () => ({
        line: enabled?.line ?? null,
        edits: setOption(doc, "enable-tftp", null),
      }));
    },
  },
  {
    id: "dnsmasq-port",
    severity: "error",
    title: "The profile specifies a port other than 69.",
    why: "dnsmasq serves TFTP only on port 69, and no option changes that.",
    fix: "Leave the port in the profile blank.",
    find: (doc, { purpose }) =>
      when((pagePort(purpose, "tftp") ?? 69) !== 69, () => ({
        line: last(doc, "enable-tftp")?.line ?? null,
        problem: `The profile specifies port ${purpose.port}, but dnsmasq serves TFTP only on port 69.`,
        page: { port: null },
      })),
  },
  {
    id: "dnsmasq-lowercase",
    severity: "error",
    title: "tftp-lowercase converts requested names to lowercase.",
    why: "The controller image has capital letters in its name, and so does the image folder on most servers. On Linux, the lowercase name is a different file.",
    fix: "Remove it.",
    find: (doc, { purpose }) =>
      all(doc, "tftp-lowercase").map(({ line }) => ({
        line,
        problem: `A request for ${pagePath(purpose) || "EWC_17_12_1"}/C9800-AP-iosxe-wlc.bin is converted to lowercase.`,
        edits: removeLine(line),
      })),
  },
  settingRule({
    id: "dnsmasq-secure",
    severity: "warning",
    title: "tftp-secure serves only files that belong to the user that dnsmasq runs as.",
    why: "Unzipped files belong to the user who unzipped them, so dnsmasq does not serve them.",
    fix: "Remove it.",
    setting: "tftp-secure",
    correct: null,
  }),
  settingRule({
    id: "dnsmasq-unique-root",
    severity: "warning",
    title: "tftp-unique-root gives each client its own folder.",
    why: "A client is served from a folder named after its address, if there is one. All access points need the same images.",
    fix: "Remove it.",
    setting: "tftp-unique-root",
    correct: null,
  }),
  settingRule({
    id: "dnsmasq-no-fail",
    severity: "warning",
    title: "tftp-no-fail hides an unreadable tftp-root.",
    why: "If the folder is not available, for example because a disk is not mounted, dnsmasq starts anyway and reports every file as missing.",
    fix: "Remove it, so that dnsmasq fails to start instead.",
    setting: "tftp-no-fail",
    correct: null,
  }),
  settingRule({
    id: "dnsmasq-quiet",
    severity: "warning",
    title: "quiet-tftp keeps transfers out of the log.",
    why: "The log does not show which files were requested, or whether they were sent.",
    fix: "Remove it.",
    setting: "quiet-tftp",
    correct: null,
  }),
  settingRule({
    id: "dnsmasq-log-lost",
    severity: "warning",
    title: "log-facility discards the log.",
    why: "The log does not show which files were requested, or whether they were sent.",
    fix: "Remove it. dnsmasq then writes to the system log.",
    setting: "log-facility",
    isWrong: (value) => value === "/dev/null",
    correct: null,
  }),
  {
    id: "dnsmasq-dns-port",
    severity: "warning",
    title: "dnsmasq also serves DNS, although the file configures only TFTP.",
    why: "DNS needs port 53. If another resolver uses that port, as on most current distributions, dnsmasq does not start.",
    fix: "Add port=0, which turns DNS off.",
    find: (doc) =>
      when(
        last(doc, "port") === undefined && !doc.options.some(({ key }) => OTHER_SERVICES.test(key)),
        () => ({ line: null, edits: setOption(doc, "port", "0") }),
      ),
  },
  {
    id: "dnsmasq-dhcp",
    severity: "check",
    title: "dnsmasq is also a DHCP server.",
    why: "A second DHCP server in the network of the access points can take them offline.",
    fix: "Make sure that there is no other DHCP server, or remove dhcp-range.",
    find: (doc) =>
      all(doc, "dhcp-range").map(({ line }) => ({
        line,
        commands: ["nmap --script broadcast-dhcp-discover"],
      })),
  },
  {
    id: "dnsmasq-more-files",
    severity: "check",
    title: "dnsmasq reads more files than this one.",
    why: "Settings in those files can change the ones in this file.",
    fix: "Paste those files too, or check them.",
    find: (doc) =>
      doc.options
        .filter(({ key }) => key === "conf-dir" || key === "conf-file")
        .map(({ line, value }) => ({
          line,
          commands: [`grep -ri tftp ${value.split(",")[0] ?? "/etc/dnsmasq.d"}`],
        })),
  },
];
