/**
 * The server doctor: examines configuration files for one purpose, serving images to controllers and access points, and
 * corrects them until its own rules find nothing more.
 */
import type {
  CorrectedLine,
  DoctorFinding,
  DoctorInput,
  DoctorKind,
  DoctorPurpose,
  Examination,
  ExaminedFile,
  PageChange,
} from "@/lib/contracts/doctor";
import { adviceFor } from "./advice";
import { applyEdits } from "./edits";
import { kindModules } from "./kinds";
import { linesOf } from "./lines";
import { type ListedEntry, type ListedFolder, parseListing } from "./listing";
import { recognize } from "./recognize";
import type { Edit, Facts, Found, KindModule } from "./rule";
import { serverFacts } from "./server-facts";

/** One file with what it was recognized as. */
export type GivenFile = { name: string; text: string; kind: DoctorKind | null };

/** More passes than any file needs: each applies one rule to a file, and correcting one thing rarely breaks another. */
const MAX_PASSES = 100;

/** Examines the files. Never throws: what it does not understand becomes a finding, or a file without a kind. */
export function examine(input: DoctorInput): Examination {
  const given: GivenFile[] = input.files.map(({ name, text, kind }) => ({
    name,
    text,
    kind: kind ?? recognize(name, text),
  }));
  const facts = factsOf(given, input.purpose);
  const corrections = correct(given, input.purpose);
  const files = given.map(({ name, text, kind }, index): ExaminedFile => {
    const findings = kind === null ? [] : findingsOf(kindModules[kind], text, facts);
    const corrected = corrections.files[index] ?? null;
    const place = kind === null ? null : kindModules[kind].place(input.purpose);
    return {
      name,
      kind,
      label: kind === null ? "Not recognized" : kindModules[kind].label,
      findings,
      place: corrected === null ? null : place,
      corrected,
    };
  });
  const known = files.some(({ kind }) => kind !== null);
  const has = (severity: string) =>
    files.some(({ findings }) => findings.some((each) => each.severity === severity));
  const isUnknown = files.some(({ kind }) => kind === null);
  const corrected = given.map(
    (file, index): GivenFile => ({ ...file, text: textOf(corrections.files[index]) ?? file.text }),
  );
  return {
    verdict: has("error") || !known ? "wrong" : has("warning") || isUnknown ? "warnings" : "clean",
    files,
    pageChanges: pageChanges(input.purpose, corrections.purpose),
    ...adviceFor(corrected, corrections.purpose),
  };
}

/** The text of corrected lines, with a line end. */
export const textOf = (lines: readonly CorrectedLine[] | null | undefined): string | undefined =>
  lines?.map(({ text }) => `${text}\n`).join("");

function factsOf(files: readonly GivenFile[], purpose: DoctorPurpose): Facts {
  const folders: ListedFolder[] = [];
  const entries: ListedEntry[] = [];
  for (const { kind, text } of files) {
    if (kind === "listing") {
      const listing = parseListing(text);
      folders.push(...listing.folders);
      entries.push(...listing.entries);
    }
  }
  const kinds = files.flatMap(({ kind }) => kind ?? []);
  return { purpose, kinds, folders, entries, server: serverFacts(files, purpose) };
}

function findingsOf(module: KindModule<unknown>, text: string, facts: Facts): DoctorFinding[] {
  const lines = linesOf(text);
  const doc = module.parse(text);
  return module.rules
    .flatMap((rule) => rule.find(doc, facts).map((found) => ({ rule, found })))
    .map(({ rule, found }) => ({
      rule: rule.id,
      severity: rule.severity,
      line: found.line,
      text: found.line === null ? "" : (lines[found.line - 1] ?? ""),
      problem: found.problem ?? rule.title,
      why: rule.why,
      fix: found.fix ?? rule.fix,
      commands: [...(found.commands ?? [])],
    }))
    .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

type Corrections = { files: (CorrectedLine[] | null)[]; purpose: DoctorPurpose };

/**
 * Applies one rule to each file and examines the result again, until there is nothing left to correct. The purpose changes
 * with the files if a finding is about the profile.
 */
function correct(given: readonly GivenFile[], asked: DoctorPurpose): Corrections {
  const files = given.map(({ kind, text }) => (kind === null ? null : startOf(kind, text, asked)));
  let purpose = asked;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const now = given.map((file, index): GivenFile => {
      const text = textOf(files[index]) ?? file.text;
      return { name: file.name, text, kind: correctedKind(file.kind) };
    });
    const facts = factsOf(now, purpose);
    let isChanged = false;
    for (const [index, lines] of files.entries()) {
      const { kind = null, text = "" } = now[index] ?? {};
      const change = lines === null || kind === null ? null : nextChange(kindModules[kind], text, facts);
      if (lines === null || change === null) continue;
      files[index] = applyEdits(lines, change.edits);
      isChanged = true;
      if (change.page === undefined) continue;
      // The other files are examined with the changed profile as well.
      purpose = { ...purpose, ...change.page };
      break;
    }
    if (!isChanged) break;
  }
  return { files, purpose };
}

type Change = { edits: readonly Edit[]; page?: Found["page"] };

/** The change of the first rule that corrects something; null when none does. */
function nextChange(module: KindModule<unknown>, text: string, facts: Facts): Change | null {
  const doc = module.parse(text);
  for (const rule of module.rules) {
    const found = rule.find(doc, facts);
    // A change of the profile belongs to the edits of the same finding.
    const ofPage = found.find(({ page }) => page !== undefined);
    if (ofPage !== undefined) return { edits: ofPage.edits ?? [], page: ofPage.page };
    const edits = found.flatMap((each) => each.edits ?? []);
    if (edits.length > 0) return { edits };
  }
  return null;
}

const correctedKind = (kind: DoctorKind | null): DoctorKind | null =>
  kind === "ssh-config" ? "sshd-config" : kind;

function startOf(kind: DoctorKind, text: string, purpose: DoctorPurpose): CorrectedLine[] | null {
  const module = kindModules[kind];
  if (module.place(purpose) === null) return null;
  const rewritten = module.rewrite?.(text, purpose);
  return linesOf(rewritten ?? text).map((line) => ({ text: line, isChanged: rewritten !== undefined }));
}

function pageChanges(before: DoctorPurpose, after: DoctorPurpose): PageChange[] {
  const changes: PageChange[] = [];
  if (before.path !== after.path) changes.push({ field: "Image Path", value: after.path ?? "" });
  if (before.port !== after.port)
    changes.push({ field: "Port", value: after.port === null ? "empty" : String(after.port) });
  return changes;
}
