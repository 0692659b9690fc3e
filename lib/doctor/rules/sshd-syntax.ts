/** Rules of sshd about lines that it rejects, ignores, or reads differently than they look. */
import { type Rule, when } from "../rule";
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
    why: "sshd reports a bad configuration option and does not restart.",
    fix: "Correct it, or remove the line.",
    find: (doc) =>
      doc.directives.filter(isUnknown).map((directive) => {
        const right = meantKeyword(directive.keyword);
        const text = (doc.lines[directive.line - 1] ?? "").replace(directive.keyword, right ?? "");
        return {
          line: directive.line,
          problem: `sshd does not know ${directive.keyword}.`,
          fix: right === null ? "Remove the line." : `The correct name is ${right}.`,
          edits: [{ line: directive.line, text: right === null ? null : text }],
        };
      }),
  },
  {
    id: "sshd-client-keyword",
    severity: "error",
    title: "This keyword belongs in ssh_config, the client's file.",
    why: "sshd reports a bad configuration option and does not restart.",
    fix: "Remove the line.",
    find: (doc) =>
      doc.directives
        .filter(({ key }) => isClientKeyword(key))
        .map(({ line, keyword }) => ({
          line,
          problem: `${keyword} is a client setting.`,
          edits: [{ line, text: null }],
        })),
  },
  {
    id: "sshd-past-keyword",
    severity: "warning",
    title: "This keyword no longer has any effect.",
    why: "sshd warns about it at each start and ignores the setting.",
    fix: "Remove the line.",
    find: (doc) =>
      doc.directives
        .filter(({ key }) => isPastKeyword(key))
        .map(({ line, keyword }) => ({
          line,
          problem: `${keyword} no longer has any effect.`,
          edits: [{ line, text: null }],
        })),
  },
  {
    id: "sshd-value-missing",
    severity: "error",
    title: "The keyword has no value.",
    why: "sshd reports a missing argument and does not restart.",
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
    why: "sshd reports an unsupported option and does not restart.",
    fix: "Use yes or no.",
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
    title: "This keyword is not allowed in a Match block.",
    why: "A Match block continues until the next Match line or the end of the file. sshd rejects the file and does not restart.",
    fix: "Move the line above the first Match line.",
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
        problem: `${keyword} is not allowed in a Match block.`,
        edits: [{ line, text: null }, ...(index === 0 ? [moved] : [])],
      }));
    },
  },
  {
    id: "sshd-match-criteria",
    severity: "error",
    title: "The Match line has no valid criterion.",
    why: "sshd reports a bad Match condition and does not restart.",
    fix: "Use Match User NAME or Match Group NAME.",
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
    title: "The same keyword appears above, and only the first line takes effect.",
    why: "This line has no effect.",
    fix: "Remove this line, or change the first one.",
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
          problem: `${keyword} already appears above. Only the first line takes effect.`,
          edits: [{ line, text: null }],
        }));
    },
  },
  {
    id: "sshd-include",
    severity: "check",
    title: "This line includes other files, whose values override those below.",
    why: "Cloud images often set PasswordAuthentication no in such a file.",
    fix: "Ask sshd which values take effect.",
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
