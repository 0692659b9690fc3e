/** The commands about the evidence of runs: change record, comparison, runbook, and what a signed bundle is made of. */
import { AUDIT_DONE, type AuditRow } from "@/lib/contracts/audit";
import type { PredictedDuration, StartedFrom } from "@/lib/contracts/change-record";
import { commands } from "@/lib/contracts/commands";
import { suggestedProfile } from "@/lib/contracts/controller";
import { fault } from "@/lib/contracts/fault";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { answersAt, placeOf } from "@/lib/contracts/own-servers";
import { locationOf, type Profile } from "@/lib/contracts/profile";
import type { RunRow } from "@/lib/contracts/runs";
import { readinessNotes } from "@/lib/readiness/report-text";
import type { AuditStore, DocumentStore, LogStore } from "@/lib/store/store-types";
import type { Bus } from "../bus";
import type { Handlers } from "../handlers";
import { ReportStore } from "../readiness/report-store";
import { refuse } from "../refuse";
import { changeRecord } from "./change-record";
import { compareRuns } from "./compare-runs";
import { readHistory } from "./run-history";
import { type RunbookFacts, runbook } from "./runbook";
import { openSigningKey, type SigningKey } from "./signing-key";

/** A run with its recording. */
export type StoredEvidence = { row: RunRow; profile: Profile | null; pieces: readonly Uint8Array[] };

export type EvidencePorts = {
  bus: Pick<Bus, "row" | "rows">;
  store: {
    logs: Pick<LogStore, "readRange">;
    audit: Pick<AuditStore, "list">;
    documents: DocumentStore;
  };
  dataDir: string;
  /** Rejects with the fault `not-found` for a run that is not kept. */
  read(number: number): Promise<StoredEvidence>;
  /** Resolves when what happened before is stored. */
  written(): Promise<void>;
};

export type EvidenceCommand =
  | "runs.record"
  | "runs.compare"
  | "runs.runbook"
  | "runs.signer"
  | "runs.sign-manifest"
  | "runs.log-lines";

/** An order of a page is audited when it is carried out, a line of the command line when it ends. */
const SOON_MS = 60_000;
const BEFORE_MS = 5_000;
const START_LINE = /"line":"install add/;

/** Until it can be activated, as predicted at the start of the run. */
function predictedOf({ prediction }: RunRow): PredictedDuration | null {
  if (prediction === null) return null;
  const { best, likely, worst } = prediction.ready;
  return { bestMs: best * 1000, likelyMs: likely * 1000, worstMs: worst * 1000 };
}

export function evidenceHandlers(ports: EvidencePorts): Pick<Handlers<"runs">, EvidenceCommand> {
  let opened: Promise<SigningKey> | undefined;
  const signingKey = async (): Promise<SigningKey> => {
    opened ??= openSigningKey(ports.dataDir);
    try {
      return await opened;
    } catch (thrown) {
      // The disk may be writable again, or the key restored, at the next question.
      opened = undefined;
      throw thrown;
    }
  };
  const withHistory = async (number: number) => {
    const { row, profile, pieces } = await ports.read(number);
    return { row, profile, history: await readHistory(pieces, row.startedAt) };
  };
  return {
    async "runs.record"({ number, actor }) {
      const run = await withHistory(number);
      const isFromHidden = actor.role !== "admin";
      const startedFrom = isFromHidden ? null : await findStart(ports, run.row, run.history.recordedUntil);
      return changeRecord({ ...run, startedFrom, isFromHidden, predicted: predictedOf(run.row) });
    },
    async "runs.compare"({ a, b }) {
      if (a === b) refuse(fault("bad-input", "Choose two different runs."));
      return compareRuns(await withHistory(a), await withHistory(b));
    },
    async "runs.runbook"({ number, readiness }) {
      const run = number === null ? null : await ports.read(number);
      const facts = runbookFacts(ports, run);
      if (readiness === null) return runbook(facts);
      const report = await (await ReportStore.open(ports.store.documents)).read(readiness);
      return runbook({ ...facts, notes: [...facts.notes, ...readinessNotes(report)] });
    },
    "runs.signer": async () => (await signingKey()).signer,
    async "runs.sign-manifest"({ number, manifest }) {
      await ports.read(number);
      const key = await signingKey();
      return { signature: key.sign(manifest), signer: key.signer };
    },
    async "runs.log-lines"({ source, from, until, behind, limit }) {
      if (behind === null) await ports.written();
      const edge =
        behind === null
          ? ({ wallAt: from, ties: "in" } as const)
          : { wallAt: behind.wallAt, ties: { behind: behind.id } };
      const { rows, next } = await ports.store.logs.readRange({
        source,
        towards: "newer",
        edge,
        take: limit,
      });
      const lines = rows.filter(({ wallAt }) => wallAt <= until);
      const last = lines.at(-1);
      const isEnd = next === null || lines.length < rows.length || last === undefined;
      return { lines, next: isEnd ? null : { wallAt: last.wallAt, id: last.id } };
    },
  };
}

