/** How values of the simulation are written in answers (RFC 7951): addresses, times, versions and 64-bit numbers. */

/** `2c5a.0f40.6920` -> `2c:5a:0f:40:69:20` */
export const macText = (dotted: string): string =>
  (dotted.replaceAll(".", "").match(/../g) ?? []).join(":").toLowerCase();

/** A MAC address in any of the common forms as rows have it: `2c5a.0f40.6920`; null when it is none. */
export function dottedMac(text: string): string | null {
  const digits = text.replaceAll(/[.:-]/g, "").toLowerCase();
  if (!/^[0-9a-f]{12}$/.test(digits)) return null;
  return (digits.match(/.{4}/g) ?? []).join(".");
}

/** Milliseconds since the epoch -> `2024-01-30T21:41:35.112+00:00` */
export const timeText = (at: number): string => new Date(at).toISOString().replace("Z", "+00:00");

/** The leaf of an instant, which is left out while there is none. */
export const timeLeaf = <Name extends string>(name: Name, at: number | null): { [N in Name]?: string } =>
  at === null ? {} : ({ [name]: timeText(at) } as { [N in Name]?: string });

/** A number of 64 bits is a string. */
export const wide = (value: number): string => String(Math.round(value));

export type VersionFields = { version: number; release: number; maint: number; build: number };
/** `17.12.1.5` -> version 17, release 12, maint 1, build 5 */
export function versionFields(text: string): VersionFields {
  const [version = 0, release = 0, maint = 0, build = 0] = text.split(".").map((part) => Number(part) || 0);
  return { version, release, maint, build };
}

/** `17.12.1.5` and `17.12.01.0.5`, which install operations print, are the same version. */
export function plainVersion(text: string): string {
  const parts = text.split(".");
  const four = parts.length === 5 && parts[3] === "0" ? [...parts.slice(0, 3), parts[4]] : parts;
  return four.map((part) => (/^\d+$/.test(part ?? "") ? String(Number(part)) : part)).join(".");
}
