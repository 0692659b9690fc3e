/** Runs and their recordings. A run is one row; its recording is in pieces, each with many packed records. */
import { z } from "zod";
import { profileSchema } from "@/lib/contracts/profile";
import { type RunRow, runRowSchema } from "@/lib/contracts/runs";
import { type Writer, yieldToEventLoop } from "./batch";
import type { PrismaClient } from "./generated/client";
import type { RunModel } from "./generated/models";
import { fromJson, toJson } from "./json";
import { runMatches } from "./matching";
import { scan } from "./scan";
import type { RunStore, StoredRun } from "./store-types";

const columns = ["number", "isRecorded", "recordingBytes", "run"] as const;
/** The profile of another version of the program may not be readable; the run still is. */
const storedSchema = z.object({ row: runRowSchema, profile: profileSchema.nullable().catch(null) });

const toModel = ({ row, profile, isRecorded, recordingBytes }: StoredRun): RunModel => ({
  number: row.number,
  isRecorded: isRecorded ? 1 : 0,
  recordingBytes,
  run: toJson({ row, profile }),
});

/** Null for a run that another version of the program wrote; it stays in the database. */
function fromModel(model: RunModel): StoredRun | null {
  const stored = storedSchema.safeParse(fromJson(model.run));
  if (!stored.success) return null;
  return { ...stored.data, isRecorded: model.isRecorded === 1, recordingBytes: model.recordingBytes };
}

export function createRunStore(client: PrismaClient, writer: Writer): RunStore {
  return {
    put: (run) => writer.put("Run", columns, [toModel(run)]),
    async get(number) {
      const model = await client.run.findUnique({ where: { number } });
      return (model && fromModel(model)) ?? undefined;
    },
    async list(query) {
      const rows: RunRow[] = await scan(
        (cursor: number | null, take) => {
          const before = cursor ?? query.before;
          return client.run.findMany({
            where: before === null ? {} : { number: { lt: before } },
            orderBy: { number: "desc" },
            take,
          });
        },
        ({ number }) => number,
        (model) => {
          const row = fromModel(model)?.row;
          return row !== undefined && runMatches(row, query) ? row : null;
        },
        (found) => found.length > query.limit,
      );
      return { rows: rows.slice(0, query.limit), more: rows.length > query.limit };
    },
    async lastNumber() {
      const { _max } = await client.run.aggregate({ _max: { number: true } });
      return _max.number ?? 0;
    },
    addPiece: (run, piece, bytes) =>
      writer.run(() =>
        client.runRecording.upsert({
          where: { run_piece: { run, piece } },
          create: { run, piece, bytes },
          update: { bytes },
        }),
      ),
    async pieces(run) {
      const pieces = await client.runRecording.findMany({ where: { run }, orderBy: { piece: "asc" } });
      return pieces.map(({ bytes }) => bytes);
    },
    async prune(keep) {
      const select = { number: true };
      const old = await client.run.findMany({ orderBy: { number: "desc" }, skip: Math.max(1, keep), select });
      for (const { number } of old) {
        // The recording first: a run whose recording is gone is pruned again after a crash.
        await writer.run(() => client.runRecording.deleteMany({ where: { run: number } }));
        await writer.run(() => client.run.deleteMany({ where: { number } }));
        await yieldToEventLoop();
      }
      return old.length;
    },
  };
}
