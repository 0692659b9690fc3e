/**
 * Reads a fleet from pasted text: output of `show ap summary`, `show ap image`, `show version` and `show chassis`, and
 * CSV, in any order and mixture. Each line is parsed, known to be irrelevant, or rejected with a reason. Never throws.
 */

import type { ListingInput, ListingReading } from "@/lib/contracts/lab-listing";
import { grouped } from "@/lib/kit/number-text";
import { isImageHeading, parseImageRow } from "./ap-image";
import type { RowResult } from "./ap-record";
import {
  DEFAULT_HEADING,
  isSummaryHeading,
  parseSummaryHeading,
  parseSummaryRow,
  type SummaryHeading,
} from "./ap-summary";
import {
  isChassisLine,
  isCliError,
  isCommand,
  isIgnorable,
  isVersionEnd,
  isVersionStart,
  parsePrompt,
  parseTotal,
  parseVersionLine,
} from "./controller-output";
import { type CsvHeading, parseCsvHeading, parseCsvRow } from "./csv";
import { detectDelimiter } from "./csv-cells";
import type { TakenBlocks } from "./known-block";
import { isRule, type Line, MAX_LINE_CHARACTERS, splitLines } from "./lines";
import { RecordMerger } from "./record-merger";
import { takeBlocks } from "./take-blocks";
import { joinWrappedLines } from "./wrapped-lines";

/** The limit of one import, the same as of `lab.add-aps`. */
const MAX_APS = 10_000;
/** The most rejected lines, and the most warnings, that a reading lists. The rest is only counted. */
const MAX_LISTED = 500;
/** Reading stops after this many rejected lines: such a text is not a listing, and the engine thread has other work. */
const MAX_REJECTED = 20_000;

type Kind = ListingReading["kinds"][number];
type Rejected = ListingReading["rejected"][number];
/** The listing that the current line belongs to. */
type Section = {
  kind: Kind | null;
  summary: SummaryHeading;
  csv: CsvHeading | null;
  /** The heading may continue on the next line. */
  isInHeading: boolean;
};
type ParsedRow = { kind: Kind; row: Exclude<RowResult, null> };
/** The total that a listing announced, and the rows read since. */
type Total = { kind: Kind; total: number; rows: number };

/** Reads a pasted text. Contradictions and missing parts become warnings; nothing is changed in the lab. */
export function readListing(input: ListingInput): ListingReading {
  const { rest, blocks } = takeBlocks(joinWrappedLines(splitLines(input.text)));
  return readTables(rest, blocks, input.defaultModel).reading;
}

/**
 * Reads the tables that are left of a text when its blocks of labels and values were taken out. `notes`: those of the
 * warnings that only say what was used in place of something else.
 */
export function readTables(
  lines: readonly Line[],
  blocks: Pick<TakenBlocks, "kinds" | "records">,
  defaultModel: string,
): { reading: ListingReading; notes: string[] } {
  const reader = new ListingReader();
  for (const line of lines) if (!reader.readLine(line)) break;
  const reading = reader.result(defaultModel, blocks);
  return { reading, notes: reader.versionNotes(reading.controller.running) };
}

const newSection = (): Section => ({ kind: null, summary: DEFAULT_HEADING, csv: null, isInHeading: false });

class ListingReader {
  readonly #records = new RecordMerger();
  readonly #kinds = new Set<Kind>();
  readonly #rejected: Rejected[] = [];
  readonly #warnings: string[] = [];
  /** Version -> how many access points of `show ap image` run it. */
  readonly #apsByVersion = new Map<string, number>();
  #section: Section = newSection();
  #announcedTotal: Total | null = null;
  #name: string | null = null;
  #promptName: string | null = null;
  #running: string | null = null;
  #release: string | null = null;

  /** @returns false when too many lines were rejected to continue */
  readLine(line: Line): boolean {
    const text = line.text.trim();
    if (isRule(text)) this.#section.isInHeading = false;
    else if (text.length > MAX_LINE_CHARACTERS) this.#reject(line, "The line is too long for a listing.");
    else if (text !== "" && !this.#parse(line, text)) this.#reject(line, this.#rejectReason(text));
    if (this.#rejected.length < MAX_REJECTED) return true;
    this.#warnings.push(
      `Reading stopped at line ${line.numbers[0]} because too many lines were not recognized.`,
    );
    return false;
  }

  /** Valid rows are tried first because most lines are rows; an invalid row may be a line of another kind. */
  #parse(line: Line, text: string): boolean {
    const found = this.#parseRow(line, text);
    if (found !== null && !("reason" in found.row)) return this.#addRow(found, line);
    return (
      this.#parseHeading(text) ||
      this.#parseTotal(text) ||
      this.#parsePrompt(text) ||
      (found !== null && this.#addRow(found, line)) ||
      this.#parseBody(text) ||
      isIgnorable(text) ||
      isCommand(text)
    );
  }

  #parseHeading(text: string): boolean {
    // A listing whose blanks became tabs is not CSV.
    const csv = parseCsvHeading(text);
    if (csv !== null && !isImageHeading(text) && !isSummaryHeading(text)) {
      return this.#startSection("CSV", { csv });
    }
    if (isImageHeading(text)) return this.#startSection("show ap image", { isInHeading: true });
    const summary = parseSummaryHeading(text);
    if (summary !== null) return this.#startSection("show ap summary", { summary, isInHeading: true });
    if (isChassisLine(text)) return this.#startSection("show chassis", {});
    if (!isVersionStart(text)) return false;
    this.#startSection("show version", {});
    return this.#addVersionLine(text);
  }

