/** Parses CSV: the heading row, whose titles may be spelled in many ways, maps the cells of the rows below it to fields. */
import { NO_VERSION } from "@/lib/contracts/versions";
import { type ApFields, modelError, nameError, quote, type RowResult, versionError } from "./ap-record";
import { detectDelimiter, splitCells } from "./csv-cells";
import { isModel, parseIp, parseMac, parseVersion } from "./field-parsers";

type Column = keyof ApFields | "name";

/** The known titles of each column, in lower case and without blanks and punctuation. */
const TITLES: Record<Column, readonly string[]> = {
  name: ["name", "apname", "ap", "accesspoint", "accesspointname", "hostname", "devicename", "device"],
  model: ["model", "apmodel", "platform", "pid", "product", "productid", "devicetype", "type"],
  ip: ["ip", "ipaddress", "apip", "apipaddress", "address", "ipv4", "ipv4address", "ipv6", "ipv6address"],
  radioMac: ["radiomac", "baseradiomac", "radiomacaddress", "baseradiomacaddress", "radio", "bssid"],
  ethernetMac: ["ethernetmac", "ethernetmacaddress", "ethmac", "ethernet", "wiredmac", "mac", "macaddress"],
  running: [
    "running",
    "runningversion",
    "runningimage",
    "primary",
    "primaryversion",
    "primaryimage",
    "primarysoftware",
    "version",
    "image",
    "software",
    "softwareversion",
    "swversion",
    "imageversion",
  ],
  backup: ["backup", "backupversion", "backupimage", "backupsoftware", "secondary", "secondaryimage"],
};
const COLUMN_OF_TITLE = new Map(
  Object.entries(TITLES).flatMap(([column, titles]) =>
    titles.map((title) => [title, column as Column] as const),
  ),
);

/** Cells that mean "unknown". */
const EMPTY_CELL = /^(?:|-+|–|—|n\/?a|none|null|unknown|not available|0\.0\.0\.0|::)$/i;

/** A heading row: its delimiter, and the column of each cell; undefined for a cell to ignore. */
export type CsvHeading = { delimiter: string; columns: readonly (Column | undefined)[] };

/** Parses a heading row. `null`: the line is not one; a heading has the name column and at least one other. */
export function parseCsvHeading(text: string): CsvHeading | null {
  const delimiter = detectDelimiter(text);
  if (delimiter === undefined) return null;
  const found = new Set<Column>();
  const columns = splitCells(text, delimiter)?.map((cell) => {
    const column = COLUMN_OF_TITLE.get(cell.toLowerCase().replace(/[^a-z0-9]/g, ""));
    if (column === undefined || found.has(column)) return undefined;
    found.add(column);
    return column;
  });
  return columns !== undefined && found.has("name") && found.size >= 2 ? { delimiter, columns } : null;
}

/** Parses one row below this heading. */
export function parseCsvRow(text: string, { delimiter, columns }: CsvHeading): RowResult {
  if (!text.includes(delimiter)) return null;
  const cells = splitCells(text, delimiter);
  if (cells === undefined) return { reason: "A cell has a quotation mark that is not closed." };
  const fields: ApFields = {};
  let name = "";
  for (const [i, column] of columns.entries()) {
    const cell = cells[i] ?? "";
    if (column === "name") name = cell;
    if (column === undefined || column === "name" || isUnknown(column, cell)) continue;
    const value = PARSERS[column].parse(cell);
    if (value === undefined) return { reason: PARSERS[column].error(cell) };
    fields[column] = value;
  }
  if (name === "") return { reason: "The row has no access point name." };
  const reason = nameError(name);
  return reason === undefined ? { name, fields } : { reason };
}

/** Version 0.0.0.0 means "empty" for the backup partition and "unknown" for the running one. */
const isUnknown = (column: Column, cell: string): boolean =>
  EMPTY_CELL.test(cell) && !(column === "backup" && cell === NO_VERSION);

type FieldParser = { parse(cell: string): string | undefined; error(cell: string): string };

const mac: FieldParser = {
  parse: parseMac,
  error: (cell) => `${quote(cell)} is not a MAC address, like 2c5a.0f40.6920.`,
};
const version: FieldParser = { parse: parseVersion, error: versionError };

const PARSERS: Record<keyof ApFields, FieldParser> = {
  model: { parse: (cell) => (isModel(cell) ? cell : undefined), error: modelError },
  ip: { parse: parseIp, error: (cell) => `${quote(cell)} is not an IPv4 or IPv6 address.` },
  radioMac: mac,
  ethernetMac: mac,
  running: version,
  backup: version,
};
