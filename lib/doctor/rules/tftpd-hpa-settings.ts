/** Rules of tftpd-hpa about its variables, and about options that are missing. */
import { PORT_RANGE, pagePort } from "../addresses";
import { type Rule, when } from "../rule";
import { settingRuleMaker } from "../setting-rule";
import { assign, assigned, option } from "../shell-defaults";
import {
  addressOf,
  addressText,
  type Doc,
  has,
  isOddAddress,
  lineOfOptions,
  optionsOf,
  setOptions,
  withOption,
} from "./tftpd-hpa-file";

const settingRule = settingRuleMaker({
  find(doc: Doc, name) {
    const at = assigned(doc, name);
    return at === undefined ? [] : [{ ...at, value: at.value.trim() }];
  },
  change: (doc, { name }, value) => [assign(doc, name, value ?? "")],
});

export const settingRules: readonly Rule<Doc>[] = [
  {
    id: "hpa-old-variables",
    severity: "warning",
    title: "RUN_DAEMON and OPTIONS come from old packages and are ignored.",
    why: "The server starts with its defaults instead of these values.",
    fix: "Use TFTP_OPTIONS and TFTP_DIRECTORY.",
    find: (doc) =>
      doc.assignments
        .filter(({ name }) => name === "RUN_DAEMON" || name === "OPTIONS")
        .map(({ line }) => ({ line, edits: [{ line, text: null }] })),
  },
  {
    id: "hpa-directory-missing",
    severity: "error",
    title: "TFTP_DIRECTORY is missing or empty.",
    why: "The server has no folder to serve and does not start with --secure.",
    fix: "Set TFTP_DIRECTORY to the folder that contains the image folder.",
    find: (doc) =>
      when((assigned(doc, "TFTP_DIRECTORY")?.value.trim() ?? "") === "", () => ({
        line: assigned(doc, "TFTP_DIRECTORY")?.line ?? null,
        edits: [assign(doc, "TFTP_DIRECTORY", "/srv/tftp")],
      })),
  },
  settingRule({
    id: "hpa-directory-relative",
    severity: "error",
    title: "TFTP_DIRECTORY is not an absolute path.",
    why: "The service starts in the root directory, so the path is resolved from there.",
    fix: "Start the path with a slash.",
    setting: "TFTP_DIRECTORY",
    isWrong: (value) => value !== "" && !value.startsWith("/"),
    correct: (value) => `/${value.replace(/^[.~]\/?/, "")}`,
  }),
  settingRule({
    id: "hpa-several-directories",
    severity: "error",
    title: "TFTP_DIRECTORY names more than one folder.",
    why: "With --secure, the start script rejects more than one folder and exits.",
    fix: "Keep only the folder with the images.",
    setting: "TFTP_DIRECTORY",
    isWrong: (value) => /\s/.test(value),
    correct: (value) => value.split(/\s+/)[0] ?? "",
  }),
  settingRule({
    id: "hpa-address-odd",
    severity: "error",
    title: "TFTP_ADDRESS has the wrong format.",
    why: "in.tftpd reads a number without a colon as a host name, and can't tell where an IPv6 address without brackets ends. It does not start, or listens on another address.",
    fix: "Use :69, 192.0.2.10:69 or [2001:db8::10]:69.",
    setting: "TFTP_ADDRESS",
    isWrong: isOddAddress,
    correct: (value) => (/^\d+$/.test(value) ? `:${value}` : `[${value}]:69`),
  }),
  {
    id: "hpa-address-empty",
    severity: "error",
    title: "TFTP_ADDRESS or TFTP_USERNAME has no value.",
    why: "The start script passes these variables without quotation marks. If one is empty, --address or --user takes the next option as its value.",
    fix: "Set both variables.",
    find: (doc) =>
      [
        ["TFTP_ADDRESS", ":69"],
        ["TFTP_USERNAME", "tftp"],
      ].flatMap(([name = "", value = ""]) =>
        when((assigned(doc, name)?.value.trim() ?? "") === "", () => ({
          line: assigned(doc, name)?.line ?? null,
          problem: `${name} is ${assigned(doc, name) ? "empty" : "missing"}.`,
          edits: [assign(doc, name, value)],
        })),
      ),
  },
  {
    id: "hpa-port-differs",
    severity: "error",
    title: "The server listens on a different port than the profile specifies.",
    why: "The controller sends its first request to the port in the profile. Nothing listens there, and the download times out.",
    fix: "Listen on the port in the profile.",
    find(doc, { purpose }) {
      const at = addressOf(doc);
      const wanted = String(pagePort(purpose, "tftp") ?? 69);
      const listening = at?.port === "" || at?.port === "tftp" ? "69" : (at?.port ?? wanted);
      return when(at !== null && at.text !== "" && !isOddAddress(at.text) && listening !== wanted, () => ({
        line: at?.line ?? null,
        problem: `The server listens on port ${listening}, but the controller uses port ${wanted}.`,
        edits: [assign(doc, "TFTP_ADDRESS", addressText(at?.host ?? "", wanted))],
      }));
    },
  },
  settingRule({
    id: "hpa-user-root",
    severity: "warning",
    title: "The server runs as root.",
    why: "TFTP has no authentication. A vulnerability in the server would compromise the whole host.",
    fix: "Use tftp, the user that the package created.",
    setting: "TFTP_USERNAME",
    isWrong: (value) => value === "root",
    correct: "tftp",
  }),
  {
    id: "hpa-secure-missing",
    severity: "error",
    title: "--secure is missing.",
    why: "Without it, the server accepts only absolute paths. Controllers and access points request relative paths, and get Permission denied.",
    fix: "Add --secure, and set the Image Path to the part below TFTP_DIRECTORY.",
    find: (doc) =>
      when(!has(doc, "secure"), () => ({
        line: lineOfOptions(doc),
        edits: setOptions(doc, [option("secure"), ...optionsOf(doc)]),
      })),
  },
  {
    id: "hpa-verbose-missing",
    severity: "warning",
    title: "Requests are not logged.",
    why: "Without --verbose, in.tftpd logs only its own errors, so a wrong path leaves no trace in the log.",
    fix: "Add --verbose.",
    find: (doc) =>
      when(!has(doc, "verbose", "verbosity"), () => ({
        line: lineOfOptions(doc),
        edits: withOption(doc, "verbose"),
      })),
  },
  {
    id: "hpa-port-range-missing",
    severity: "warning",
    title: "The server replies from random ports, which a firewall or NAT may block.",
    why: "Each TFTP transfer uses a new server port. A firewall without TFTP inspection drops these packets after the first request.",
    fix: "Add --port-range, and open these UDP ports too.",
    find: (doc, { purpose }) =>
      when(purpose.behindNat && !has(doc, "port-range"), () => ({
        line: lineOfOptions(doc),
        edits: withOption(doc, "port-range", PORT_RANGE.join(":")),
      })),
  },
  {
    id: "hpa-map-file-unused",
    severity: "warning",
    title: "A map file was given, but TFTP_OPTIONS does not use it.",
    why: "The rules in the map file have no effect.",
    fix: "Add --map-file with the path of the map file.",
    find: (doc, { kinds }) =>
      when(kinds.includes("tftpd-map") && !has(doc, "map-file"), () => ({
        line: lineOfOptions(doc),
        edits: withOption(doc, "map-file", "/etc/tftpd.map"),
      })),
  },
  {
    id: "hpa-map-file-not-given",
    severity: "check",
    title: "TFTP_OPTIONS uses a map file that was not given.",
    why: "A rule in the map file can redirect image requests to other files.",
    fix: "Paste the map file too.",
    find(doc, { kinds }) {
      const map = has(doc, "map-file");
      return when(map !== undefined && !kinds.includes("tftpd-map"), () => ({
        line: lineOfOptions(doc),
        commands: [`cat ${map?.value ?? "/etc/tftpd.map"}`],
      }));
    },
  },
];
