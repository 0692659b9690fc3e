/** The change record of a run, made of its row, its recording and the audit log. No clock, no store: facts in, record out. */

import {
  type ApEvidence,
  type ApResult,
  apResults,
  type ChangeRecord,
  type FailureEvidence,
  type PredictedDuration,
  type StartedFrom,
} from "@/lib/contracts/change-record";
import type { Profile } from "@/lib/contracts/profile";
import { isFailedPhase } from "@/lib/contracts/run-phases";
import type { RunRow } from "@/lib/contracts/runs";
import { compareNames } from "@/lib/kit/name-order";
import { grouped } from "@/lib/kit/number-text";
import { counted } from "@/lib/kit/text";
import { formatDuration } from "@/lib/kit/units";
import { type ApHistory, preparedAt, type RunHistory } from "./run-history";

export type RecordFacts = {
  row: RunRow;
  profile: Profile | null;
  history: RunHistory;
  startedFrom: StartedFrom | null;
  isFromHidden: boolean;
  predicted: PredictedDuration | null;
};

const MAX_NAMES = 10;
/** Names in one sentence. */
const NAMED = 5;
const RANKS: Record<ApResult, number> = {
  failed: 0,
  "not-read-back": 1,
  "other-version": 2,
  "no-part": 3,
  prepared: 4,
  unchanged: 5,
  upgraded: 6,
  already: 7,
};

export function changeRecord(facts: RecordFacts): ChangeRecord {
  const { row, profile, history, startedFrom, isFromHidden, predicted } = facts;
  const aps = apEvidence(row, history);
  const durationMs = Math.max(0, (row.endedAt ?? history.recordedUntil) - row.startedAt);
  const prepared = preparedAt(history);
  const preparedMs = prepared === null ? null : Math.max(0, prepared - row.startedAt);
  const counts = Object.fromEntries(apResults.map((result) => [result, 0])) as ChangeRecord["counts"];
  for (const { result } of aps) counts[result]++;
  return {
    run: row,
    profile,
    startedFrom,
    isFromHidden,
    durationMs,
    preparedMs,
    predicted,
    stages: history.stages,
    images: history.images,
    counts,
    aps,
    failures: failuresOf(history.aps),
    deviations: deviationsOf(facts, aps, preparedMs),
    happened: history.happened,
    recordedUntil: history.recordedUntil,
  };
}

/** Failures first, then by name. */
export function apEvidence(row: RunRow, history: RunHistory): ApEvidence[] {
  return history.aps
    .map((ap) => oneAp(ap, row, history.isActivated))
    .sort((x, y) => RANKS[x.result] - RANKS[y.result] || compareNames(x.name, y.name));
}

function oneAp(ap: ApHistory, row: RunRow, isActivated: boolean): ApEvidence {
  const { id, name, model, family, isController, isMaster, before, after, readBackAt, phase, note } = ap;
  return {
    id,
    name,
    model,
    family,
    isController,
    isMaster,
    before,
    after,
    readBackAt,
    result: resultOf(ap, row.targetVersion, isActivated),
    phase,
    note,
    why: [...ap.failures.keys()].at(-1) ?? "",
    failedTries: [...ap.failures.values()].reduce((sum, tries) => sum + tries, 0),
    durationMs: ap.startedAt === null || ap.endedAt === null ? null : Math.max(0, ap.endedAt - ap.startedAt),
    bytes: ap.imageBytes + ap.controllerBytes,
  };
}

/** The first rule that applies. What was read back counts more than what the access point was last seen doing. */
function resultOf(ap: ApHistory, target: string | null, isActivated: boolean): ApResult {
  const { before, after, readBackAt, phase, note } = ap;
  if (target !== null && before?.running === target) return "already";
  if (isActivated && readBackAt !== null) return after?.running === target ? "upgraded" : "other-version";
  // Recordings that have no versions say with which one it joined.
  if (isActivated && phase === "joined") return note === target ? "upgraded" : "other-version";
  if (isFailedPhase(phase)) return "failed";
  if (isActivated) return "not-read-back";
  if (ap.startedAt === null) return "no-part";
  if (phase === "complete" || (target !== null && after?.backup === target)) return "prepared";
  return "unchanged";
}

function failuresOf(aps: readonly ApHistory[]): FailureEvidence[] {
  const byReason = new Map<string, FailureEvidence>();
  for (const { name, failures } of aps)
    for (const [reason, tries] of failures) {
      const found = byReason.get(reason) ?? { reason, tries: 0, apCount: 0, apNames: [] };
      found.tries += Math.max(1, tries);
      found.apCount++;
      if (found.apNames.length < MAX_NAMES) found.apNames.push(name);
      byReason.set(reason, found);
    }
  return [...byReason.values()].sort((x, y) => y.apCount - x.apCount || y.tries - x.tries);
}

function deviationsOf(
  { row, history, predicted }: RecordFacts,
  aps: readonly ApEvidence[],
  preparedMs: number | null,
): string[] {
  const of = (result: ApResult) => aps.filter((ap) => ap.result === result);
  const about = (found: readonly ApEvidence[], one: string, many: string) =>
    found.length === 0
      ? []
      : [`${counted(found.length, "access point")} ${found.length === 1 ? one : many}: ${named(found)}.`];
  const after = (at: number) => formatDuration(Math.max(0, at - row.startedAt) / 1_000);
  const isTooLong = predicted !== null && preparedMs !== null && preparedMs > predicted.worstMs;
  const unverified = history.images.filter(({ isVerified }) => !isVerified).length;
  return [
    ...outcomeDeviation(row, history.isActivated),
    ...about(of("failed"), "did not get its image", "did not get their images"),
    ...about(
      of("not-read-back"),
      "did not report its version after Activate",
      "did not report their versions after Activate",
    ),
    ...about(of("other-version"), "does not run the new version", "do not run the new version"),
    ...about(of("no-part"), "did not take part", "did not take part"),
    ...about(
      aps.filter(({ failedTries, result }) => failedTries > 0 && result !== "failed"),
      "needed more than one try",
      "needed more than one try",
    ),
    ...(isTooLong
      ? [
          `The upgrade was ready to activate after ${formatDuration(preparedMs / 1_000)}. The predicted worst case was ${formatDuration(predicted.worstMs / 1_000)}.`,
        ]
      : []),
    ...(unverified > 0
      ? [
          `${counted(unverified, "image")} could not be compared with a published digest. The SHA-512 shown is of the received data.`,
        ]
      : []),
    ...history.gaps.map(
      ({ from, to }) =>
        `The program did not run from ${after(from)} to ${after(to)} after the start. Nothing was recorded during that time.`,
    ),
    ...(history.isReadable
      ? []
      : ["The end of the recording is damaged. Later events are not in this record."]),
  ];
}

function outcomeDeviation(row: RunRow, isActivated: boolean): string[] {
  switch (row.outcome) {
    case "running":
      return ["The run is still in progress. This record shows its current state."];
    case "ready":
      return ["The new version is ready but has not been activated yet."];
    case "canceled":
      return ["The run was canceled."];
    case "interrupted":
      return ["The lab was replaced before the run ended."];
    case "failed":
      return isActivated
        ? ["The new version was rolled back."]
        : [`The run failed: ${row.fault?.message ?? row.status}`];
    default:
      return [];
  }
}

function named(aps: readonly ApEvidence[]): string {
  const names = aps.slice(0, NAMED).map(({ name }) => name);
  const more = aps.length - names.length;
  return more > 0 ? `${names.join(", ")} and ${grouped(more)} more` : names.join(", ");
}
