/** CSV: a heading row with forgiving names says what the cells of the rows below it are. */
import { NO_VERSION } from "@/lib/contracts/versions";
import { noVersion } from "./ap-image";
import { cellsOf, type Delimiter, delimiterOf } from "./csv-cells";
import { isModel, readIp, readMac, readVersion } from "./facts";
import { type ApFacts, nameFault, quoted, type RowReading } from "./sighting";

type Column = keyof ApFacts | "name";

/** Titles without blanks, case and punctuation. */
const TITLES: Record<Column, readonly string[]> = {
  name: ["name", "apname", "ap", "accesspoint", "accesspointname", "hostname", "devicename", "device"],
  model: ["model", "apmodel", "platform", "pid", "product", "productid", "devicetype", "type"],
  ip: ["ip", "ipaddress", "apip", "apipaddress", "address", "ipv4", "ipv4address", "ipv6", "ipv6address"],
  radioMac: ["radiomac", "baseradiomac", "radiomacaddress", "baseradiomacaddress", "radio", "bssid"],
  ethernetMac: ["ethernetmac", "ethernetmacaddress", "ethmac", "ethernet", "wiredmac", "mac", "macaddress"],
  running: [
    ...[
      "running",
      "runningversion",
      "runningimage",
      "primary",
      "primaryversion",
      "primaryimage",
      "primarysoftware",
    ],
    ...["version", "image", "software", "softwareversion", "swversion", "imageversion"],
  ],
  backup: ["backup", "backupversion", "backupimage", "backupsoftware", "secondary", "secondaryimage"],
};
const COLUMN_OF = new Map(
  Object.entries(TITLES).flatMap(([column, titles]) =>
    titles.map((title) => [title, column as Column] as const),
  ),
);

/** Cells that say that nothing is known. */
const NOTHING = /^(?:|-+|–|—|n\/?a|none|null|unknown|not available|0\.0\.0\.0|::)$/i;

export type CsvHeading = { delimiter: Delimiter; columns: readonly (Column | undefined)[] };

/** Null: this is no heading row; one names at least the access point and something of it. */
export function readCsvHeading(text: string): CsvHeading | null {
  const delimiter = delimiterOf(text);
  if (delimiter === undefined) return null;
  const taken = new Set<Column>();
  const columns = cellsOf(text, delimiter)?.map((cell) => {
    const column = COLUMN_OF.get(cell.toLowerCase().replace(/[^a-z0-9]/g, ""));
    if (column === undefined || taken.has(column)) return undefined;
    taken.add(column);
    return column;
  });
  return columns !== undefined && taken.has("name") && taken.size >= 2 ? { delimiter, columns } : null;
}

export function readCsvRow(text: string, { delimiter, columns }: CsvHeading): RowReading {
  if (!text.includes(delimiter)) return null;
  const cells = cellsOf(text, delimiter);
  if (cells === undefined) return { reason: "A quotation mark is opened and not closed." };
  const facts: ApFacts = {};
  let name = "";
  for (const [i, column] of columns.entries()) {
    const cell = cells[i] ?? "";
    if (column === "name") name = cell;
    if (column === undefined || column === "name" || saysNothing(column, cell)) continue;
    const value = READERS[column].read(cell);
    if (value === undefined) return { reason: READERS[column].fault(cell) };
    facts[column] = value;
  }
  if (name === "") return { reason: "The row names no access point." };
  const reason = nameFault(name);
  return reason === undefined ? { name, facts } : { reason };
}

/** An empty backup partition is a fact; an empty running one is not known. */
const saysNothing = (column: Column, cell: string): boolean =>
  NOTHING.test(cell) && !(column === "backup" && cell === NO_VERSION);

type Reader = { read(cell: string): string | undefined; fault(cell: string): string };

const mac: Reader = {
  read: readMac,
  fault: (cell) => `${quoted(cell)} is no MAC address, like 2c5a.0f40.6920.`,
};
const version: Reader = { read: readVersion, fault: noVersion };

const READERS: Record<keyof ApFacts, Reader> = {
  model: {
    read: (cell) => (isModel(cell) ? cell : undefined),
    fault: (cell) => `${quoted(cell)} is no model such as C9120AXI-E.`,
  },
  ip: { read: readIp, fault: (cell) => `${quoted(cell)} is no IPv4 or IPv6 address.` },
  radioMac: mac,
  ethernetMac: mac,
  running: version,
  backup: version,
};
