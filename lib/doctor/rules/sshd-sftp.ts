/** Rules of sshd about SFTP itself: the subsystem, the folder that users are confined to, and the forced command. */
import type { DoctorPurpose } from "@/lib/contracts/doctor";
import { below, pagePath, rootRules } from "../image-path";
import { type Rule, when } from "../rule";
import {
  addBlock,
  addGlobal,
  addToBlock,
  chrootOf,
  type Directive,
  type Doc,
  effective,
  globals,
  rewritten,
} from "./sshd-file";

const INTERNAL = "internal-sftp";
const serverPath = ({ host }: DoctorPurpose): string =>
  host === "redhat" ? "/usr/libexec/openssh/sftp-server" : "/usr/lib/openssh/sftp-server";
const subsystem = (doc: Doc): Directive | undefined =>
  globals(doc, "subsystem").find(({ args }) => args[0] === "sftp");
const forced = (doc: Doc, purpose: DoctorPurpose): Directive | undefined => {
  const directive = effective(doc, purpose, "ForceCommand");
  return directive?.args[0]?.toLowerCase() === "none" ? undefined : directive;
};
const isSftpCommand = (command: string | undefined): boolean =>
  command === INTERNAL || /\/sftp-server$/.test(command ?? "");
/** The command that serves files in the end, without its name: the options of the SFTP server. */
const sftpCommand = (
  doc: Doc,
  purpose: DoctorPurpose,
): { directive: Directive; args: readonly string[] } | null => {
  const command = forced(doc, purpose);
  if (command !== undefined)
    return isSftpCommand(command.args[0]) ? { directive: command, args: command.args.slice(1) } : null;
  const offered = subsystem(doc);
  return offered && isSftpCommand(offered.args[1])
    ? { directive: offered, args: offered.args.slice(2) }
    : null;
};
/** The command line of that directive with other options. */
const withOptions = (
  doc: Doc,
  { directive, args }: { directive: Directive; args: readonly string[] },
  options: readonly string[],
) => {
  const kept = directive.args.slice(0, directive.args.length - args.length);
  return rewritten(doc, directive, [...kept, ...options].join(" "));
};
const optionValue = (args: readonly string[], letter: string): string | undefined => {
  const at = args.indexOf(`-${letter}`);
  return at < 0 ? undefined : args[at + 1];
};
const withoutOption = (args: readonly string[], letter: string): string[] => {
  const at = args.indexOf(`-${letter}`);
  return args.filter((_, index) => at < 0 || (index !== at && index !== at + 1));
};

/** Requests of SFTP that reading an image needs. */
const NEEDED = ["open", "close", "read", "stat", "lstat", "fstat", "realpath"];
const QUIET_LEVELS = /^(quiet|fatal|error)$/i;

