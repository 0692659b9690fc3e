/**
 * A fleet from pasted text: outputs of `show ap summary`, `show ap image`, `show version`, `show chassis` and CSV, in any
 * order and mixture. Line by line: each is understood, known to say nothing, or rejected with a reason. Never throws.
 */
import type { ListingInput, ListingReading } from "@/lib/contracts/lab-listing";
import { isImageHeading, readImageRow } from "./ap-image";
import {
  isSummaryHeading,
  readSummaryHeading,
  readSummaryRow,
  type SummaryHeading,
  USUAL_HEADING,
} from "./ap-summary";
import {
  beginsVersion,
  endsVersion,
  isAside,
  isChassis,
  isCommand,
  isRefusal,
  readPrompt,
  readTotal,
  readVersionLine,
} from "./controller-output";
import { type CsvHeading, readCsvHeading, readCsvRow } from "./csv";
import { delimiterOf } from "./csv-cells";
import { isRule, LINE_CHARACTERS, type Line, linesOf } from "./lines";
import { Fleet } from "./merge";
import type { RowReading } from "./sighting";
import { unwrapped } from "./unwrap";

/** What one import may bring (`lab.add-aps` has the same limit). */
const MOST_APS = 10_000;
/** More of them help nobody; the rest is counted. */
const MOST_TOLD = 500;
/** So many lines that nobody understands are no listing: the engine has better to do than to look at the rest. */
const MOST_REJECTED = 20_000;

type Kind = ListingReading["kinds"][number];
type Rejected = ListingReading["rejected"][number];
/** The listing that the line before belonged to. */
type Section = {
  kind: Kind | null;
  summary: SummaryHeading;
  csv: CsvHeading | null;
  /** The heading may go on in the next line. */
  inHeading: boolean;
};
type FoundRow = { kind: Kind; row: Exclude<RowReading, null> };
type Total = { kind: Kind; total: number; rows: number };

export function readListing(input: ListingInput): ListingReading {
  const reader = new Reader();
  for (const line of unwrapped(linesOf(input.text))) if (!reader.take(line)) break;
  return reader.reading(input.defaultModel);
}

const noSection = (): Section => ({ kind: null, summary: USUAL_HEADING, csv: null, inHeading: false });

class Reader {
  readonly #fleet = new Fleet();
  readonly #kinds = new Set<Kind>();
  readonly #rejected: Rejected[] = [];
  readonly #warnings: string[] = [];
  /** Version -> how many of `show ap image` run it. */
  readonly #joinedWith = new Map<string, number>();
  #section: Section = noSection();
  #announced: Total | null = null;
  #name: string | null = null;
  #promptName: string | null = null;
  #running: string | null = null;
  #release: string | null = null;

  /** @returns Whether to go on. */
  take(line: Line): boolean {
    const text = line.text.trim();
    if (isRule(text)) this.#section.inHeading = false;
    else if (text.length > LINE_CHARACTERS) this.#reject(line, "The line is too long for one of a listing.");
    else if (text !== "" && !this.#understood(line, text)) this.#reject(line, this.#reason(text));
    if (this.#rejected.length < MOST_REJECTED) return true;
    this.#warnings.push(`Reading stopped at line ${line.numbers[0]}: too much was not understood.`);
    return false;
  }

  /** Rows first, for most lines are; what only looks like one may be something else. */
  #understood(line: Line, text: string): boolean {
    const found = this.#rowIn(line, text);
    if (found !== null && !("reason" in found.row)) return this.#take(found, line);
    return (
      this.#heading(text) ||
      this.#total(text) ||
      this.#prompt(text) ||
      (found !== null && this.#take(found, line)) ||
      this.#body(text) ||
      isAside(text) ||
      isCommand(text)
    );
  }

  /** Where a listing begins. */
  #heading(text: string): boolean {
    // Tabs in place of wide blanks do not make a listing CSV.
    const csv = readCsvHeading(text);
    if (csv !== null && !isImageHeading(text) && !isSummaryHeading(text)) return this.#begin("CSV", { csv });
    if (isImageHeading(text)) return this.#begin("show ap image", { inHeading: true });
    const summary = readSummaryHeading(text);
    if (summary !== null) return this.#begin("show ap summary", { summary, inHeading: true });
    if (isChassis(text)) return this.#begin("show chassis", {});
    if (!beginsVersion(text)) return false;
    this.#begin("show version", {});
    return this.#versionLine(text);
  }

  #begin(kind: Kind, fields: Partial<Section>): true {
    this.#kinds.add(kind);
    this.#section = { ...noSection(), kind, ...fields };
    if (this.#announced?.kind !== kind) this.#closeTotal();
    return true;
  }

  #total(text: string): boolean {
    const total = readTotal(text);
    if (total === null) return false;
    this.#closeTotal();
    this.#begin(total.kind, {});
    this.#announced = { ...total, rows: 0 };
    return true;
  }

