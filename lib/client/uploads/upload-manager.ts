/**
 * The uploads of this tab. They live outside React and continue while the user opens other pages. The transfer itself is
 * in upload-connection.ts.
 */
import { type Fault, fault } from "@/lib/contracts/fault";
import type { UploadTarget } from "@/lib/contracts/images";
import type { UploadKind } from "@/lib/contracts/uploads";
import { createRateMeter } from "./upload-rules";

/** The state of an upload. */
export type LocalUploadState =
  /** Waits for another upload of this tab. */
  | "queued"
  | "sending"
  /** The connection was lost; it retries automatically. */
  | "waiting"
  /** Needs the user: Resume or Discard. */
  | "stopped"
  /** Uploaded completely; the import continues in the engine. */
  | "handed-over"
  | "canceled";

/** An upload of this tab. */
export type LocalUpload = {
  key: string;
  /** The id of its row in the topic `imports`; null until the server has assigned it. */
  id: string | null;
  fileName: string;
  setName: string;
  kind: UploadKind;
  into: UploadTarget;
  sizeBytes: number;
  sentBytes: number;
  /** Bytes per second. */
  rate: number;
  state: LocalUploadState;
  /** It continues an upload from an earlier visit. */
  resumed: boolean;
  fault: Fault | null;
};

/** The transfer of one file. */
export type Connection = {
  start(): void;
  /** Stops sending; with `discard`, the server deletes what it has received. */
  stop(discard: boolean): Promise<void>;
};

/** What a connection reports. */
export type ConnectionEvents = {
  /** The server has assigned this id. `resumed`: the set name with which the upload started. */
  known(id: string, resumed: { setName: string } | null): void;
  progress(sentBytes: number): void;
  waiting(): void;
  done(): void;
  failed(fault: Fault): void;
};

/** A file to upload and where it goes. */
export type UploadRequest = {
  file: File;
  setName: string;
  kind: UploadKind;
  into: UploadTarget;
  /** The unfinished upload that this file resumes, whichever browser started it. */
  resumeId?: string;
};
/** Creates the connection of an upload. */
export type OpenConnection = (request: UploadRequest, events: ConnectionEvents) => Connection;

/** A browser opens few connections to one host, and the live stream needs one of them. */
const MAX_CONCURRENT = 2;

type Entry = { upload: LocalUpload; connection: Connection };

/** Runs the uploads, two at a time, and notifies listeners of every change. */
export class UploadManager {
  readonly #open: OpenConnection;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<() => void>();
  #list: readonly LocalUpload[] = [];
  #count = 0;

  constructor(open: OpenConnection, now: () => number = Date.now) {
    this.#open = open;
    this.#now = now;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** In the order in which they started; the same array until something changes. */
  readonly read = (): readonly LocalUpload[] => this.#list;

  begin(request: UploadRequest): void {
    const key = `upload-${++this.#count}`;
    const meter = createRateMeter();
    const connection = this.#open(request, {
      known: (id, resumed) =>
        this.#change(key, { id, resumed: resumed !== null, setName: resumed?.setName ?? request.setName }),
      progress: (sentBytes) =>
        this.#change(key, {
          state: "sending",
          sentBytes,
          rate: meter.add(sentBytes, this.#now()),
          fault: null,
        }),
      waiting: () => this.#change(key, { state: "waiting", rate: 0 }),
      done: () => {
        this.#change(key, { state: "handed-over", sentBytes: request.file.size });
        this.#next();
      },
      failed: (reason) => {
        this.#change(key, {
          state: reason.code === "not-found" ? "canceled" : "stopped",
          rate: 0,
          fault: reason,
        });
        this.#next();
      },
    });
    this.#entries.set(key, {
      connection,
      upload: {
        key,
        id: request.resumeId ?? null,
        fileName: request.file.name,
        setName: request.setName,
        kind: request.kind,
        into: request.into,
        sizeBytes: request.file.size,
        sentBytes: 0,
        rate: 0,
        state: "queued",
        resumed: false,
        fault: null,
      },
    });
    this.#notify();
    this.#next();
  }

  resume(key: string): void {
    this.#change(key, { state: "queued", fault: null });
    this.#next();
  }

  /** Stops the upload and deletes it on the server. Never rejects: if the request is lost, the upload expires there. */
  async cancel(key: string): Promise<void> {
    const entry = this.#entries.get(key);
    if (!entry || entry.upload.state === "canceled") return;
    this.#change(key, { state: "canceled", rate: 0, fault: fault("aborted", "The upload was canceled.") });
    this.#next();
    await entry.connection.stop(true).catch(() => undefined);
  }

  /** Removes an ended upload from the list. */
  forget(key: string): void {
    if (this.#entries.delete(key)) this.#notify();
  }

  get isSending(): boolean {
    return this.#list.some((u) => u.state === "sending" || u.state === "waiting" || u.state === "queued");
  }

  #next(): void {
    const entries = [...this.#entries.values()];
    let busy = entries.filter((e) => e.upload.state === "sending" || e.upload.state === "waiting").length;
    for (const entry of entries) {
      if (busy >= MAX_CONCURRENT) return;
      if (entry.upload.state !== "queued") continue;
      busy++;
      this.#change(entry.upload.key, { state: "sending" });
      entry.connection.start();
    }
  }

  #change(key: string, set: Partial<LocalUpload>): void {
    const entry = this.#entries.get(key);
    // A late event of a stopped connection must not revive the upload.
    if (!entry || (entry.upload.state === "canceled" && set.state !== undefined)) return;
    entry.upload = { ...entry.upload, ...set };
    this.#notify();
  }

  #notify(): void {
    this.#list = [...this.#entries.values()].map((e) => e.upload);
    for (const listener of this.#listeners) listener();
  }
}
