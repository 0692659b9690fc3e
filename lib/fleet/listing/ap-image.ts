/** Rows of `show ap image`: name, primary image, backup image; what is said of a predownload is not the fleet's. */
import { NO_VERSION } from "@/lib/contracts/versions";
import { readVersion } from "./facts";
import { nameFault, quoted, type RowReading } from "./sighting";

const ROW = /^(\S+)\s+(\d+(?:\.\d+){2,4})\s+(\d+(?:\.\d+){2,4})(?:\s|$)/;

export const isImageHeading = (text: string): boolean => /^AP Name\s+Primary Image\b/i.test(text);

export function readImageRow(text: string): RowReading {
  const found = ROW.exec(text);
  if (found === null) return null;
  const [, name = "", primary = "", secondary = ""] = found;
  const running = readVersion(primary);
  const backup = readVersion(secondary);
  const reason = nameFault(name) ?? versionFault(running, primary) ?? versionFault(backup, secondary);
  if (reason !== undefined) return { reason };
  return {
    name,
    facts: {
      ...(running !== undefined && running !== NO_VERSION && { running }),
      ...(backup !== undefined && { backup }),
    },
  };
}

const versionFault = (version: string | undefined, text: string): string | undefined =>
  version === undefined ? noVersion(text) : undefined;

export const noVersion = (text: string): string =>
  `${quoted(text)} is no version: four numbers from 0 to 255, like 17.9.4.27.`;