  #prompt(text: string): boolean {
    const prompt = readPrompt(text);
    if (prompt === null) return false;
    this.#closeTotal();
    this.#section = noSection();
    this.#promptName ??= prompt.name ?? null;
    return true;
  }

  #rowIn(line: Line, text: string): FoundRow | null {
    const { csv, summary } = this.#section;
    // An empty first cell is nothing but a tab: what was cut off counts here.
    const cells = csv === null ? null : readCsvRow(line.text, csv);
    if (cells !== null) return { kind: "CSV", row: cells };
    const image = readImageRow(text);
    if (image !== null) return { kind: "show ap image", row: image };
    const listed = readSummaryRow(text, summary);
    return listed === null ? null : { kind: "show ap summary", row: listed };
  }

  #take({ kind, row }: FoundRow, line: Line): true {
    if (this.#section.kind !== kind) this.#begin(kind, {});
    this.#section.inHeading = false;
    if ("reason" in row) this.#reject(line, row.reason);
    else if (this.#fleet.size >= MOST_APS && !this.#fleet.has(row.name))
      this.#reject(line, `More than ${MOST_APS} access points cannot be imported at once.`);
    else {
      this.#fleet.add({ name: row.name, ...row.facts, lines: line.numbers });
      if (this.#announced?.kind === kind) this.#announced.rows++;
      if (kind === "show ap image") this.#countJoined(row.facts.running);
    }
    return true;
  }

  #countJoined(running: string | undefined): void {
    if (running !== undefined) this.#joinedWith.set(running, (this.#joinedWith.get(running) ?? 0) + 1);
  }

  /** Inside an output: prose of `show version`, the second half of a heading that the terminal broke. */
  #body(text: string): boolean {
    const { kind, inHeading } = this.#section;
    if (inHeading && /^[A-Za-z ]+$/.test(text)) return true;
    if (kind !== "show version") return false;
    if (endsVersion(text)) this.#section = noSection();
    return this.#versionLine(text);
  }

  #versionLine(text: string): true {
    const { name, running, release } = readVersionLine(text);
    this.#name ??= name ?? null;
    this.#running ??= running ?? null;
    this.#release ??= release ?? null;
    return true;
  }

  #reason(text: string): string {
    const { kind } = this.#section;
    if (isRefusal(text)) return "The controller did not take a command here.";
    if (kind === "show ap summary")
      return "This is no row of show ap summary: it has no MAC address behind a model.";
    if (kind === "show ap image")
      return "This is no row of show ap image: two image versions should follow the name.";
    if (kind === "CSV") return "This is no row of the CSV above: it has one cell only.";
    if (delimiterOf(text) !== undefined)
      return "CSV needs a heading row above it, such as name,model,ip,running.";
    return "This belongs to no listing that is read here.";
  }

  #reject(line: Line, reason: string): void {
    this.#rejected.push({ line: line.numbers[0] ?? 0, text: line.text.trim().slice(0, 200), reason });
  }

  #closeTotal(): void {
    const counted = this.#announced;
    this.#announced = null;
    if (counted === null || counted.rows === counted.total) return;
    this.#warnings.push(
      `${counted.kind} says ${counted.total} access points, ${counted.rows} were read from it. Part of it may be missing.`,
    );
  }

  reading(defaultModel: string): ListingReading {
    this.#closeTotal();
    const running = this.#running ?? mostCommon(this.#joinedWith);
    const aps = this.#fleet.listed(defaultModel, running);
    return {
      aps,
      kinds: [...this.#kinds],
      controller: { name: this.#name ?? this.#promptName, running },
      rejected: this.#rejected.slice(0, MOST_TOLD),
      warnings: told(
        [...this.#warnings, ...this.#versionWarnings(running), ...this.#fleet.warnings],
        this.#rejected.length,
      ),
    };
  }

  #versionWarnings(running: string | null): string[] {
    if (this.#running !== null || this.#release === null) return [];
    const instead =
      running === null
        ? ""
        : ` Most access points in show ap image run ${running}: that is taken for the controller's.`;
    return [
      `show version names the controller's release, ${this.#release.slice(0, 60)}, and not the four numbers of access points' versions.${instead}`,
    ];
  }
}

/** The most important ones, and a sentence for what is left out. */
function told(warnings: readonly string[], rejected: number): string[] {
  const shown = warnings.slice(0, MOST_TOLD);
  if (warnings.length > MOST_TOLD) shown.push(`And ${warnings.length - MOST_TOLD} more of the kind.`);
  if (rejected > MOST_TOLD)
    shown.push(`${rejected} lines were not understood; the first ${MOST_TOLD} are told.`);
  return shown;
}

function mostCommon(counts: ReadonlyMap<string, number>): string | null {
  let best: string | null = null;
  for (const [value, count] of counts) if (best === null || count > (counts.get(best) ?? 0)) best = value;
  return best;
}
