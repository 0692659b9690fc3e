/**
 * What receivers of webhooks have to be told: derived from rows, each occurrence once. What was told is stored with the
 * messages in one write, so that neither a restart nor a crash tells anything twice or leaves anything out. Knows no clock.
 */
import { z } from "zod";
import type { ApRow } from "@/lib/contracts/aps";
import { type Fault, fault } from "@/lib/contracts/fault";
import { RECENT_RUNS, type RunOutcome, type RunRow } from "@/lib/contracts/runs";
import { serverIds } from "@/lib/contracts/server-ids";
import { serverTitles } from "@/lib/contracts/server-names";
import type { ServerRow } from "@/lib/contracts/servers";
import {
  MOST_APS_PER_MESSAGE,
  type WebhookEvent,
  type WebhookMessage,
  webhookEvents,
} from "@/lib/contracts/webhooks";
import { counted } from "@/lib/kit/text";
import { isoTime } from "@/lib/kit/time-text";

/** What was told already. */
export const toldSchema = z.object({
  /** The newest runs: `upgradeId`, because a run that a crash undid may get another number. */
  runs: z.array(z.object({ upgradeId: z.string(), events: z.array(z.enum(webhookEvents)) })),
  /** Access points that have failed and have not begun anew since. */
  aps: z.array(z.string()),
  /** Servers that are down. */
  servers: z.array(z.enum(serverIds)),
});
export type Told = z.infer<typeof toldSchema>;

/** Something that happened, as a message. */
export type Occurrence = {
  message: WebhookMessage;
  /** Whom or what it is about, in a few words. */
  about: string;
  /** When it happened, in wall milliseconds. */
  at: number;
};

/** More than there are rows of runs: a row that is read again after a start was told already. */
const MOST_RUNS = RECENT_RUNS + 10;

type RunEvent = Extract<WebhookEvent, `run.${string}`>;
const EVENTS_OF: Record<RunOutcome, readonly RunEvent[]> = {
  running: ["run.started"],
  ready: ["run.started", "run.ready-to-activate"],
  complete: ["run.started", "run.finished"],
  warnings: ["run.started", "run.finished"],
  canceled: ["run.started", "run.finished"],
  failed: ["run.started", "run.failed"],
  interrupted: ["run.started", "run.failed"],
};

export class Occurrences {
  readonly #runs: Told["runs"];
  readonly #aps: Set<string>;
  readonly #servers: Set<Told["servers"][number]>;
  /** Why copies of the controller image failed, which is in no row. */
  readonly #controllerImageFaults = new Map<string, Fault>();
  #pending: Occurrence[] = [];
  #failedAps: { row: Readonly<ApRow>; image: "access point" | "controller"; fault: Fault }[] = [];
  #isChanged = false;

  constructor(told: Told) {
    this.#runs = told.runs.map(({ upgradeId, events }) => ({ upgradeId, events: [...events] }));
    this.#aps = new Set(told.aps);
    this.#servers = new Set(told.servers);
  }

