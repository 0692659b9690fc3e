/** Rules of sshd about the login: the controller has a user name and a password, and nothing else. */
import { type Rule, when } from "../rule";
import {
  addToBlock,
  candidates,
  type Directive,
  type Doc,
  effective,
  globals,
  namesUser,
  rewritten,
} from "./sshd-file";

const firstArg = (directive: Directive | undefined): string | undefined => directive?.args[0]?.toLowerCase();

/** All directives that can count for the user, corrected at once: a later one must not come up when the first is mended. */
const rewriteAll = (doc: Doc, directives: readonly Directive[], value: string) =>
  directives.map((directive) => rewritten(doc, directive, value));

export const loginRules: readonly Rule<Doc>[] = [
  {
    id: "sshd-password-off",
    severity: "error",
    title: "Logins with a password are off.",
    why: "The page has a user name and a password. The controller can't present a key, so the server refuses it.",
    fix: "Allow passwords, at least for this user.",
    find(doc, { purpose }) {
      const at = effective(doc, purpose, "PasswordAuthentication");
      const same = candidates(doc, purpose, "PasswordAuthentication").filter(
        ({ block }) => block === at?.block,
      );
      return when(firstArg(at) === "no", () => ({
        line: at?.line ?? null,
        edits: rewriteAll(doc, same, "yes"),
      }));
    },
  },
  {
    id: "sshd-password-default",
    severity: "check",
    title: "The file does not say whether passwords are allowed.",
    why: "They are by default, but files that are read before this one often say no.",
    fix: "Say so in the file, or ask sshd what counts.",
    find: (doc, { purpose }) =>
      when(effective(doc, purpose, "PasswordAuthentication") === undefined, () => ({
        line: null,
        commands: ["sshd -T | grep -i PasswordAuthentication"],
      })),
  },
  {
    id: "sshd-methods",
    severity: "error",
    title: "AuthenticationMethods asks for more than a password.",
    why: "The controller has a password only. The login stays incomplete, and is refused.",
    fix: "Allow the password alone for this user.",
    find(doc, { purpose }) {
      const at = effective(doc, purpose, "AuthenticationMethods");
      const isEnough = at?.args.some((list) => /^(any|password)$/i.test(list));
      return when(at !== undefined && at.args.length > 0 && isEnough !== true, () => ({
        line: at?.line ?? null,
        edits: at ? [rewritten(doc, at, "password")] : [],
      }));
    },
  },
  {
    id: "sshd-pam-off",
    severity: "warning",
    title: "UsePAM is off.",
    why: "Accounts and passwords of a directory service are then unknown, and distributions build sshd for use with PAM.",
    fix: "Set UsePAM yes.",
    find(doc) {
      const [at] = globals(doc, "UsePAM");
      return when(firstArg(at) === "no", () => ({
        line: at?.line ?? null,
        edits: rewriteAll(doc, globals(doc, "UsePAM"), "yes"),
      }));
    },
  },
  {
    id: "sshd-user-not-allowed",
    severity: "error",
    title: "AllowUsers does not name the user of the page.",
    why: "Everybody who is not in the list is refused, whatever the password is.",
    fix: "Add the user.",
    find(doc, { purpose }) {
      const all = candidates(doc, purpose, "AllowUsers").filter(({ args }) => args.length > 0);
      const isNamed = all.some(({ args }) => args.some((pattern) => namesUser(pattern, purpose.userName)));
      const [first] = all;
      return when(purpose.userName !== "" && first !== undefined && !isNamed, () => ({
        line: first?.line ?? null,
        problem: `AllowUsers does not name ${purpose.userName}, as which the page logs in.`,
        edits: first ? [rewritten(doc, first, [...first.args, purpose.userName].join(" "))] : [],
      }));
    },
  },
  {
    id: "sshd-user-denied",
    severity: "error",
    title: "DenyUsers names the user of the page.",
    why: "The user is refused, whatever the password is.",
    fix: "Remove the user from the list.",
    find: (doc, { purpose }) =>
      candidates(doc, purpose, "DenyUsers")
        .filter(
          ({ args }) =>
            purpose.userName !== "" && args.some((pattern) => namesUser(pattern, purpose.userName)),
        )
        .map((directive) => {
          const left = directive.args.filter((pattern) => !namesUser(pattern, purpose.userName));
          return {
            line: directive.line,
            edits: [
              left.length === 0
                ? { line: directive.line, text: null }
                : rewritten(doc, directive, left.join(" ")),
            ],
          };
        }),
  },
  {
    id: "sshd-groups",
    severity: "check",
    title: "Only users of some groups may log in, or users of some may not.",
    why: "The file does not say in which groups the user of the page is.",
    fix: "Look whether the user is in the right group.",
    find: (doc, { purpose }) =>
      ["AllowGroups", "DenyGroups"]
        .flatMap((key) => candidates(doc, purpose, key).slice(0, 1))
        .map(({ line }) => ({ line, commands: [`id ${purpose.userName || "ewc-images"}`] })),
  },
  {
    id: "sshd-root-login",
    severity: "error",
    title: "The page logs in as root, and root may not log in with a password.",
    why: "The server refuses root, whatever the password is. Without PermitRootLogin, that is the default.",
    fix: "Use a user of its own for the images, and enter it on the page.",
    find(doc, { purpose }) {
      const at = effective(doc, purpose, "PermitRootLogin");
      return when(purpose.userName === "root" && firstArg(at) !== "yes", () => ({
        line: at?.line ?? null,
        commands: ["useradd --create-home ewc-images", "passwd ewc-images"],
        // Allowing root would be worse than what it cures, but the page can't name a user that does not exist yet.
        edits: [at ? rewritten(doc, at, "yes") : addToBlock(doc, 0, "PermitRootLogin yes")],
      }));
    },
  },
  {
    id: "sshd-empty-passwords",
    severity: "warning",
    title: "Logins with an empty password are allowed.",
    why: "An account without a password is open to everybody who reaches the port.",
    fix: "Set PermitEmptyPasswords no.",
    find(doc, { purpose }) {
      const at = effective(doc, purpose, "PermitEmptyPasswords");
      return when(firstArg(at) === "yes", () => ({
        line: at?.line ?? null,
        edits: at ? [rewritten(doc, at, "no")] : [],
      }));
    },
  },
  {
    id: "sshd-few-tries",
    severity: "warning",
    title: "MaxAuthTries allows one try.",
    why: "A client that first tries another method than the password has used it up.",
    fix: "Use 6, the default.",
    find(doc, { purpose }) {
      const at = effective(doc, purpose, "MaxAuthTries");
      return when(at !== undefined && at.args.length > 0 && !(Number(at.args[0]) >= 2), () => ({
        line: at?.line ?? null,
        edits: at ? [rewritten(doc, at, "6")] : [],
      }));
    },
  },
];
