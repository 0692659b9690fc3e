/** Parses rows of `show ap image`: name, primary image, backup image. The predownload columns are ignored. */
import { NO_VERSION } from "@/lib/contracts/versions";
import { nameError, type RowResult, versionError } from "./ap-record";
import { parseVersion } from "./field-parsers";

const ROW = /^(\S+)\s+(\d+(?:\.\d+){2,4})\s+(\d+(?:\.\d+){2,4})(?:\s|$)/;

/** Whether the line is the heading of `show ap image`. */
export const isImageHeading = (text: string): boolean => /^AP Name\s+Primary Image\b/i.test(text);

/** Parses one row of `show ap image`. A running version of 0.0.0.0 counts as unknown. */
export function parseImageRow(text: string): RowResult {
  const found = ROW.exec(text);
  if (found === null) return null;
  const [, name = "", primary = "", secondary = ""] = found;
  const invalidName = nameError(name);
  if (invalidName !== undefined) return { reason: invalidName };
  const running = parseVersion(primary);
  if (running === undefined) return { reason: versionError(primary) };
  const backup = parseVersion(secondary);
  if (backup === undefined) return { reason: versionError(secondary) };
  return { name, fields: running === NO_VERSION ? { backup } : { running, backup } };
}
