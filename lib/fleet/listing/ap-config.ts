/** Reads `show ap config general` and `show ap name NAME config general`: a block of labels and values for each AP. */

import type { ApFields } from "./ap-record";
import { nameError } from "./ap-record";
import { isModel, parseIp, parseMac, parseVersion } from "./field-parsers";
import { type ApDetails, isNothing, labelAndValue } from "./known-block";

/** The name of the access point with which a block begins; undefined when the line begins none. */
export const configBlockName = (text: string): string | undefined => {
  const name = /^Cisco AP Name\s*(?::|\.{3,})\s*(\S+)$/i.exec(text)?.[1];
  return name !== undefined && nameError(name) === undefined ? name : undefined;
};

const seconds = (value: string): number | undefined => {
  const units = { year: 31_536_000, week: 604_800, day: 86_400, hour: 3_600, minute: 60, second: 1 } as const;
  let total: number | undefined;
  for (const [, count, unit] of value.matchAll(/(\d{1,6})\s*(year|week|day|hour|minute|second)/gi))
    total = (total ?? 0) + Number(count) * units[unit?.toLowerCase() as keyof typeof units];
  return total;
};

/** Takes over one label and value of a block. Labels that are not known are part of the block and ignored. */
export function takeConfigLine(text: string, fields: ApFields, details: ApDetails): void {
  const line = labelAndValue(text.trim());
  if (line === null || isNothing(line.value)) return;
  const { label, value } = line;
  const set = <T extends object, K extends keyof T>(target: T, key: K, parsed: T[K] | undefined) => {
    if (parsed !== undefined && target[key] === undefined) target[key] = parsed;
  };
  if (label === "cisco ap identifier") set(fields, "radioMac", parseMac(value));
  else if (label === "mac address") set(fields, "ethernetMac", parseMac(value));
  else if (label === "ip address") set(fields, "ip", parseIp(value));
  else if (label === "ap model") set(fields, "model", isModel(value) ? value : undefined);
  else if (label === "software version") set(fields, "running", parseVersion(value));
  else if (label === "backup version" || label === "backup software version")
    set(fields, "backup", parseVersion(value));
  else if (label === "country code") set(details, "countryCode", /^[A-Z]{2}\b/.exec(value)?.[0]);
  else if (/^(?:802\.11bg|slot 0|ap regulatory domain)$/.test(label))
    set(details, "regulatoryDomain", /^-[A-Z]{1,2}/.exec(value)?.[0]);
  else if (label === "cisco ap location") set(details, "location", value);
  else if (label === "operation state") set(details, "state", value);
  else if (label === "capwap path mtu") set(details, "pathMtu", wholeNumber(value));
  else if (label === "current delay") set(details, "roundTripMs", wholeNumber(value));
  else if (label === "ap up time") set(details, "uptimeSeconds", seconds(value));
  else if (/^(?:primary|secondary|tertiary) cisco (?:controller|switch) name$/.test(label))
    details.controllers = [...(details.controllers ?? []), value];
}

const wholeNumber = (text: string): number | undefined => {
  const digits = /^\d{1,6}/.exec(text)?.[0];
  return digits === undefined ? undefined : Number(digits);
};
