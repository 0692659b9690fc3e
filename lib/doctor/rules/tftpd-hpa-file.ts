/** How the rules of tftpd-hpa read and change /etc/default/tftpd-hpa. */
import type { Edit } from "../rule";
import {
  assign,
  assigned,
  type Option,
  type OptionSpec,
  option,
  optionText,
  readOptions,
  type ShellDefaults,
} from "../shell-defaults";

export const spec: OptionSpec = {
  ipv4: { short: "4" },
  ipv6: { short: "6" },
  listen: { short: "l" },
  foreground: { short: "L" },
  address: { short: "a", hasValue: true },
  create: { short: "c" },
  secure: { short: "s" },
  user: { short: "u", hasValue: true },
  umask: { short: "U", hasValue: true },
  permissive: { short: "p" },
  pidfile: { short: "P", hasValue: true },
  timeout: { short: "t", hasValue: true },
  retransmit: { short: "T", hasValue: true },
  "map-file": { short: "m", hasValue: true, alias: ["mapfile"] },
  "map-steps": { hasValue: true },
  verbose: { short: "v" },
  verbosity: { hasValue: true },
  refuse: { short: "r", hasValue: true },
  blocksize: { short: "B", hasValue: true },
  "port-range": { short: "R", hasValue: true },
  version: { short: "V" },
};

export type Doc = ShellDefaults;
const OPTIONS = "TFTP_OPTIONS";
export const optionsOf = readOptions(OPTIONS, spec);
export const lineOfOptions = (doc: Doc): number | null => assigned(doc, OPTIONS)?.line ?? null;
export const has = (doc: Doc, ...names: string[]): Option | undefined =>
  optionsOf(doc).find(({ name }) => name !== null && names.includes(name));
export const setOptions = (doc: Doc, options: readonly Option[]): Edit[] => [
  assign(doc, OPTIONS, optionText(options)),
];
export const withOption = (doc: Doc, name: string, value: string | null = null): Edit[] =>
  setOptions(doc, [...optionsOf(doc).filter((each) => each.name !== name), option(name, value)]);

export const addressOf = (doc: Doc): { text: string; host: string; port: string; line: number } | null => {
  const at = assigned(doc, "TFTP_ADDRESS");
  if (at === undefined) return null;
  const [, bracketed, plain = "", port = ""] =
    /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(at.value.trim()) ?? [];
  return { text: at.value.trim(), host: bracketed ?? plain, port, line: at.line };
};
export const addressText = (host: string, port: string): string =>
  `${host.includes(":") ? `[${host}]` : host}:${port === "" ? "69" : port}`;
/** An address of bare digits is a host name to in.tftpd, and an IPv6 address needs brackets. */
export const isOddAddress = (text: string): boolean =>
  /^\d+$/.test(text) || (!text.startsWith("[") && text.split(":").length > 2);
