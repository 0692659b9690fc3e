/** Reads columns of `show ap summary` and `show ap image` that a lab has no field for: state, domain, predownload. */
import { parseIp, parseMac, parseVersion } from "./field-parsers";
import type { DetailedAp } from "./known-block";

const IMAGE_ROW =
  /^(\S+)\s+\d+(?:\.\d+){2,4}\s+\d+(?:\.\d+){2,4}\s+(\S.*?)\s{2,}(\d+(?:\.\d+){2,4})\s+(\S.*?)\s{2,}(\d{1,6})\b/;

/** What a row of a table says besides; null when the line is no row of one of the two. */
export const detailsOfRow = (text: string): DetailedAp | null => imageDetails(text) ?? summaryDetails(text);

function imageDetails(text: string): DetailedAp | null {
  const [, name, status, version = "", , retries] = IMAGE_ROW.exec(text) ?? [];
  if (name === undefined || status === undefined) return null;
  const predownloadVersion = parseVersion(version);
  return {
    name,
    predownloadStatus: status,
    ...(predownloadVersion !== undefined && { predownloadVersion }),
    retryCount: Number(retries),
  };
}

function summaryDetails(text: string): DetailedAp | null {
  const cells = text.split(/\s+/);
  const macAt = cells.findIndex((cell, i) => i > 0 && i <= 4 && parseMac(cell) !== undefined);
  const ipAt = cells.findIndex((cell, i) => i > macAt && parseIp(cell) !== undefined);
  const [name] = cells;
  if (macAt < 0 || ipAt < 0 || name === undefined) return null;
  const between = cells.slice(macAt + 1, ipAt);
  const countryCode = between.find((cell) => /^[A-Z]{2}$/.test(cell));
  const regulatoryDomain = between.find((cell) => /^-[A-Z]{1,2}$/.test(cell));
  // After the address come state and location, with at least two blanks between columns.
  const after = text.slice(text.indexOf(cells[ipAt] ?? "") + (cells[ipAt]?.length ?? 0)).trim();
  const [state = "", ...location] = after.split(/\s{2,}/);
  return {
    name,
    ...(countryCode !== undefined && { countryCode }),
    ...(regulatoryDomain !== undefined && { regulatoryDomain }),
    ...(state !== "" && { state }),
    ...(location.length > 0 && { location: location.join(" ") }),
  };
}
