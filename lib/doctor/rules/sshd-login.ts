/** Rules of sshd about the login. The controller has only a user name and a password. */
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
import { settingRule } from "./sshd-setting";

const firstArg = (directive: Directive | undefined): string | undefined => directive?.args[0]?.toLowerCase();

/** Corrects all directives at once, so that a later one does not turn up as a finding when the first is corrected. */
const rewriteAll = (doc: Doc, directives: readonly Directive[], value: string) =>
  directives.map((directive) => rewritten(doc, directive, value));

export const loginRules: readonly Rule<Doc>[] = [
  {
    id: "sshd-password-off",
    severity: "error",
    title: "Password login is off.",
    why: "The controller logs in with the user name and password in the profile. It can't use a key, so sshd rejects the login.",
    fix: "Allow password login, at least for this user.",
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
    title: "The file does not say whether password login is allowed.",
    why: "It is allowed by default, but files that sshd reads before this one often turn it off.",
    fix: "Set PasswordAuthentication in this file, or ask sshd which value takes effect.",
    find: (doc, { purpose }) =>
      when(effective(doc, purpose, "PasswordAuthentication") === undefined, () => ({
        line: null,
        commands: ["sshd -T | grep -i PasswordAuthentication"],
      })),
  },
  {
    id: "sshd-methods",
    severity: "error",
    title: "AuthenticationMethods requires more than a password.",
    why: "The controller can send only a password, so the login stays incomplete and is rejected.",
    fix: "Require only the password for this user.",
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
    why: "Accounts from a directory service do not work without PAM, and distributions build sshd to use it.",
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
    title: "AllowUsers does not include the SFTP user.",
    why: "Users who are not listed are rejected, even with the correct password.",
    fix: "Add the user.",
    find(doc, { purpose }) {
      const all = candidates(doc, purpose, "AllowUsers").filter(({ args }) => args.length > 0);
      const isNamed = all.some(({ args }) => args.some((pattern) => namesUser(pattern, purpose.userName)));
      const [first] = all;
      return when(purpose.userName !== "" && first !== undefined && !isNamed, () => ({
        line: first?.line ?? null,
        problem: `AllowUsers does not include ${purpose.userName}, the SFTP user.`,
        edits: first ? [rewritten(doc, first, [...first.args, purpose.userName].join(" "))] : [],
      }));
    },
  },
  {
    id: "sshd-user-denied",
    severity: "error",
    title: "DenyUsers includes the SFTP user.",
    why: "The user is rejected, even with the correct password.",
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
    title: "Logins are restricted by group.",
    why: "The file does not show which groups the SFTP user is in.",
    fix: "Check that the user is in the right group.",
    find: (doc, { purpose }) =>
      ["AllowGroups", "DenyGroups"]
        .flatMap((key) => candidates(doc, purpose, key).slice(0, 1))
        .map(({ line }) => ({ line, commands: [`id ${purpose.userName || "ewc-images"}`] })),
  },
  {
    id: "sshd-root-login",
    severity: "error",
    title: "The SFTP user is root, who can't log in with a password.",
    why: "sshd rejects root, even with the correct password. Without PermitRootLogin, that is the default.",
    fix: "Create a separate user for the images, and enter it in the profile.",
    find(doc, { purpose }) {
      const at = effective(doc, purpose, "PermitRootLogin");
      return when(purpose.userName === "root" && firstArg(at) !== "yes", () => ({
        line: at?.line ?? null,
        commands: ["useradd --create-home ewc-images", "passwd ewc-images"],
        // Allowing root would be worse than what it cures, but the profile can't name a user that does not exist yet.
        edits: [at ? rewritten(doc, at, "yes") : addToBlock(doc, 0, "PermitRootLogin yes")],
      }));
    },
  },
  settingRule({
    id: "sshd-empty-passwords",
    severity: "warning",
    title: "Logins with an empty password are allowed.",
    why: "An account without a password is open to anyone who can reach the port.",
    fix: "Set PermitEmptyPasswords no.",
    setting: "PermitEmptyPasswords",
    isWrong: (value) => value.toLowerCase() === "yes",
    correct: "no",
  }),
  settingRule({
    id: "sshd-few-tries",
    severity: "warning",
    title: "MaxAuthTries allows only one attempt.",
    why: "A client that tries another method before the password has no attempt left.",
    fix: "Use 6, the default.",
    setting: "MaxAuthTries",
    isWrong: (value) => !(Number(value) >= 2),
    correct: "6",
  }),
];
