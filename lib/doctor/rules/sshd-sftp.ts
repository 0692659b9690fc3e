/** Rules of sshd about SFTP itself: the subsystem, the chroot folder, and the forced command. */
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
import { settingRule } from "./sshd-setting";

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
/** The directive whose command serves files in the end, and the options of that command. */
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
/** The directive with other options of its command. */
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

/** SFTP requests that are needed to read an image. */
const NEEDED = ["open", "close", "read", "stat", "lstat", "fstat", "realpath"];
const QUIET_LEVELS = /^(quiet|fatal|error)$/i;

export const sftpRules: readonly Rule<Doc>[] = [
  {
    id: "sshd-subsystem-missing",
    severity: "error",
    title: "Subsystem sftp is missing.",
    why: "The controller logs in and requests the sftp subsystem. Without it, the transfer fails after a successful login.",
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
    title: "Subsystem sftp does not name an SFTP server.",
    why: "The program does not speak SFTP, or does not exist.",
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
    title: "The subsystem is not named sftp.",
    why: "The controller requests a subsystem named sftp, in lowercase.",
    fix: "Name it sftp.",
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
    title: "The SFTP server is in a different folder on this host.",
    why: "The location of sftp-server depends on the distribution. With the wrong path, the session ends immediately.",
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
    why: "Most versions of sshd reject the file and do not restart.",
    fix: "Remove the second line.",
    find: (doc) =>
      globals(doc, "subsystem")
        .filter(({ args }) => args[0] === "sftp")
        .slice(1)
        .map(({ line }) => ({ line, edits: [{ line, text: null }] })),
  },
  settingRule({
    id: "sshd-chroot-relative",
    severity: "error",
    title: "ChrootDirectory is not an absolute path.",
    why: "sshd rejects the login, because the path must start with a slash or %h.",
    fix: "Start the path with a slash.",
    setting: "ChrootDirectory",
    isWrong: (path) => path !== "" && !/^(\/|%h|none$)/i.test(path),
    correct: (path) => `/${path.replace(/^[.~]+\/?/, "")}`,
  }),
  {
    id: "sshd-chroot-owner",
    severity: "check",
    title: "ChrootDirectory and all folders above it must be owned by root and writable only by root.",
    why: "Otherwise, sshd closes the session right after the login and logs bad ownership or modes.",
    fix: "Paste the output of namei -l, or correct the owner and the mode of each folder.",
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
    title: "ChrootDirectory is set without ForceCommand internal-sftp.",
    why: "The host's sftp-server program is outside the chroot, so sessions can't start it. The user might also get a shell.",
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
  settingRule({
    id: "sshd-force-command-wrong",
    severity: "error",
    title: "ForceCommand does not run internal-sftp.",
    why: "sshd runs this command instead of what the controller requests. Only internal-sftp works inside a chroot.",
    fix: "Use ForceCommand internal-sftp.",
    setting: "ForceCommand",
    isWrong(command, { purpose }, doc) {
      const isConfined =
        chrootOf(doc, purpose) !== null || effective(doc, purpose, "ChrootDirectory") !== undefined;
      return isConfined ? command !== INTERNAL : !isSftpCommand(command) && command.toLowerCase() !== "none";
    },
    correct: `${INTERNAL} -l INFO`,
  }),
  {
    id: "sshd-confines-everybody",
    severity: "warning",
    title: "ChrootDirectory or ForceCommand is above all Match blocks, so it applies to every user.",
    why: "Administrators no longer get a shell, and can be locked out of the host.",
    fix: "Move it to a Match block for the SFTP user.",
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
    title: "The Match block does not include the SFTP user.",
    why: "The SFTP user has no chroot, so the Image Path is looked up in the home directory.",
    fix: "Add the SFTP user to the Match line.",
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
        problem: `The SFTP user is ${purpose.userName}, but the block is for ${block?.criteria[1] ?? "other users"}.`,
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
    title: "The SFTP server rejects requests that are needed to read an image.",
    why: "The controller can log in, but gets Permission denied for the file.",
    fix: "Remove -P and -p. For read-only access, use -R.",
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
    why: "It logs only errors, so a wrong path or an interrupted transfer leaves no trace in the log.",
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
    why: "Without ChrootDirectory, the Image Path is relative to the home directory, which then appears twice.",
    fix: "Set the Image Path to the part below the home directory.",
    find(doc, { purpose }) {
      const path = pagePath(purpose);
      const home = purpose.userName === "root" ? "root" : `home/${purpose.userName}`;
      const rest = path === null || purpose.userName === "" ? null : below(home, path);
      return when(rest !== null && effective(doc, purpose, "ChrootDirectory") === undefined, () => ({
        line: subsystem(doc)?.line ?? null,
        problem: `The controller requests ${purpose.path}, which the server looks for in /${home}/${path}.`,
        fix: `Set the Image Path to ${rest || "/"}.`,
        page: { path: rest || "/" },
      }));
    },
  },
  {
    id: "sshd-path-without-chroot",
    severity: "error",
    title: "The Image Path starts at the root of the disk, but the SFTP user has no chroot.",
    why: "Without ChrootDirectory, the Image Path is relative to the home directory: No such file or directory.",
    fix: "Set ChrootDirectory for the SFTP user, and set the Image Path to the part below it.",
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
          fix: `Set ChrootDirectory to /${root} for the SFTP user, and set the Image Path to ${rest}.`,
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
