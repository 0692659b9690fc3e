/** Rules of tftpd-hpa about its variables, and about options that should be there. */
import { PORT_RANGE, pagePort } from "../addresses";
import { type Rule, when } from "../rule";
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

export const settingRules: readonly Rule<Doc>[] = [
  {
    id: "hpa-old-variables",
    severity: "warning",
    title: "RUN_DAEMON and OPTIONS are variables of old packages, and are ignored.",
    why: "The server starts with its defaults, not with what these lines say.",
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
    why: "The server has no folder to serve, and does not start with --secure.",
    fix: "Name the folder that holds the folder with the images.",
    find: (doc) =>
      when((assigned(doc, "TFTP_DIRECTORY")?.value.trim() ?? "") === "", () => ({
        line: assigned(doc, "TFTP_DIRECTORY")?.line ?? null,
        edits: [assign(doc, "TFTP_DIRECTORY", "/srv/tftp")],
      })),
  },
  {
    id: "hpa-directory-relative",
    severity: "error",
    title: "TFTP_DIRECTORY is not an absolute path.",
    why: "The service starts in the root of the disk, so the folder is searched for there.",
    fix: "Begin the path with a slash.",
    find(doc) {
      const at = assigned(doc, "TFTP_DIRECTORY");
      const value = at?.value.trim() ?? "";
      return when(value !== "" && !value.startsWith("/"), () => ({
        line: at?.line ?? null,
        edits: [assign(doc, "TFTP_DIRECTORY", `/${value.replace(/^[.~]\/?/, "")}`)],
      }));
    },
  },
  {
    id: "hpa-several-directories",
    severity: "error",
    title: "TFTP_DIRECTORY names more than one folder.",
    why: "With --secure, the start script refuses more than one folder and ends.",
    fix: "Keep the folder with the images.",
    find(doc) {
      const at = assigned(doc, "TFTP_DIRECTORY");
      const folders = at?.value.trim().split(/\s+/) ?? [];
      return when(folders.length > 1, () => ({
        line: at?.line ?? null,
        edits: [assign(doc, "TFTP_DIRECTORY", folders[0] ?? "")],
      }));
    },
  },
  {
    id: "hpa-address-odd",
    severity: "error",
    title: "TFTP_ADDRESS is not read as it is meant.",
    why: "A number without a colon is a host name, and an IPv6 address without brackets has no end: the server does not start or listens elsewhere.",
    fix: "Write :69, 192.0.2.10:69 or [2001:db8::10]:69.",
    find(doc) {
      const at = assigned(doc, "TFTP_ADDRESS");
      const text = at?.value.trim() ?? "";
      return when(isOddAddress(text), () => ({
        line: at?.line ?? null,
        edits: [assign(doc, "TFTP_ADDRESS", /^\d+$/.test(text) ? `:${text}` : `[${text}]:69`)],
      }));
    },
  },
  {
    id: "hpa-address-empty",
    severity: "error",
    title: "TFTP_ADDRESS or TFTP_USERNAME is empty.",
    why: "The start script passes them without quotation marks: an empty one lets --address or --user swallow the next option.",
    fix: "Give both a value.",
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
    title: "The server listens on another port than the page names.",
    why: "The first request goes to the port on the page. Nobody answers there, and the download times out.",
    fix: "Listen on the port of the page.",
    find(doc, { purpose }) {
      const at = addressOf(doc);
      const wanted = String(pagePort(purpose, "tftp") ?? 69);
      const listening = at?.port === "" || at?.port === "tftp" ? "69" : (at?.port ?? wanted);
      return when(at !== null && at.text !== "" && !isOddAddress(at.text) && listening !== wanted, () => ({
        line: at?.line ?? null,
        problem: `The server listens on port ${listening}, but the controller asks port ${wanted}.`,
        edits: [assign(doc, "TFTP_ADDRESS", addressText(at?.host ?? "", wanted))],
      }));
    },
  },
  {
    id: "hpa-user-root",
    severity: "warning",
    title: "The server runs as root.",
    why: "TFTP has no login. A fault of the server would give the whole host away.",
    fix: "Use the user that the package made: tftp.",
    find(doc) {
      const at = assigned(doc, "TFTP_USERNAME");
      return when(at?.value.trim() === "root", () => ({
        line: at?.line ?? null,
        edits: [assign(doc, "TFTP_USERNAME", "tftp")],
      }));
    },
  },
  {
    id: "hpa-secure-missing",
    severity: "error",
    title: "--secure is missing.",
    why: "Without it, the server accepts only names that begin with a slash and the whole path on its disk. Controllers and access points ask without the slash: Permission denied.",
    fix: "Add --secure, and enter only the part below TFTP_DIRECTORY on the page.",
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
    why: "Without --verbose, in.tftpd logs its own errors only. A wrong path on the page leaves no trace on the server.",
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
    title: "The server answers from any port, through a firewall or NAT.",
    why: "Each TFTP transfer uses a new port of the server. A firewall that does not follow TFTP drops these packets after the first request.",
    fix: "Add --port-range, and open these ports for UDP as well.",
    find: (doc, { purpose }) =>
      when(purpose.behindNat && !has(doc, "port-range"), () => ({
        line: lineOfOptions(doc),
        edits: withOption(doc, "port-range", PORT_RANGE.join(":")),
      })),
  },
  {
    id: "hpa-map-file-unused",
    severity: "warning",
    title: "A map file is among the files, but no option names it.",
    why: "Its rules have no effect on requests.",
    fix: "Add --map-file with its path.",
    find: (doc, { kinds }) =>
      when(kinds.includes("tftpd-map") && !has(doc, "map-file"), () => ({
        line: lineOfOptions(doc),
        edits: withOption(doc, "map-file", "/etc/tftpd.map"),
      })),
  },
  {
    id: "hpa-map-file-not-given",
    severity: "check",
    title: "A map file changes the requested names, and is not among the files.",
    why: "One of its rules can send the request for an image elsewhere.",
    fix: "Paste the map file as well.",
    find(doc, { kinds }) {
      const map = has(doc, "map-file");
      return when(map !== undefined && !kinds.includes("tftpd-map"), () => ({
        line: lineOfOptions(doc),
        commands: [`cat ${map?.value ?? "/etc/tftpd.map"}`],
      }));
    },
  },
];