export const sftpRules: readonly Rule<Doc>[] = [
  {
    id: "sshd-subsystem-missing",
    severity: "error",
    title: "Subsystem sftp is missing.",
    why: "The controller logs in and asks for the subsystem sftp. Without it, the server refuses: the transfer fails after a good login.",
    fix: "Add Subsystem sftp internal-sftp.",
    find: (doc) =>
      when(subsystem(doc) === undefined && !doc.directives.some(({ key }) => key === "subsystem"), () => ({
        line: null,
        edits: [addGlobal(doc, `Subsystem sftp ${INTERNAL}`)],
      })),
  },
  {
    id: "sshd-subsystem-wrong",
    severity: "error",
    title: "Subsystem sftp names no SFTP server.",
    why: "The program that is started does not speak SFTP, or does not exist.",
    fix: "Use internal-sftp, which is part of sshd.",
    find(doc) {
      const at = subsystem(doc);
      return when(at !== undefined && !isSftpCommand(at.args[1]), () => ({
        line: at?.line ?? null,
        edits: at ? [rewritten(doc, at, `sftp ${INTERNAL}`)] : [],
      }));
    },
  },
  {
    id: "sshd-subsystem-name",
    severity: "error",
    title: "The subsystem is not called sftp.",
    why: "The controller asks for the subsystem sftp, by this name in lowercase.",
    fix: "Call it sftp.",
    find: (doc) =>
      globals(doc, "subsystem")
        .filter(({ args: [name] }) => name !== undefined && name !== "sftp" && /sftp/i.test(name))
        .map((directive) => ({
          line: directive.line,
          edits: [rewritten(doc, directive, ["sftp", ...directive.args.slice(1)].join(" "))],
        })),
  },
  {
    id: "sshd-subsystem-path",
    severity: "warning",
    title: "The SFTP server is in another folder on this host.",
    why: "Each distribution keeps sftp-server elsewhere. With a path of another one, the session ends at once.",
    fix: "Use internal-sftp, which is part of sshd.",
    find(doc, { purpose }) {
      const at = subsystem(doc);
      const program = at?.args[1] ?? "";
      const isOther =
        /\/sftp-server$/.test(program) &&
        program !== serverPath(purpose) &&
        program !== "/usr/lib/sftp-server";
      return when(isOther, () => ({
        line: at?.line ?? null,
        problem: `On this host, the SFTP server is ${serverPath(purpose)}.`,
        edits: at ? [rewritten(doc, at, ["sftp", INTERNAL, ...at.args.slice(2)].join(" "))] : [],
      }));
    },
  },
  {
    id: "sshd-subsystem-twice",
    severity: "error",
    title: "Subsystem sftp is defined twice.",
    why: "Most versions of sshd refuse the file, and do not start again.",
    fix: "Remove the second line.",
    find: (doc) =>
      globals(doc, "subsystem")
        .filter(({ args }) => args[0] === "sftp")
        .slice(1)
        .map(({ line }) => ({ line, edits: [{ line, text: null }] })),
  },
  {
    id: "sshd-chroot-relative",
    severity: "error",
    title: "ChrootDirectory is not an absolute path.",
    why: "sshd refuses the login: the folder must begin with a slash, %h or %u's folder.",
    fix: "Begin the path with a slash.",
    find(doc, { purpose }) {
      const at = effective(doc, purpose, "ChrootDirectory");
      const [path = ""] = at?.args ?? [];
      return when(at !== undefined && path !== "" && !/^(\/|%h|none$)/i.test(path), () => ({
        line: at?.line ?? null,
        edits: at ? [rewritten(doc, at, `/${path.replace(/^[.~]+\/?/, "")}`)] : [],
      }));
    },
  },
  {
    id: "sshd-chroot-owner",
    severity: "check",
    title:
      "The folder of ChrootDirectory and all above must belong to root, and nobody else may write there.",
    why: "sshd closes the session right after the login otherwise. Its log says bad ownership or modes.",
    fix: "Paste the output of the command, or correct the owner of each folder in it.",
    find(doc, { purpose, entries }) {
      const at = chrootOf(doc, purpose);
      const isListed = entries.some(({ path }) => path === at?.path);
      return when(at !== null && !isListed, () => ({
        line: at?.directive.line ?? null,
        commands: [
          `namei -l ${at?.path ?? ""}`,
          `chown root:root ${at?.path ?? ""}`,
          `chmod 755 ${at?.path ?? ""}`,
        ],
      }));
    },
  },
  {
    id: "sshd-force-command-missing",
    severity: "error",
    title: "ChrootDirectory without ForceCommand internal-sftp.",
    why: "The SFTP server of the host is not inside the folder that the user is confined to, so no session can start it; and the user gets a shell otherwise.",
    fix: "Add ForceCommand internal-sftp below ChrootDirectory.",
    find(doc, { purpose }) {
      const at = effective(doc, purpose, "ChrootDirectory");
      const isConfined = at !== undefined && (at.args[0] ?? "none").toLowerCase() !== "none";
      return when(isConfined && effective(doc, purpose, "ForceCommand") === undefined, () => ({
        line: at?.line ?? null,
        edits: [addToBlock(doc, at?.block ?? 0, `ForceCommand ${INTERNAL} -l INFO`)],
      }));
    },
  },
  {
    id: "sshd-force-command-wrong",
    severity: "error",
    title: "ForceCommand runs something else than the SFTP server of sshd.",
    why: "Whatever the controller asks for, this command runs instead. Only internal-sftp works in a folder that the user is confined to.",
    fix: "Use ForceCommand internal-sftp.",
    find(doc, { purpose }) {
      const at = effective(doc, purpose, "ForceCommand");
      const [command] = at?.args ?? [];
      const isConfined =
        chrootOf(doc, purpose) !== null || effective(doc, purpose, "ChrootDirectory") !== undefined;
      const isWrong =
        command !== undefined &&
        (isConfined ? command !== INTERNAL : !isSftpCommand(command) && command.toLowerCase() !== "none");
      return when(isWrong, () => ({
        line: at?.line ?? null,
        edits: at ? [rewritten(doc, at, `${INTERNAL} -l INFO`)] : [],
      }));
    },
  },
  {
    id: "sshd-confines-everybody",
    severity: "warning",
    title: "ChrootDirectory or ForceCommand stands above all Match blocks, so it holds for everybody.",
    why: "Administrators can't log in with a shell any more, and may be locked out of the host.",
    fix: "Put it into a Match block of the user who serves the images.",
    find(doc, { purpose }) {
      const both = [...globals(doc, "ChrootDirectory"), ...globals(doc, "ForceCommand")].filter(
        ({ args: [value] }) => value !== undefined && value.toLowerCase() !== "none",
      );
      const lines = both.map(({ keyword, args }) => `${keyword} ${args.join(" ")}`);
      return when(both.length > 0, () => ({
        line: both[0]?.line ?? null,
        edits: [...both.map(({ line }) => ({ line, text: null })), addBlock(doc, purpose, lines)],
      }));
    },
  },
  {
    id: "sshd-other-user",
    severity: "warning",
    title: "The Match block is about another user than the page logs in with.",
    why: "The user of the page is not confined, and the Image Path is looked up from the home directory.",
    fix: "Name the user of the page in the Match line.",
    find(doc, { purpose }) {
      const confining = doc.directives.filter(
        ({ key, block }) => key === "ChrootDirectory".toLowerCase() && block > 0,
      );
      const blocks = confining.flatMap(({ block }) => doc.blocks[block] ?? []);
      const named = blocks.filter(({ criteria: [first] }) => first?.toLowerCase() === "user");
      const isOther =
        purpose.userName !== "" &&
        named.length > 0 &&
        effective(doc, purpose, "ChrootDirectory") === undefined;
      const [block] = named;
      return when(isOther, () => ({
        line: block?.line ?? null,
        problem: `The page logs in as ${purpose.userName}, but the block is about ${block?.criteria[1] ?? "others"}.`,
        edits: [
          {
            line: block?.line ?? 0,
            text: `Match User ${[block?.criteria[1], purpose.userName].join(",")} ${block?.criteria.slice(2).join(" ") ?? ""}`.trim(),
          },
        ],
      }));
    },
  },
  {
    id: "sshd-sftp-requests",
    severity: "error",
    title: "The SFTP server refuses requests that reading an image needs.",
    why: "The controller can log in, and gets Permission denied for the file.",
    fix: "Remove -P and -p, or use -R for read only.",
    find(doc, { purpose }) {
      const command = sftpCommand(doc, purpose);
      const refused = optionValue(command?.args ?? [], "P")?.split(",");
      const allowed = optionValue(command?.args ?? [], "p")?.split(",");
      const isWrong =
        NEEDED.some((request) => refused?.includes(request)) ||
        (allowed !== undefined && NEEDED.some((request) => !allowed.includes(request)));
      return when(command !== null && isWrong, () => ({
        line: command?.directive.line ?? null,
        edits: command
          ? [withOptions(doc, command, withoutOption(withoutOption(command.args, "P"), "p"))]
          : [],
      }));
    },
  },
  {
    id: "sshd-sftp-log-level",
    severity: "warning",
    title: "The SFTP server does not log which files are read.",
    why: "It logs errors only. A wrong path on the page, or a transfer that was cut off, leaves no trace.",
    fix: "Add -l INFO.",
    find(doc, { purpose }) {
      const command = sftpCommand(doc, purpose);
      const level = optionValue(command?.args ?? [], "l");
      return when(command !== null && (level === undefined || QUIET_LEVELS.test(level)), () => ({
        line: command?.directive.line ?? null,
        edits: command
          ? [withOptions(doc, command, [...withoutOption(command.args, "l"), "-l", "INFO"])]
          : [],
      }));
    },
  },
  {
    id: "sshd-path-in-home",
    severity: "error",
    title: "The Image Path repeats the home directory.",
    why: "Without ChrootDirectory, a path begins at the home directory of the user, so it would be searched for inside itself.",
    fix: "Enter only the part below the home directory on the page.",
    find(doc, { purpose }) {
      const path = pagePath(purpose);
      const home = purpose.userName === "root" ? "root" : `home/${purpose.userName}`;
      const rest = path === null || purpose.userName === "" ? null : below(home, path);
      return when(rest !== null && effective(doc, purpose, "ChrootDirectory") === undefined, () => ({
        line: subsystem(doc)?.line ?? null,
        problem: `The page asks for ${purpose.path}, which is searched for in /${home}/${path}.`,
        fix: `Enter ${rest || "/"} as the Image Path on the page.`,
        page: { path: rest || "/" },
      }));
    },
  },
  {
    id: "sshd-path-without-chroot",
    severity: "error",
    title: "The Image Path begins at the root of the disk, but the user is not confined to a folder.",
    why: "Without ChrootDirectory, a path begins at the home directory of the user: No such file or directory.",
    fix: "Confine the user to the folder, and enter only the part below it on the page.",
    find(doc, { purpose }) {
      const path = pagePath(purpose) ?? "";
      const root = ["srv/sftp", "var/sftp", "srv/tftp", "var/lib/tftpboot", "tftpboot"].find(
        (known) => below(known, path) !== null,
      );
      if (root === undefined || effective(doc, purpose, "ChrootDirectory") !== undefined) return [];
      const rest = below(root, path) || "/";
      const lines = [`ChrootDirectory /${root}`, `ForceCommand ${INTERNAL} -l INFO`];
      return [
        {
          line: null,
          fix: `Confine the user to /${root}, and enter ${rest} on the page.`,
          edits: [addBlock(doc, purpose, lines)],
          page: { path: rest },
        },
      ];
    },
  },
  ...rootRules<Doc>({
    prefix: "sshd",
    setting: "ChrootDirectory",
    root(doc, purpose) {
      const at = chrootOf(doc, purpose);
      return at?.path.startsWith("/") ? { path: at.path, line: at.directive.line } : null;
    },
    setRoot(doc, path, purpose) {
      const at = chrootOf(doc, purpose);
      return at ? [rewritten(doc, at.directive, path)] : [];
    },
  }),
];
