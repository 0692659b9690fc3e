/** How the rules of dnsmasq read and change dnsmasq.conf. */
import { linesOf } from "../lines";
import type { Edit } from "../rule";
import { settingRuleMaker } from "../setting-rule";

export type DnsOption = { key: string; value: string; hasValue: boolean; line: number };
export type Doc = { lines: readonly string[]; options: readonly DnsOption[] };

export function parse(text: string): Doc {
  const lines = linesOf(text);
  const options = lines.flatMap((content, index): DnsOption[] => {
    const words = content.replace(/(^|\s)#.*$/, "").trim();
    if (words === "") return [];
    const [key = "", ...value] = words.split("=");
    return [{ key: key.trim(), value: value.join("=").trim(), hasValue: value.length > 0, line: index + 1 }];
  });
  return { lines, options };
}

export const all = (doc: Doc, key: string): DnsOption[] => doc.options.filter((option) => option.key === key);
export const last = (doc: Doc, key: string): DnsOption | undefined => all(doc, key).at(-1);

/** Sets an option on its own line, or on a new line at the end. */
export function setOption(doc: Doc, key: string, value: string | null): Edit[] {
  const text = value === null ? key : `${key}=${value}`;
  const at = last(doc, key);
  return [at ? { line: at.line, text } : { after: doc.lines.length, text }];
}

export const removeLine = (line: number): Edit[] => [{ line, text: null }];

/** Makes the rules about an option with a wrong value. Each line that sets it is a finding. */
export const settingRule = settingRuleMaker({
  find: (doc: Doc, key) => all(doc, key),
  change: (_doc, { key, line }, value) =>
    value === null ? removeLine(line) : [{ line, text: `${key}=${value}` }],
});