  /** @param now wall milliseconds */
  runChanged(row: Readonly<RunRow>, controller: string, now: number): void {
    let told = this.#runs.find(({ upgradeId }) => upgradeId === row.upgradeId);
    for (const type of EVENTS_OF[row.outcome]) {
      if (told?.events.includes(type)) continue;
      if (told === undefined) {
        told = { upgradeId: row.upgradeId, events: [] };
        this.#runs.push(told);
        if (this.#runs.length > MOST_RUNS) this.#runs.shift();
      }
      told.events.push(type);
      const at = type === "run.started" ? row.startedAt : (row.endedAt ?? now);
      const message = { type, data: { controller, run: runData(row) } } as WebhookMessage;
      this.#pending.push({ message, about: `Run ${row.number}`, at });
      this.#isChanged = true;
    }
  }

  /** A try to copy the controller image failed; whether it was the last one is in the row. */
  controllerImageFailed(apId: string, why: Fault): void {
    this.#controllerImageFaults.set(apId, why);
  }

  /** @param isRunning whether the upgrade goes on, so that an access point that left may still come back in time */
  apChanged(row: Readonly<ApRow>, isRunning: boolean): void {
    const image = failedImage(row, isRunning);
    if ((image !== null) === this.#aps.has(row.id)) return;
    this.#isChanged = true;
    if (image === null) {
      this.#aps.delete(row.id);
      this.#controllerImageFaults.delete(row.id);
      return;
    }
    this.#aps.add(row.id);
    const why = image === "controller" ? this.#controllerImageFaults.get(row.id) : row.fault;
    this.#failedAps.push({ row, image, fault: why ?? UNKNOWN });
  }

  apRemoved(id: string): void {
    this.#controllerImageFaults.delete(id);
    if (this.#aps.delete(id)) this.#isChanged = true;
  }

  /** @param now wall milliseconds */
  serverChanged(row: Readonly<ServerRow>, now: number): void {
    const { id, state, enabled, address, port, reason } = row;
    // A server that stops with the program is still enabled, and comes back with it.
    if (state === "listening" || !enabled) {
      if (this.#servers.delete(id)) this.#isChanged = true;
    } else if (state === "failed" && !this.#servers.has(id)) {
      this.#servers.add(id);
      this.#isChanged = true;
      const name = serverTitles[id];
      const data = { server: id, name, address, port, fault: reason ?? fault("internal") };
      this.#pending.push({ message: { type: "server.down", data }, about: name, at: now });
    }
  }

  /**
   * What has to be told since the last call, and all that was told then; null when nothing changed.
   * @param run the number of the run under way; null when there is none
   * @param now wall milliseconds
   */
  take(
    controller: string,
    run: number | null,
    now: number,
  ): { occurrences: Occurrence[]; told: Told } | null {
    if (!this.#isChanged) return null;
    const failed = this.#failedAps;
    for (let first = 0; first < failed.length; first += MOST_APS_PER_MESSAGE) {
      const aps = failed.slice(first, first + MOST_APS_PER_MESSAGE);
      const accessPoints = aps.map(({ row: { id, name, model }, image, fault: why }) => ({
        id,
        name,
        model,
        image,
        fault: why,
      }));
      this.#pending.push({
        message: { type: "ap.failed", data: { controller, run, accessPoints } },
        about: accessPoints.length === 1 ? (aps[0]?.row.name ?? "") : counted(aps.length, "access point"),
        at: now,
      });
    }
    const occurrences = this.#pending;
    this.#pending = [];
    this.#failedAps = [];
    this.#isChanged = false;
    return {
      occurrences,
      told: structuredClone({ runs: this.#runs, aps: [...this.#aps], servers: [...this.#servers] }),
    };
  }
}

const UNKNOWN = fault("peer-error", "The image did not arrive.");

/** Which image failed with no further try planned; null while there is hope, or nothing to hope for. */
function failedImage(row: Readonly<ApRow>, isRunning: boolean): "access point" | "controller" | null {
  const isLost = (state: ApRow["apImage"]["state"]) =>
    state === "failed" || state === "unsupported" || (state === "disjoined" && !isRunning);
  if (isLost(row.apImage.state)) return "access point";
  return isLost(row.controllerImage.state) ? "controller" : null;
}

const runData = (row: Readonly<RunRow>) => ({
  number: row.number,
  outcome: row.outcome,
  mode: row.mode,
  startedBy: row.startedBy,
  startedAt: isoTime(row.startedAt),
  endedAt: row.endedAt === null ? null : isoTime(row.endedAt),
  fromVersion: row.fromVersion,
  targetVersion: row.targetVersion,
  accessPoints: { total: row.apTotal, complete: row.apComplete, failed: row.apFailed },
  status: row.status,
  fault: row.fault,
});

/** The JSON text that is sent, in the form of the Standard Webhooks specification. */
export const messageBody = ({ message, at }: Pick<Occurrence, "message" | "at">): string =>
  JSON.stringify({ type: message.type, timestamp: isoTime(at), data: message.data });
