/**
 * Parses rows of `show ap summary`. Order and width of the columns differ between releases, and a long cell shifts the
 * rest of its row. So cells are located relative to the MAC addresses; the heading is used only where that is ambiguous.
 */
import { type ApFields, modelError, nameError, type RowResult } from "./ap-record";
import { isModel, parseIp, parseMac } from "./field-parsers";

/** The column order of one listing, as far as a row alone does not show it. */
export type SummaryHeading = {
  /** Which MAC address comes first. Some listings before 17.x have only one. */
  firstMac: "ethernetMac" | "radioMac";
  /** Whether the location, which is free text, comes before the IP address. */
  isLocationBeforeIp: boolean;
};

/** The column order of current releases. */
export const DEFAULT_HEADING: SummaryHeading = { firstMac: "ethernetMac", isLocationBeforeIp: false };

/** A name of the full 32 columns can run into the number of slots that follows it. */
const NAME_COLUMNS = 32;
const NAME_WITH_SLOTS = /^.{32}\d{1,2}$/;

/**
 * Whether the line is the heading as a controller prints it. Only there a single blank separates these two titles; CSV
 * and other tables separate them like all others.
 */
export const isSummaryHeading = (text: string): boolean => /^AP Name\s+Slots AP Model\b/i.test(text);

/** Parses a heading of `show ap summary` of any release. `null`: the line is not one. */
export function parseSummaryHeading(text: string): SummaryHeading | null {
  if (!/^AP Name\b/i.test(text) || !/\b(?:Slots|AP Model|Ethernet MAC|Radio MAC)\b/i.test(text)) return null;
  const lower = text.toLowerCase();
  const at = (title: string) => (lower.includes(title) ? lower.indexOf(title) : Number.POSITIVE_INFINITY);
  return {
    firstMac: at("radio mac") < at("ethernet mac") ? "radioMac" : "ethernetMac",
    isLocationBeforeIp: at("location") < at("ip address"),
  };
}

/** Parses one row of `show ap summary`. */
export function parseSummaryRow(text: string, heading: SummaryHeading): RowResult {
  const cells = text.split(/\s+/);
  const mac = cells.findIndex((cell, i) => i > 0 && i <= 4 && parseMac(cell) !== undefined);
  if (mac < 0) return null;
  const start = parseNameAndModel(cells.slice(0, mac));
  if (start === null || "reason" in start) return start;
  const { name, model } = start;
  const reason = nameError(name);
  if (reason !== undefined) return { reason };
  return { name, fields: { model, ...macsOf(cells, mac, heading), ...ipOf(cells.slice(mac + 1), heading) } };
}

type NameAndModel = { name: string; model: string } | { reason: string } | null;

/** Parses name, slots and model. The slots may be missing, or run into the name. */
function parseNameAndModel(cells: readonly string[]): NameAndModel {
  const [first = "", second = ""] = cells;
  const model = cells.at(-1) ?? "";
  if (cells.length === 3 && /^\d{1,2}$/.test(second)) return checkModel(first, model);
  if (cells.length === 2 && NAME_WITH_SLOTS.test(first))
    return checkModel(first.slice(0, NAME_COLUMNS), model);
  if (cells.length === 2) return checkModel(first, model);
  if (cells.length < 2) return null;
  return { reason: "Expected only name, slots and model before the MAC address." };
}

const checkModel = (name: string, model: string): NameAndModel =>
  isModel(model) ? { name, model } : { reason: modelError(model) };

function macsOf(cells: readonly string[], at: number, heading: SummaryHeading): ApFields {
  const second = parseMac(cells[at + 1] ?? "");
  const first = parseMac(cells[at] ?? "");
  const [own, other] =
    heading.firstMac === "ethernetMac"
      ? (["ethernetMac", "radioMac"] as const)
      : (["radioMac", "ethernetMac"] as const);
  return { ...(first && { [own]: first }), ...(second && { [other]: second }) };
}

function ipOf(cells: readonly string[], heading: SummaryHeading): ApFields {
  const addresses = cells.map(parseIp).filter((ip) => ip !== undefined);
  const ip = heading.isLocationBeforeIp ? addresses.at(-1) : addresses[0];
  return ip === undefined ? {} : { ip };
}
