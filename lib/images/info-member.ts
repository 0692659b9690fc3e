/** The text of an image's `info` or `info.ver` member: `key: value` lines up to `info_end:`. */

export type InfoMember = {
  /** In lower case; may be an unknown family. */
  family: string | null;
  managementVersion: string | null;
  apVersion: string | null;
};

const KEYS = {
  image_family: "family",
  ws_management_version: "managementVersion",
  ap_version: "apVersion",
} as const;

const isKey = (text: string): text is keyof typeof KEYS => Object.hasOwn(KEYS, text);

/** Accepts any line ends, spaces around the colon and upper-case keys; the first value counts when a key is repeated. */
export function parseInfoMember(text: string): InfoMember {
  const info: InfoMember = { family: null, managementVersion: null, apVersion: null };
  for (const line of text.split(/[\r\n\0]+/)) {
    const colon = line.indexOf(":");
    if (colon < 0) continue;
    const key = line.slice(0, colon).trim().toLowerCase();
    if (key === "info_end") break;
    const value = line.slice(colon + 1).trim();
    if (!isKey(key) || value === "") continue;
    const field = KEYS[key];
    info[field] ??= field === "family" ? value.toLowerCase() : value;
  }
  return info;
}
