/** The readiness check that was made last before a run, of the server and the folder that the run used. */
import "server-only";
import type { Actor } from "@/lib/contracts/actor";
import type { ChangeRecord } from "@/lib/contracts/change-record";
import { FaultError } from "@/lib/contracts/fault";
import { locationOf } from "@/lib/contracts/profile";
import { foldImagePath } from "@/lib/contracts/profile-fields";
import type { EngineClient } from "@/lib/engine/engine-client";

const PAGE_ROWS = 100;

/** Its report as JSON; null when there is none. @throws FaultError when the reports cannot be read */
export async function earlierCheck(
  ask: EngineClient["ask"],
  actor: Actor,
  { run, profile }: Pick<ChangeRecord, "run" | "profile">,
): Promise<string | null> {
  const used = profile === null ? null : locationOf(profile);
  if (used === null) return null;
  const history = await ask("readiness.history", { limit: PAGE_ROWS }, actor);
  if (!history.ok) throw new FaultError(history.fault);
  const row = history.value.rows.find(
    ({ endedAt, server }) =>
      endedAt <= run.startedAt && isOf(server, used.imageServer, foldImagePath(used.imagePath)),
  );
  if (row === undefined) return null;
  const file = await ask("readiness.export", { id: row.id, format: "json" }, actor);
  if (!file.ok) throw new FaultError(file.fault);
  return file.value.text;
}

/** Whether `tftp://192.0.2.10/EWC_17_12_1` is this server with this folder, whatever protocol and port. */
function isOf(server: string | null, address: string, folder: string): boolean {
  const parts = /^[a-z]+:\/\/(?:\[([^\]]+)\]|([^/:]+))(?::\d+)?\/(.*)$/s.exec(server ?? "");
  return parts !== null && (parts[1] ?? parts[2]) === address && parts[3] === folder;
}
