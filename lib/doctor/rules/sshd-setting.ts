/** Makes the rules of sshd about a setting with a wrong value, as it takes effect for the SFTP user. */
import { settingRuleMaker } from "../setting-rule";
import { type Doc, effective, rewritten } from "./sshd-file";

export const settingRule = settingRuleMaker({
  find(doc: Doc, keyword, { purpose }) {
    const directive = effective(doc, purpose, keyword);
    const [value] = directive?.args ?? [];
    return directive === undefined || value === undefined ? [] : [{ ...directive, value }];
  },
  change: (doc, directive, value) => [
    value === null ? { line: directive.line, text: null } : rewritten(doc, directive, value),
  ],
});
