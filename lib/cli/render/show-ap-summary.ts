/** `show ap summary` (17.9.4 and later): one row per joined access point, at the columns of real controllers. */
import type { ApRow } from "@/lib/contracts/aps";
import { alignCells } from "./layout";

const COLUMNS = [0, 33, 39, 60, 75, 90, 95, 100, 142, 155];
const HEADER = [
  "AP Name",
  "Slots",
  "AP Model",
  "Ethernet MAC",
  "Radio MAC",
  "CC",
  "RD",
  "IP Address",
  "State",
  "Location",
];

/** The number of radios: two, except for models with a third or fourth one. */
function slotsOf(model: string): number {
  if (/9136|9166/.test(model)) return 4;
  return /9124|9130|9162|9164/.test(model) ? 3 : 2;
}

/** The country for each regulatory domain, which is the letter in the model name. */
const COUNTRIES: Record<string, string> = {
  A: "US",
  B: "US",
  C: "CN",
  D: "IN",
  E: "DE",
  H: "CN",
  I: "IL",
  K: "KR",
  L: "MY",
  N: "MX",
  Q: "JP",
  R: "RU",
  S: "SG",
  T: "TW",
  Z: "AU",
  ROW: "GB",
};

function domainOf(model: string): { domain: string; country: string } {
  const letter = /-(ROW|[A-Z])(?:-K9)?$/.exec(model)?.[1];
  return { domain: letter === undefined ? "--" : `-${letter}`, country: COUNTRIES[letter ?? ""] ?? "--" };
}

/** The lines of the listing. */
export function showApSummary(aps: readonly ApRow[]): string[] {
  const joined = aps.filter((ap) => ap.joined);
  return [
    `Number of APs: ${joined.length}`,
    "",
    "CC = Country Code",
    "RD = Regulatory Domain",
    "",
    alignCells(COLUMNS, HEADER),
    "-".repeat(165),
    ...joined.map((ap) => {
      const { domain, country } = domainOf(ap.model);
      return alignCells(COLUMNS, [
        ap.name,
        slotsOf(ap.model),
        ap.model,
        ap.ethernetMac,
        ap.id,
        country,
        domain,
        ap.ip,
        "Registered",
        "default location",
      ]);
    }),
  ];
}