  #startSection(kind: Kind, fields: Partial<Section>): true {
    this.#kinds.add(kind);
    this.#section = { ...newSection(), kind, ...fields };
    if (this.#announcedTotal?.kind !== kind) this.#checkTotal();
    return true;
  }

  #parseTotal(text: string): boolean {
    const total = parseTotal(text);
    if (total === null) return false;
    this.#checkTotal();
    this.#startSection(total.kind, {});
    this.#announcedTotal = { ...total, rows: 0 };
    return true;
  }

  #parsePrompt(text: string): boolean {
    const prompt = parsePrompt(text);
    if (prompt === null) return false;
    this.#checkTotal();
    this.#section = newSection();
    this.#promptName ??= prompt.name ?? null;
    return true;
  }

  #parseRow(line: Line, text: string): ParsedRow | null {
    const { csv, summary } = this.#section;
    // Not the trimmed text: a leading tab is an empty first cell.
    const cells = csv === null ? null : parseCsvRow(line.text, csv);
    if (cells !== null) return { kind: "CSV", row: cells };
    const image = parseImageRow(text);
    if (image !== null) return { kind: "show ap image", row: image };
    const listed = parseSummaryRow(text, summary);
    return listed === null ? null : { kind: "show ap summary", row: listed };
  }

  #addRow({ kind, row }: ParsedRow, line: Line): true {
    if (this.#section.kind !== kind) this.#startSection(kind, {});
    this.#section.isInHeading = false;
    if ("reason" in row) this.#reject(line, row.reason);
    else if (this.#records.size >= MAX_APS && !this.#records.has(row.name))
      this.#reject(line, `An import is limited to ${grouped(MAX_APS)} access points.`);
    else {
      this.#records.add({ name: row.name, ...row.fields, lines: line.numbers });
      if (this.#announcedTotal?.kind === kind) this.#announcedTotal.rows++;
      if (kind === "show ap image") this.#countVersion(row.fields.running);
    }
    return true;
  }

  #countVersion(running: string | undefined): void {
    if (running !== undefined) this.#apsByVersion.set(running, (this.#apsByVersion.get(running) ?? 0) + 1);
  }

  /** Parses the second line of a wrapped heading, and any line of `show version`. */
  #parseBody(text: string): boolean {
    const { kind, isInHeading } = this.#section;
    if (isInHeading && /^[A-Za-z ]+$/.test(text)) return true;
    if (kind !== "show version") return false;
    if (isVersionEnd(text)) this.#section = newSection();
    return this.#addVersionLine(text);
  }

  #addVersionLine(text: string): true {
    const { name, running, release } = parseVersionLine(text);
    this.#name ??= name ?? null;
    this.#running ??= running ?? null;
    this.#release ??= release ?? null;
    return true;
  }

  #rejectReason(text: string): string {
    const { kind } = this.#section;
    if (isCliError(text)) return "The controller rejected a command here.";
    if (kind === "show ap summary") {
      return "This is not a row of show ap summary: it has no MAC address after a model.";
    }
    if (kind === "show ap image") {
      return "This is not a row of show ap image: it does not have two image versions after the name.";
    }
    if (kind === "CSV") return "This is not a row of the CSV above: it has only one cell.";
    if (detectDelimiter(text) !== undefined) {
      return "CSV needs a heading row above it, such as name,model,ip,running.";
    }
    return "This line is not part of any recognized output.";
  }

  #reject(line: Line, reason: string): void {
    this.#rejected.push({ line: line.numbers[0] ?? 0, text: line.text.trim().slice(0, 200), reason });
  }

  /** Warns when a listing announced another number of access points than it had rows. */
  #checkTotal(): void {
    const announced = this.#announcedTotal;
    this.#announcedTotal = null;
    if (announced === null || announced.rows === announced.total) return;
    this.#warnings.push(
      `${announced.kind} announces ${announced.total} access points, but ${announced.rows} were read. Part of the listing may be missing.`,
    );
  }

  result(defaultModel: string, blocks: Pick<TakenBlocks, "kinds" | "records">): ListingReading {
    this.#checkTotal();
    for (const record of blocks.records) this.#records.add(record);
    const running = this.#running ?? mostCommon(this.#apsByVersion);
    const aps = this.#records.mergedAps(defaultModel, running);
    return {
      aps,
      kinds: [...this.#kinds, ...blocks.kinds],
      controller: { name: this.#name ?? this.#promptName, running },
      rejected: this.#rejected.slice(0, MAX_LISTED),
      warnings: limitWarnings(
        [...this.#warnings, ...this.versionNotes(running), ...this.#records.warnings],
        this.#rejected.length,
      ),
    };
  }

  versionNotes(running: string | null): string[] {
    if (this.#running !== null || this.#release === null) return [];
    const substitute =
      running === null
        ? ""
        : ` Using ${running}, which most access points in show ap image run, as the controller's version.`;
    return [
      `show version gives the controller's release, ${this.#release.slice(0, 60)}, which is not a version with four numbers.${substitute}`,
    ];
  }
}

/** The first warnings, and a sentence for what is left out. */
function limitWarnings(warnings: readonly string[], rejected: number): string[] {
  const listed = warnings.slice(0, MAX_LISTED);
  if (warnings.length > MAX_LISTED)
    listed.push(`${warnings.length - MAX_LISTED} more warnings are not shown.`);
  if (rejected > MAX_LISTED) {
    listed.push(`${rejected} lines were not recognized. Only the first ${MAX_LISTED} are listed.`);
  }
  return listed;
}

function mostCommon(counts: ReadonlyMap<string, number>): string | null {
  let best: string | null = null;
  for (const [value, count] of counts) if (best === null || count > (counts.get(best) ?? 0)) best = value;
  return best;
}
