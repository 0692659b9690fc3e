/** Rules of sshd about lines that it refuses, ignores, or reads otherwise than they look. */
import type { Rule } from "../rule";
import { when } from "../rule";
import { addGlobal, type Directive, type Doc, rewritten } from "./sshd-file";
import {
  isClientKeyword,
  isGlobalOnly,
  isPastKeyword,
  isServerKeyword,
  mayRepeat,
  meantKeyword,
  yesNoKeywords,
} from "./sshd-keywords";

const CRITERIA =
  /^(user|group|host|localaddress|localport|rdomain|address|all|canonical|final|invalid-user|sessiontype|version|command)$/i;
/** Keywords of one file, each in one of these groups. */
const isUnknown = ({ key }: Directive): boolean =>
  !isServerKeyword(key) && !isPastKeyword(key) && !isClientKeyword(key);

export const syntaxRules: readonly Rule<Doc>[] = [
  {
    id: "sshd-unknown-keyword",
    severity: "error",
    title: "sshd does not know this keyword.",
    why: "It reports a bad configuration option, and does not start again.",
    fix: "Correct it, or remove the line.",
    find: (doc) =>
      doc.directives.filter(isUnknown).map((directive) => {
        const right = meantKeyword(directive.keyword);
        const text = (doc.lines[directive.line - 1] ?? "").replace(directive.keyword, right ?? "");
        return {
          line: directive.line,
          problem: `sshd does not know ${directive.keyword}.`,
          fix: right === null ? "Remove the line." : `It is called ${right}.`,
          edits: [{ line: directive.line, text: right === null ? null : text }],
        };
      }),
  },
  {
    id: "sshd-client-keyword",
    severity: "error",
    title: "This keyword belongs into ssh_config, the file of the client.",
    why: "sshd reports a bad configuration option, and does not start again.",
    fix: "Remove the line.",
    find: (doc) =>
      doc.directives
        .filter(({ key }) => isClientKeyword(key))
        .map(({ line, keyword }) => ({
          line,
          problem: `${keyword} is a setting of the client.`,
          edits: [{ line, text: null }],
        })),
  },
  {
    id: "sshd-past-keyword",
    severity: "warning",
    title: "This keyword has no effect any more.",
    why: "sshd warns about it at each start, and does something else than the line says.",
    fix: "Remove the line.",
    find: (doc) =>
      doc.directives
        .filter(({ key }) => isPastKeyword(key))
        .map(({ line, keyword }) => ({
          line,
          problem: `${keyword} has no effect any more.`,
          edits: [{ line, text: null }],
        })),
  },
  {
    id: "sshd-value-missing",
    severity: "error",
    title: "The keyword has no value.",
    why: "sshd reports a missing argument, and does not start again.",
    fix: "Add a value, or remove the line.",
    find: (doc) =>
      doc.directives
        .filter(({ args, key }) => args.length === 0 && isServerKeyword(key))
        .map(({ line }) => ({ line, edits: [{ line, text: null }] })),
  },
  {
    id: "sshd-value-not-yes-or-no",
    severity: "error",
    title: "The value must be yes or no.",
    why: "sshd reports an unsupported option, and does not start again.",
    fix: "Write yes or no.",
    find: (doc) =>
      doc.directives
        .filter(
          ({ key, args: [value] }) =>
            yesNoKeywords.has(key) && value !== undefined && !/^(yes|no)$/.test(value),
        )
        .map((directive) => ({
          line: directive.line,
          problem: `${directive.keyword} must be yes or no, not ${directive.args[0]}.`,
          edits: [
            rewritten(doc, directive, /^(true|on|1|yes)$/i.test(directive.args[0] ?? "") ? "yes" : "no"),
          ],
        })),
  },
  {
    id: "sshd-not-in-match",
    severity: "error",
    title: "This keyword may not stand in a Match block.",
    why: "A Match block ends at the next Match or at the end of the file. sshd refuses the file, and does not start again.",
    fix: "Move the line above the first Match.",
    find(doc) {
      const misplaced = doc.directives.filter(
        ({ key, block, args }) => block > 0 && isGlobalOnly(key) && args.length > 0,
      );
      // All of them move to one place, so that is one edit, of the first finding.
      const moved = addGlobal(
        doc,
        misplaced.map(({ line }) => (doc.lines[line - 1] ?? "").trim()).join("\n"),
      );
      return misplaced.map(({ line, keyword }, index) => ({
        line,
        problem: `${keyword} may not stand below Match.`,
        edits: [{ line, text: null }, ...(index === 0 ? [moved] : [])],
      }));
    },
  },
  {
    id: "sshd-match-criteria",
    severity: "error",
    title: "The Match line has no criterion that sshd knows.",
    why: "sshd reports a bad Match condition, and does not start again.",
    fix: "Write Match User NAME, or Match Group NAME.",
    find: (doc, { purpose }) =>
      doc.blocks.slice(1).flatMap(({ line, criteria: [first] }) =>
        when(first === undefined || !CRITERIA.test(first), () => ({
          line,
          edits: [{ line, text: `Match User ${first ?? (purpose.userName || "ewc-images")}` }],
        })),
      ),
  },
  {
    id: "sshd-shadowed",
    severity: "warning",
    title: "The same keyword stands above with another value, and the first one counts.",
    why: "This line has no effect, although it looks as if it had.",
    fix: "Remove the line, or change the first one.",
    find(doc) {
      const seen = new Set<string>();
      return doc.directives
        .filter(({ key, block }) => {
          if (mayRepeat(key)) return false;
          const isSecond = seen.has(`${block} ${key}`);
          seen.add(`${block} ${key}`);
          return isSecond;
        })
        .map(({ line, keyword }) => ({
          line,
          problem: `${keyword} stands above already. The first line counts.`,
          edits: [{ line, text: null }],
        }));
    },
  },
  {
    id: "sshd-include",
    severity: "check",
    title: "Other files are read at this line, and their values win over those below.",
    why: "Images of cloud providers put PasswordAuthentication no into such a file.",
    fix: "Ask sshd what counts in the end.",
    find: (doc, { purpose }) =>
      doc.directives
        .filter(({ key, args }) => key === "include" && args.length > 0)
        .map(({ line }) => ({
          line,
          commands: [
            `sshd -T -C user=${purpose.userName || "ewc-images"},host=ewc,addr=192.0.2.1 | grep -iE 'password|chroot|ForceCommand|subsystem'`,
          ],
        })),
  },
];
