/**
 * Rows of `show ap summary`. Releases order and widen its columns differently, and a long cell pushes the rest, so a row
 * is read by the shape of its cells, counted from the MAC addresses; the heading decides only where the shape cannot.
 */
import { isModel, readIp, readMac } from "./facts";
import { type ApFacts, nameFault, quoted, type RowReading } from "./sighting";

export type SummaryHeading = {
  /** Which MAC stands first: before 17.x some listings have one only. */
  firstMac: "ethernetMac" | "radioMac";
  /** The location, which may hold anything, stands before the address. */
  locationBeforeIp: boolean;
};

export const USUAL_HEADING: SummaryHeading = { firstMac: "ethernetMac", locationBeforeIp: false };

/** A name fills at most 32 columns; one of that length may touch the number of slots behind it. */
const NAME_COLUMNS = 32;
const TOUCHING = /^.{32}\d{1,2}$/;

/** The one blank between these two titles is the controller's; a table or CSV separates them like the others. */
export const isSummaryHeading = (text: string): boolean => /^AP Name\s+Slots AP Model\b/i.test(text);

export function readSummaryHeading(text: string): SummaryHeading | null {
  if (!/^AP Name\b/i.test(text) || !/\b(?:Slots|AP Model|Ethernet MAC|Radio MAC)\b/i.test(text)) return null;
  const lower = text.toLowerCase();
  const at = (title: string) => (lower.includes(title) ? lower.indexOf(title) : Number.POSITIVE_INFINITY);
  return {
    firstMac: at("radio mac") < at("ethernet mac") ? "radioMac" : "ethernetMac",
    locationBeforeIp: at("location") < at("ip address"),
  };
}

export function readSummaryRow(text: string, heading: SummaryHeading): RowReading {
  const cells = text.split(/\s+/);
  const mac = cells.findIndex((cell, i) => i > 0 && i <= 4 && readMac(cell) !== undefined);
  if (mac < 0) return null;
  const front = readFront(cells.slice(0, mac));
  if (front === null || "reason" in front) return front;
  const { name, model } = front;
  const reason = nameFault(name);
  if (reason !== undefined) return { reason };
  return { name, facts: { model, ...macsOf(cells, mac, heading), ...ipOf(cells.slice(mac + 1), heading) } };
}

type Front = { name: string; model: string } | { reason: string } | null;

/** Name, slots and model; the slots may be missing, or run into the name. */
function readFront(cells: readonly string[]): Front {
  const [first = "", second = ""] = cells;
  const model = cells.at(-1) ?? "";
  if (cells.length === 3 && /^\d{1,2}$/.test(second)) return named(first, model);
  if (cells.length === 2 && TOUCHING.test(first)) return named(first.slice(0, NAME_COLUMNS), model);
  if (cells.length === 2) return named(first, model);
  if (cells.length < 2) return null;
  return { reason: "Name, slots and model should stand before the MAC address, and nothing else." };
}

const named = (name: string, model: string): Front =>
  isModel(model) ? { name, model } : { reason: `${quoted(model)} is no model such as C9120AXI-E.` };

function macsOf(cells: readonly string[], at: number, heading: SummaryHeading): ApFacts {
  const second = readMac(cells[at + 1] ?? "");
  const first = readMac(cells[at] ?? "");
  const [own, other] =
    heading.firstMac === "ethernetMac"
      ? (["ethernetMac", "radioMac"] as const)
      : (["radioMac", "ethernetMac"] as const);
  return { ...(first && { [own]: first }), ...(second && { [other]: second }) };
}

function ipOf(cells: readonly string[], heading: SummaryHeading): ApFacts {
  const addresses = cells.map(readIp).filter((ip) => ip !== undefined);
  const ip = heading.locationBeforeIp ? addresses.at(-1) : addresses[0];
  return ip === undefined ? {} : { ip };
}
