/** Runs as the rest of the engine uses them: the recorder, the commands about runs, and how many of them are kept. */

import { FaultError, fault } from "@/lib/contracts/fault";
import {
  type ApRun,
  DEFAULT_RUN_RETENTION,
  type RunFacts,
  type RunRetention,
  runRetentionSchema,
} from "@/lib/contracts/runs";
import type { Clock } from "@/lib/kit/clock";
import { readDocument } from "@/lib/store/read-document";
import type { Store } from "@/lib/store/store-types";
import type { Bus } from "../bus";
import { evidenceHandlers, type StoredEvidence } from "../evidence/evidence";
import type { Handlers } from "../handlers";
import type { Stopper } from "../shutdown";
import { apRun } from "./ap-runs";
import { joined } from "./recording-writer";
import { RunRecorder } from "./run-recorder";

const RETENTION = "run-retention";
const MEGABYTE = 1_000_000;

export type RunPorts = {
  bus: Bus;
  wall: Clock;
  store: Pick<Store, "runs" | "documents" | "logs" | "audit">;
  /** Where the key is that signs evidence. */
  dataDir: string;
  /** Resolves when log lines and events from before are stored. */
  written(): Promise<void>;
  /** Resolves when the state of the simulation is stored. */
  stateStored(): Promise<void>;
  onFault(cause: unknown): void;
};

/** Opens the runs before the simulation publishes its rows. */
export async function openRuns(ports: RunPorts, stoppers: Stopper[]): Promise<Handlers<"runs">> {
  const { bus, store, onFault } = ports;
  const stored = await readDocument(store.documents, RETENTION, "retention of runs", runRetentionSchema);
  let retention: RunRetention = stored ?? DEFAULT_RUN_RETENTION;
  /** Prunings run one after another. */
  let pruned: Promise<unknown> = Promise.resolve();
  const prune = (): Promise<unknown> => {
    pruned = pruned
      .then(() => recorder.stored())
      .then(() => store.runs.prune(retention.keepRuns))
      .then(() => dropRows())
      .catch(onFault);
    return pruned;
  };
  const recorder = await RunRecorder.open({
    ...ports,
    store: store.runs,
    limitBytes: () => retention.recordingMegabytes * MEGABYTE,
    onBegun: () => void prune(),
  });
  /** Removes the rows of runs that are no longer kept. */
  const dropRows = () => {
    const rows = bus.rows("runs").sort((a, b) => b.number - a.number);
    for (const { number } of rows.slice(retention.keepRuns)) bus.del("runs", String(number));
  };
  stoppers.push({
    name: "runs",
    stop: async () => {
      await pruned;
      await recorder.stop();
    },
  });
  await prune();

  const current = (number: number) => (recorder.current?.run.row.number === number ? recorder.current : null);
  const noRun = (number: number) =>
    new FaultError(
      fault("not-found", `There is no run ${number}.`, "It was never started, or it is no longer kept."),
    );
  const read = async (number: number): Promise<StoredEvidence> => {
    bus.flush();
    const live = current(number);
    if (live !== null) {
      const { row, profile } = live.run;
      return { row: { ...row }, profile, pieces: [await live.bytes()] };
    }
    await recorder.stored();
    const run = await store.runs.get(number);
    if (run === undefined) throw noRun(number);
    return { row: run.row, profile: run.profile, pieces: await store.runs.pieces(number) };
  };
  // Every question is answered as of now, so that who has just started an upgrade finds its run.
  return {
    ...evidenceHandlers({ ...ports, read }),
    async "runs.list"(query) {
      bus.flush();
      await recorder.stored();
      const { rows, more } = await store.runs.list(query);
      return { rows: rows.map((row) => current(row.number)?.run.row ?? row), more };
    },
    async "runs.read"({ number }): Promise<RunFacts> {
      bus.flush();
      const live = current(number)?.run;
      if (live !== undefined)
        return { row: live.row, profile: live.profile, recordingBytes: live.recording.sizeBytes };
      await recorder.stored();
      const run = await store.runs.get(number);
      if (run === undefined) throw noRun(number);
      return { row: run.row, profile: run.profile, recordingBytes: run.recordingBytes };
    },
    async "runs.of-ap"({ apId, before, limit }) {
      bus.flush();
      await recorder.stored();
      const query = { text: "", outcome: "any", startedBy: null, version: null } as const;
      const { rows, more } = await store.runs.list({ ...query, before, limit });
      const runs: ApRun[] = [];
      for (const row of rows) {
        const live = current(row.number);
        const pieces = live === null ? await store.runs.pieces(row.number) : [await live.bytes()];
        const run = await apRun(live?.run.row ?? row, pieces, apId);
        if (run !== null) runs.push(run);
      }
      return { runs, next: more ? (rows.at(-1)?.number ?? null) : null };
    },
    async "runs.recording"({ number }) {
      const { pieces } = await read(number);
      return { bytes: joined(pieces) };
    },
    "runs.retention": () => retention,
    async "runs.save-retention"({ keepRuns, recordingMegabytes }) {
      retention = { keepRuns, recordingMegabytes };
      await store.documents.put(RETENTION, retention);
      await prune();
      return retention;
    },
  };
}
