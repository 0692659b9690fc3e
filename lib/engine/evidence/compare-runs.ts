/** What differs between two runs: stages, image families, rates and access points. Facts in, comparison out. */

import type {
  ApEvidence,
  ApOfRun,
  ComparedAp,
  ComparedFamily,
  ComparedRun,
  RunComparison,
} from "@/lib/contracts/change-record";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { locationOf, type Profile } from "@/lib/contracts/profile";
import { outcomeWords } from "@/lib/contracts/run-words";
import type { RunRow } from "@/lib/contracts/runs";
import { stages } from "@/lib/contracts/upgrade";
import { grouped } from "@/lib/kit/number-text";
import { counted } from "@/lib/kit/text";
import { formatDuration, formatRate } from "@/lib/kit/units";
import { apEvidence } from "./change-record";
import { preparedAt, type RunHistory } from "./run-history";

export type RunToCompare = { row: RunRow; profile: Profile | null; history: RunHistory };

const MAX_APS = 500;
/** Durations and rates that are closer than this are called the same. */
const NOTABLE = 0.1;

export function compareRuns(a: RunToCompare, b: RunToCompare): RunComparison {
  const [apsA, apsB] = [apEvidence(a.row, a.history), apEvidence(b.row, b.history)];
  const aps = comparedAps(apsA, apsB);
  const [sideA, sideB] = [comparedRun(a, apsA), comparedRun(b, apsB)];
  return {
    a: sideA,
    b: sideB,
    differences: differencesOf(sideA, sideB, aps),
    stages: stages.map((stage, i) => ({
      stage,
      aMs: a.history.stages[i]?.durationMs ?? null,
      bMs: b.history.stages[i]?.durationMs ?? null,
    })),
    families: comparedFamilies(apsA, apsB),
    aps: aps.slice(0, MAX_APS),
    apCount: aps.length,
  };
}

function comparedRun({ row, profile, history }: RunToCompare, aps: readonly ApEvidence[]): ComparedRun {
  const endedAt = row.endedAt ?? history.recordedUntil;
  const seconds = ((preparedAt(history) ?? endedAt) - row.startedAt) / 1_000;
  return {
    row,
    profile,
    durationMs: Math.max(0, endedAt - row.startedAt),
    averageRate: seconds > 0 ? Math.round(row.bytesMoved / seconds) : 0,
    peakRate: history.peakRate,
    retriedAps: aps.filter(({ failedTries }) => failedTries > 0).length,
    imageVersions: [
      ...new Set(history.images.map(({ version }) => version).filter((version) => version)),
    ].sort(),
  };
}

function comparedAps(apsA: readonly ApEvidence[], apsB: readonly ApEvidence[]): ComparedAp[] {
  const others = new Map(apsB.map((ap) => [ap.id, ap]));
  const ids = new Set(apsA.map(({ id }) => id));
  const pairs = [
    ...apsA.map((ap) => ({ ap, a: ofRun(ap), b: ofRun(others.get(ap.id)) })),
    ...apsB.filter(({ id }) => !ids.has(id)).map((ap) => ({ ap, a: null, b: ofRun(ap) })),
  ];
  return pairs
    .filter(({ a, b }) => a?.result !== b?.result || a?.failedTries !== b?.failedTries || a?.why !== b?.why)
    .map(({ ap: { id, name, model }, a, b }) => ({ id, name, model, a, b }));
}

function ofRun(ap: ApEvidence | undefined): ApOfRun | null {
  if (ap === undefined) return null;
  const { result, failedTries, durationMs, why } = ap;
  return { result, failedTries, durationMs, why, running: ap.after?.running ?? null };
}

function comparedFamilies(apsA: readonly ApEvidence[], apsB: readonly ApEvidence[]): ComparedFamily[] {
  const families = new Set([...apsA, ...apsB].map(({ family }) => family ?? ""));
  return [...families].sort().map((family) => ({
    family: family === "" ? "unknown" : family,
    a: familyFacts(apsA, family),
    b: familyFacts(apsB, family),
  }));
}

function familyFacts(aps: readonly ApEvidence[], family: string): ComparedFamily["a"] {
  const own = aps.filter((ap) => (ap.family ?? "") === family);
  if (own.length === 0) return null;
  const durations = own
    .map(({ durationMs }) => durationMs)
    .filter((duration) => duration !== null)
    .sort((x, y) => x - y);
  return {
    aps: own.length,
    upgraded: own.filter(({ result }) => result === "upgraded").length,
    failed: own.filter(({ result }) => result === "failed").length,
    medianMs: durations[Math.floor((durations.length - 1) / 2)] ?? null,
  };
}

function differencesOf(a: ComparedRun, b: ComparedRun, aps: readonly ComparedAp[]): string[] {
  const [nameA, nameB] = [`run ${a.row.number}`, `run ${b.row.number}`];
  const differs = (what: string, one: string | null, other: string | null) =>
    one === other ? [] : [`${what}: ${one ?? "not known"} in ${nameA}, ${other ?? "not known"} in ${nameB}.`];
  const onlyIn = (name: string, lacks: (ap: ComparedAp) => boolean) => {
    const found = aps.filter(lacks).length;
    return found === 0 ? [] : [`Only in ${name}: ${counted(found, "access point")}.`];
  };
  return [
    ...differs("Outcome", outcomeWords[a.row.outcome], outcomeWords[b.row.outcome]),
    ...differs("New version", a.row.targetVersion, b.row.targetVersion),
    ...differs("Version before", a.row.fromVersion, b.row.fromVersion),
    ...differs("Started by", a.row.startedBy, b.row.startedBy),
    ...differs("Mode", labelOf(a), labelOf(b)),
    ...differs("Images from", placeOf(a), placeOf(b)),
    ...differs("Access points", grouped(a.row.apTotal), grouped(b.row.apTotal)),
    ...differs("Failed access points", grouped(a.row.apFailed), grouped(b.row.apFailed)),
    ...differs("Access points with failed attempts", grouped(a.retriedAps), grouped(b.retriedAps)),
    ...onlyIn(nameA, (ap) => ap.b === null),
    ...onlyIn(nameB, (ap) => ap.a === null),
    ...(isNotable(a.durationMs, b.durationMs)
      ? differs("Duration", formatDuration(a.durationMs / 1_000), formatDuration(b.durationMs / 1_000))
      : []),
    ...(isNotable(a.averageRate, b.averageRate)
      ? differs("Average rate", formatRate(a.averageRate), formatRate(b.averageRate))
      : []),
  ];
}

const labelOf = ({ row: { mode } }: ComparedRun): string | null =>
  mode === null ? null : modeContracts[mode].label;

function placeOf({ profile }: ComparedRun): string | null {
  const location = profile === null ? null : locationOf(profile);
  if (location === null) return null;
  const { imagePath, imageServer } = location;
  return `${imagePath === "" ? "the root folder" : imagePath} on ${imageServer}`;
}

const isNotable = (one: number, other: number): boolean =>
  Math.abs(one - other) > NOTABLE * Math.max(one, other);
