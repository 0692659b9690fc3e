/** Rules of dnsmasq about what it serves, where it listens, and what it logs. */
import { isLoopback, pagePort } from "../addresses";
import { pagePath } from "../image-path";
import { type Found, type Rule, when } from "../rule";
import { all, type Doc, last, removeLine, setOption } from "./dnsmasq-file";

/** All options about TFTP, and whether a value follows: never, always, or as one likes. */
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
/** What a slip of the pen was meant to be. */
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
    why: "In the file, options have no dashes: dnsmasq reports a bad option and does not start.",
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
    title: "dnsmasq has no TFTP option of this name.",
    why: "It reports a bad option and does not start.",
    fix: "Use the right name, or remove the line.",
    find: (doc) =>
      doc.options
        .filter(({ key }) => !key.startsWith("-") && looksLikeTftp(key) && !isKnown(key))
        .map(({ key, line }): Found => {
          const right = meant(key);
          const text = right === null ? null : (doc.lines[line - 1] ?? "").trim().replace(key, right);
          const fix = right === null ? "Remove the line." : `It is called ${right}.`;
          return { line, problem: `dnsmasq has no option ${key}.`, fix, edits: [{ line, text }] };
        }),
  },
  {
    id: "dnsmasq-value-wrong",
    severity: "error",
    title: "The option has a value and takes none, or has none and needs one.",
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
    why: "dnsmasq serves no files without it. Nobody listens on port 69.",
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
    why: "Without it, a name is looked up from the root of the disk, and every readable file of the host is served.",
    fix: "Name the folder that holds the folder with the images.",
    find: (doc) =>
      when(last(doc, "tftp-root") === undefined, () => ({
        line: null,
        edits: setOption(doc, "tftp-root", "/srv/tftp"),
      })),
  },
  {
    id: "dnsmasq-root-relative",
    severity: "error",
    title: "tftp-root is not an absolute path.",
    why: "dnsmasq looks for it from the root of the disk, does not find it, and does not start.",
    fix: "Begin the path with a slash.",
    find: (doc) =>
      all(doc, "tftp-root")
        .filter(({ value }) => value !== "" && !value.startsWith("/"))
        .map(({ value, line }) => ({
          line,
          edits: [{ line, text: `tftp-root=/${value.replace(/^[.~]+\/?/, "")}` }],
        })),
  },
  {
    id: "dnsmasq-root-twice",
    severity: "warning",
    title: "tftp-root is set twice.",
    why: "Only the last line counts, which is easily missed when the first one is changed.",
    fix: "Remove the first line.",
    find(doc) {
      const roots = all(doc, "tftp-root").filter(({ value }) => !value.includes(","));
      return roots.slice(0, -1).map(({ line }) => ({ line, edits: removeLine(line) }));
    },
  },
  {
    id: "dnsmasq-interface-loopback",
    severity: "error",
    title: "dnsmasq serves the loopback interface only.",
    why: "Controllers and access points are other hosts. They get no answer.",
    fix: "Name the interface towards them, or none.",
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
    title: "TFTP is enabled on other interfaces than dnsmasq listens on.",
    why: "A request on an interface that only one of the two lines names is not answered.",
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
    title: "The page names another port than 69.",
    why: "dnsmasq serves TFTP on port 69, and no option changes that.",
    fix: "Leave the port on the page empty.",
    find: (doc, { purpose }) =>
      when((pagePort(purpose, "tftp") ?? 69) !== 69, () => ({
        line: last(doc, "enable-tftp")?.line ?? null,
        problem: `The page names port ${purpose.port}, but dnsmasq serves TFTP on port 69 only.`,
        page: { port: null },
      })),
  },
  {
    id: "dnsmasq-lowercase",
    severity: "error",
    title: "tftp-lowercase changes names with capital letters.",
    why: "The controller image has capital letters in its name, and so has the folder on most servers. On Linux, the lowercase name is another file.",
    fix: "Remove it.",
    find: (doc, { purpose }) =>
      all(doc, "tftp-lowercase").map(({ line }) => ({
        line,
        problem: `A request for ${pagePath(purpose) || "EWC_17_12_1"}/C9800-AP-iosxe-wlc.bin is searched for in lowercase.`,
        edits: removeLine(line),
      })),
  },
  {
    id: "dnsmasq-secure",
    severity: "warning",
    title: "tftp-secure serves only files of the user that dnsmasq runs as.",
    why: "Unzipped files belong to the user who unzipped them, so they are refused.",
    fix: "Remove it.",
    find: (doc) => all(doc, "tftp-secure").map(({ line }) => ({ line, edits: removeLine(line) })),
  },
  {
    id: "dnsmasq-unique-root",
    severity: "warning",
    title: "tftp-unique-root looks for a folder of each client.",
    why: "Where a folder is named like the address of a client, that client is served from it. All access points need the same images.",
    fix: "Remove it.",
    find: (doc) => all(doc, "tftp-unique-root").map(({ line }) => ({ line, edits: removeLine(line) })),
  },
  {
    id: "dnsmasq-no-fail",
    severity: "warning",
    title: "tftp-no-fail hides that the root cannot be read.",
    why: "dnsmasq starts without the folder, for example when a disk is not mounted, and answers that no file exists.",
    fix: "Remove it, so that the start fails instead.",
    find: (doc) => all(doc, "tftp-no-fail").map(({ line }) => ({ line, edits: removeLine(line) })),
  },
  {
    id: "dnsmasq-quiet",
    severity: "warning",
    title: "quiet-tftp keeps transfers out of the log.",
    why: "Nobody can see which file was asked for, and whether it was sent.",
    fix: "Remove it.",
    find: (doc) => all(doc, "quiet-tftp").map(({ line }) => ({ line, edits: removeLine(line) })),
  },
  {
    id: "dnsmasq-log-lost",
    severity: "warning",
    title: "log-facility throws the log away.",
    why: "Nobody can see which file was asked for, and whether it was sent.",
    fix: "Remove it: dnsmasq then logs to the system log.",
    find: (doc) =>
      all(doc, "log-facility")
        .filter(({ value }) => value === "/dev/null")
        .map(({ line }) => ({ line, edits: removeLine(line) })),
  },
  {
    id: "dnsmasq-dns-port",
    severity: "warning",
    title: "dnsmasq also answers DNS, although the file is about TFTP only.",
    why: "It needs port 53 for that. Where another resolver holds it, as on most desktops and servers today, dnsmasq does not start.",
    fix: "Add port=0.",
    find: (doc) =>
      when(
        last(doc, "port") === undefined && !doc.options.some(({ key }) => OTHER_SERVICES.test(key)),
        () => ({ line: null, edits: setOption(doc, "port", "0") }),
      ),
  },
  {
    id: "dnsmasq-dhcp",
    severity: "check",
    title: "This server also gives out addresses.",
    why: "A second DHCP server in the network of the access points takes them off the network.",
    fix: "Make sure that no other DHCP server is there, or remove dhcp-range.",
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
    why: "A line there can change what is set here.",
    fix: "Paste these files as well, or look at them.",
    find: (doc) =>
      doc.options
        .filter(({ key }) => key === "conf-dir" || key === "conf-file")
        .map(({ line, value }) => ({
          line,
          commands: [`grep -ri tftp ${value.split(",")[0] ?? "/etc/dnsmasq.d"}`],
        })),
  },
];
