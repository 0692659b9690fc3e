/** The change record of a run as Markdown: a page that one can attach to a change request, and an appendix of all access points. */

import {
  type ApEvidence,
  type ApVersions,
  apResults,
  apResultWords,
  type ChangeRecord,
} from "@/lib/contracts/change-record";
import { profileFacts } from "@/lib/contracts/profile-facts";
import { outcomeWords } from "@/lib/contracts/run-words";
import { markdownCode, markdownTable, markdownText } from "@/lib/kit/markdown";
import { grouped } from "@/lib/kit/number-text";
import { counted } from "@/lib/kit/text";
import { isoTime } from "@/lib/kit/time-text";
import { elapsedText, formatBytes, formatDuration } from "@/lib/kit/units";

/** `2026-11-29 17:00:05 UTC` */
export const utcText = (at: number): string => `${isoTime(at).slice(0, 19).replace("T", " ")} UTC`;
const duration = (ms: number | null): string => (ms === null ? "–" : formatDuration(ms / 1_000));
const version = (versions: ApVersions | null): string =>
  versions === null ? "not recorded" : markdownCode(versions.running);

export function recordMarkdown(record: ChangeRecord): string {
  const { run, aps } = record;
  const parts = [
    `# Change record of run ${run.number}`,
    facts(record),
    section("Deviations", list(record.deviations, "None.")),
    section("Images", imageTable(record)),
    section("Stages", stageTable(record)),
    section("Failures", failureTable(record)),
    section(
      "What happened",
      list(
        record.happened.map(({ at, text }) => `${elapsedText(at - run.startedAt)} ${text}`),
        "None.",
      ),
    ),
    section(`Appendix: ${counted(aps.length, "access point")}`, apTable(aps)),
  ];
  return `${parts.join("\n\n")}\n`;
}

const section = (title: string, body: string): string => `## ${title}\n\n${body}`;
const list = (texts: readonly string[], none: string): string =>
  texts.length === 0 ? none : texts.map((text) => `- ${markdownText(text)}`).join("\n");

function facts(record: ChangeRecord): string {
  const { run, profile, durationMs, preparedMs, counts } = record;
  const rows: [string, string][] = [
    ["Outcome", outcomeWords[run.outcome]],
    ["Versions", `${markdownCode(run.fromVersion ?? "?")} to ${markdownCode(run.targetVersion ?? "?")}`],
    ["Started", utcText(run.startedAt)],
    ["Ended", run.endedAt === null ? "Still running" : utcText(run.endedAt)],
    ["Started by", markdownText(run.startedBy ?? "not known")],
    ["Started from", startedFromText(record)],
    ["Duration", duration(durationMs)],
    ["Ready to activate after", `${duration(preparedMs)}${predictedText(record)}`],
    ["Bytes moved", formatBytes(run.bytesMoved)],
    [
      "Access points",
      apResults
        .filter((result) => counts[result] > 0)
        .map((result) => `${apResultWords[result]}: ${grouped(counts[result])}`)
        .join(", "),
    ],
    ...(profile === null
      ? []
      : profileFacts(profile).map(({ name, value }): [string, string] => [name, markdownText(value)])),
    ["Status", markdownText(run.status)],
  ];
  return markdownTable(
    ["Fact", "Value"],
    rows.map(([name, value]) => [name, value]),
  );
}

function startedFromText({ startedFrom, isFromHidden }: ChangeRecord): string {
  if (isFromHidden) return "Visible to administrators only";
  if (startedFrom === null) return "No longer in the audit log";
  const { address, token } = startedFrom;
  return `${markdownText(address)}${token === null ? "" : ` with API token ${markdownText(token)}`}`;
}

/** Empty when nothing was predicted. */
function predictedText({ predicted }: Pick<ChangeRecord, "predicted">): string {
  if (predicted === null) return "";
  const { bestMs, likelyMs, worstMs } = predicted;
  return ` (predicted: ${duration(likelyMs)}, between ${duration(bestMs)} and ${duration(worstMs)})`;
}

function imageTable({ images }: ChangeRecord): string {
  if (images.length === 0) return "No images were received, or the recording does not list them.";
  return markdownTable(
    ["Image", "Version", "Size", "Downloads", "Digest verified", "SHA-512"],
    images.map(({ url, version: of, bytes, fetches, isVerified, sha512 }) => [
      markdownCode(url),
      markdownCode(of) || "–",
      formatBytes(bytes),
      grouped(fetches),
      isVerified ? "Yes" : "No",
      markdownCode(sha512),
    ]),
  );
}

const stageTable = ({ stages, run }: ChangeRecord): string =>
  markdownTable(
    ["Stage", "State", "From", "Duration"],
    stages.map(({ stage, mark, startedAt, durationMs }) => [
      stage,
      mark,
      startedAt === null ? "–" : elapsedText(startedAt - run.startedAt),
      duration(durationMs),
    ]),
  );

function failureTable({ failures }: ChangeRecord): string {
  if (failures.length === 0) return "None.";
  return markdownTable(
    ["Reason", "Failed attempts", "Access points"],
    failures.map(({ reason, tries, apCount, apNames }) => [
      markdownText(reason),
      grouped(tries),
      `${apNames.map(markdownText).join(", ")}${apCount > apNames.length ? ` and ${apCount - apNames.length} more` : ""}`,
    ]),
  );
}

const apTable = (aps: readonly ApEvidence[]): string =>
  markdownTable(
    ["Access point", "Model", "Family", "Before", "After", "Result", "Failed attempts", "Duration", "Reason"],
    aps.map((ap) => [
      `${markdownText(ap.name)}${ap.isController ? " (controller)" : ap.isMaster ? " (image master)" : ""}`,
      markdownText(ap.model),
      ap.family ?? "unknown",
      version(ap.before),
      version(ap.after),
      apResultWords[ap.result],
      String(ap.failedTries),
      duration(ap.durationMs),
      markdownText(ap.why) || "–",
    ]),
  );