/** Who started the run, as the audit log has it. */
async function findStart(
  { store }: EvidencePorts,
  { startedBy, startedAt, endedAt }: RunRow,
  recordedUntil: number,
): Promise<StartedFrom | null> {
  if (startedBy === null) return null;
  const find = async (action: string, until: number, isStart: (entry: AuditRow) => boolean) => {
    const { entries } = await store.audit.list({
      action,
      user: startedBy,
      text: "",
      outcome: "any",
      since: startedAt - BEFORE_MS,
      until,
      before: null,
      limit: 500,
    });
    return entries.findLast(isStart);
  };
  const byPage = await find(
    commands["upgrade.start"].audit,
    startedAt + SOON_MS,
    ({ outcome }) => outcome === AUDIT_DONE,
  );
  const until = Math.max(endedAt ?? 0, recordedUntil) + SOON_MS;
  const found = byPage ?? (await find("Command line", until, ({ detail }) => START_LINE.test(detail)));
  if (found === undefined) return null;
  const { name, from, token } = found.actor;
  return { user: name, address: from, token };
}

function runbookFacts({ bus }: EvidencePorts, run: StoredEvidence | null): RunbookFacts {
  const controller = bus.row("controller", "controller");
  if (controller === undefined) return refuse(fault("not-found", "There is no controller yet."));
  const saved = run?.profile ?? (run === null ? controller.profile : null);
  const profile = saved ?? suggestedProfile(controller);
  if (profile === null)
    return refuse(
      fault(
        "conflict",
        "A runbook needs an image download profile.",
        "Enter the image server on Software Upgrade, and save the profile.",
      ),
    );
  const set = ownSet(bus, profile);
  return {
    controller,
    profile,
    targetVersion: run?.row.targetVersion ?? set?.version ?? null,
    aps: bus.rows("aps"),
    files: set?.files ?? null,
    notes: [
      ...(run === null
        ? []
        : [`This runbook uses the profile of run ${run.row.number} and the current fleet.`]),
      ...(saved === null
        ? [
            "No image download profile is saved. This runbook uses a suggested one: the image server of this console with its newest image set.",
          ]
        : []),
    ],
  };
}

/** The image set that the profile names, when its server is ours. */
function ownSet(bus: EvidencePorts["bus"], profile: Profile) {
  const location = locationOf(profile);
  const { server } = modeContracts[profile.mode];
  if (location === null || server === null) return undefined;
  const place = placeOf(bus.row("servers", server.own));
  if (place === null || !answersAt(place, location.imageServer)) return undefined;
  if (location.servicePort !== null && location.servicePort !== place.port) return undefined;
  return bus.rows("images").find(({ name }) => name === location.imagePath.replace(/^\/+|\/+$/g, ""));
}
