/** Reads facts about a fleet and its controller from pasted text, for checks. Never throws. */
import { familyOfModel } from "@/lib/contracts/families";
import {
  type ControllerFacts,
  controllerFactsSchema,
  type FleetAp,
  type FleetFacts,
  fleetApSchema,
} from "@/lib/contracts/readiness/facts";
import { parseIp, parseMac } from "./field-parsers";
import type { DetailedAp } from "./known-block";
import { type Line, splitLines } from "./lines";
import { readTables } from "./read-listing";
import { detailsOfRow } from "./table-details";
import { takeBlocks } from "./take-blocks";
import { joinWrappedLines } from "./wrapped-lines";

/** The model of access points for which none is listed is not made up here. */
const NO_MODEL = "unknown model";
const REGISTERED = /^registered$/i;

export type ReadFleet = { fleet: FleetFacts; controller: ControllerFacts };

/** Reads any mixture of the outputs that listings have, one or several of each. */
export function readFleet(text: string): ReadFleet {
  const { rest, blocks } = takeBlocks(joinWrappedLines(splitLines(text)));
  const { reading, notes } = readTables(rest, blocks, NO_MODEL);
  const warnings = reading.warnings.filter((warning) => !notes.includes(warning));
  const details = mergedDetails([...rowDetails(rest), ...blocks.details]);
  const chassis = chassisOf(rest);
  const aps = reading.aps.map((ap): FleetAp => {
    const { name: _, ...more } = details.get(ap.name.toLowerCase()) ?? { name: ap.name };
    const model = ap.assumed.includes("model") ? null : ap.model;
    // Only joined access points are in show ap image, which is where a retry count comes from.
    const isJoined =
      more.state !== undefined ? REGISTERED.test(more.state) : more.retryCount !== undefined ? true : null;
    return fleetApSchema.parse({
      name: ap.name,
      model,
      family: model === null ? null : (familyOfModel(model) ?? null),
      ip: ap.ip ?? null,
      radioMac: ap.radioMac ?? null,
      ethernetMac: ap.ethernetMac ?? null,
      running: ap.assumed.includes("running") ? null : (ap.running ?? null),
      backup: ap.assumed.includes("backup") ? null : (ap.backup ?? null),
      isJoined,
      isController: chassis.mac !== null && ap.ethernetMac === chassis.mac,
      lines: ap.lines,
      ...more,
    });
  });
  const { controller } = blocks;
  return {
    fleet: {
      source: "listing",
      aps,
      kinds: reading.kinds,
      rejected: reading.rejected,
      warnings,
    },
    controller: controllerFactsSchema.parse({
      name: reading.controller.name,
      model: controller.model ?? modelIn(rest),
      ip: chassis.ip,
      running: reading.controller.running,
      release: releaseIn(rest),
      installed: controller.installed ?? null,
      autoAbortTimer: controller.autoAbortTimer ?? null,
      profile: controller.profile ?? null,
    }),
  };
}

const rowDetails = (lines: readonly Line[]): DetailedAp[] =>
  lines.map(({ text }) => detailsOfRow(text.trim())).filter((row) => row !== null);

/** By name in lower case. What is said first counts. */
function mergedDetails(rows: readonly DetailedAp[]): Map<string, DetailedAp> {
  const merged = new Map<string, DetailedAp>();
  for (const row of rows) {
    const key = row.name.toLowerCase();
    merged.set(key, { ...row, ...merged.get(key) });
  }
  return merged;
}

function firstMatch(lines: readonly Line[], pattern: RegExp): RegExpExecArray | null {
  for (const { text } of lines) {
    const found = pattern.exec(text.trim());
    if (found !== null) return found;
  }
  return null;
}

/** The controller's model in `show version`. */
const modelIn = (lines: readonly Line[]): string | null =>
  firstMatch(lines, /^cisco (\S+) \(\S+\) processor\b/i)?.[1] ?? null;

/** The release that `show version` prints first. */
const releaseIn = (lines: readonly Line[]): string | null =>
  firstMatch(lines, /^Cisco IOS[ -]XE Software, Version (\S{1,60}?),?$/i)?.[1] ?? null;

/** MAC and address of the active chassis in `show chassis`. */
function chassisOf(lines: readonly Line[]): { mac: string | null; ip: string | null } {
  const row = firstMatch(lines, /^\*?\d{1,2}\s+Active\s+(\S+)\s.*?(\S+)$/i);
  return { mac: parseMac(row?.[1] ?? "") ?? null, ip: parseIp(row?.[2] ?? "") ?? null };
}
