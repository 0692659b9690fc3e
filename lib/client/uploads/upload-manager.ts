/**
 * The uploads of this tab. They live outside React and go on while the operator looks at another page; what travels
 * and how is the connection's matter (upload-connection.ts).
 */
import { type Fault, fault } from "@/lib/contracts/fault";
import type { UploadKind } from "@/lib/contracts/uploads";
import { createRateMeter } from "./upload-rules";

export type LocalUploadState =
  /** Another upload of this tab goes first. */
  | "queued"
  | "sending"
  /** The connection broke; it is tried again by itself. */
  | "waiting"
  /** Only the operator can go on: Resume or Discard. */
  | "stopped"
  /** Every byte is there: the import has it. */
  | "handed-over"
  | "canceled";

export type LocalUpload = {
  key: string;
  /** The id of its row in topic `imports`; null until the server gave it. */
  id: string | null;
  fileName: string;
  setName: string;
  kind: UploadKind;
  sizeBytes: number;
  sentBytes: number;
  /** Bytes per second. */
  rate: number;
  state: LocalUploadState;
  /** It went on with what an earlier visit had sent. */
  resumed: boolean;
  fault: Fault | null;
};

export type Connection = {
  start(): void;
  /** Stops sending; with `discard` the server forgets what it has. */
  stop(discard: boolean): Promise<void>;
};

export type ConnectionEvents = {
  /** The server knows it under this id; with the set name given at its beginning. */
  known(id: string, resumed: { setName: string } | null): void;
  progress(sentBytes: number): void;
  waiting(): void;
  done(): void;
  failed(fault: Fault): void;
};

export type UploadWish = {
  file: File;
  setName: string;
  kind: UploadKind;
  /** The unfinished upload that this file goes on with, whichever browser began it. */
  resumeId?: string;
};
export type OpenConnection = (wish: UploadWish, events: ConnectionEvents) => Connection;

/** A browser opens few connections to one host, and the live stream needs one. */
const AT_ONCE = 2;

type Entry = { upload: LocalUpload; connection: Connection };

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

  /** In the order in which they were begun; the same array until something changes. */
  readonly read = (): readonly LocalUpload[] => this.#list;

  begin(wish: UploadWish): void {
    const key = `upload-${++this.#count}`;
    const meter = createRateMeter();
    const connection = this.#open(wish, {
      known: (id, resumed) =>
        this.#change(key, { id, resumed: resumed !== null, ...(resumed && { setName: resumed.setName }) }),
      progress: (sentBytes) =>
        this.#change(key, {
          state: "sending",
          sentBytes,
          rate: meter.add(sentBytes, this.#now()),
          fault: null,
        }),
      waiting: () => this.#change(key, { state: "waiting", rate: 0 }),
      done: () => {
        this.#change(key, { state: "handed-over", sentBytes: wish.file.size });
        this.#next();
      },
      failed: (why) => {
        this.#change(key, { state: why.code === "not-found" ? "canceled" : "stopped", rate: 0, fault: why });
        this.#next();
      },
    });
    this.#entries.set(key, {
      connection,
      upload: {
        key,
        id: wish.resumeId ?? null,
        fileName: wish.file.name,
        setName: wish.setName,
        kind: wish.kind,
        sizeBytes: wish.file.size,
        sentBytes: 0,
        rate: 0,
        state: "queued",
        resumed: false,
        fault: null,
      },
    });
    this.#tell();
    this.#next();
  }

  resume(key: string): void {
    this.#change(key, { state: "queued", fault: null });
    this.#next();
  }

  /** Nothing of it stays, here or on the server. Rejects with nothing: an answer that is lost expires by itself. */
  async cancel(key: string): Promise<void> {
    const entry = this.#entries.get(key);
    if (!entry || entry.upload.state === "canceled") return;
    this.#change(key, { state: "canceled", rate: 0, fault: fault("aborted", "The upload was canceled.") });
    this.#next();
    await entry.connection.stop(true).catch(() => undefined);
  }

  /** Takes an ended upload off the list. */
  forget(key: string): void {
    if (this.#entries.delete(key)) this.#tell();
  }

  get isSending(): boolean {
    return this.#list.some((u) => u.state === "sending" || u.state === "waiting" || u.state === "queued");
  }

  #next(): void {
    const entries = [...this.#entries.values()];
    let busy = entries.filter((e) => e.upload.state === "sending" || e.upload.state === "waiting").length;
    for (const entry of entries) {
      if (busy >= AT_ONCE) return;
      if (entry.upload.state !== "queued") continue;
      busy++;
      this.#change(entry.upload.key, { state: "sending" });
      entry.connection.start();
    }
  }

  #change(key: string, set: Partial<LocalUpload>): void {
    const entry = this.#entries.get(key);
    // A late event of a connection that was told to stop must not bring its upload back.
    if (!entry || (entry.upload.state === "canceled" && set.state !== undefined)) return;
    entry.upload = { ...entry.upload, ...set };
    this.#tell();
  }

  #tell(): void {
    this.#list = [...this.#entries.values()].map((e) => e.upload);
    for (const listener of this.#listeners) listener();
  }
}
