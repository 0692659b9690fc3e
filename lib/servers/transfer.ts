/**
 * The registry of file transfers, the same for every protocol. The code that moves the bytes only increments numbers of a
 * handle; the registry samples them four times a second and reports the rows that changed.
 */
import type { Fault } from "@/lib/contracts/fault";
import type { TransferRow } from "@/lib/contracts/transfers";
import type { Cancel, Clock } from "@/lib/kit/clock";
import { RateWindow, secondsLeft } from "@/lib/kit/rate-window";

const SAMPLE_EVERY_MS = 250;
/** Ended transfers that are kept, because their digest may be verified later. */
const MAX_ENDED = 512;

/** Who a client is. Model and image family are those of an access point. */
export type ClientIdentity = Pick<TransferRow["client"], "apId" | "name"> &
  Partial<Pick<TransferRow["client"], "model" | "family">>;

export type TransferRegistryPorts = {
  wall: Clock;
  /** A new (`fresh`) or changed row. Called at most four times a second for each transfer, and once at its end. */
  onRow(row: TransferRow, fresh: boolean): void;
  /** The transfer has ended and is to be stored. Called once, after the last `onRow`. */
  onEnded(row: TransferRow): void;
  /** The digest of a transfer that had ended was verified: the stored row is to be replaced by this one. */
  onVerified?(row: TransferRow): void;
  /** A reported row was discarded: the client had asked only for the size. */
  onGone?(id: string): void;
  /** The access point of the fleet that uses a client address, simulated or real; null when none does. */
  identify(address: string, port: number): ClientIdentity | null;
  /** What the image repository knows about a file, by the path of the request; null for an unknown file. */
  describe(path: string): { imageSet: string | null; family: string | null; version: string | null } | null;
  /** Takes over transfers that a server in another thread has already reported; called before they are searched. */
  catchUp?(): void;
};

/** A transfer that begins now. */
export type NewTransfer = {
  protocol: TransferRow["protocol"];
  direction: TransferRow["direction"];
  client: { address: string; port: number };
  server: { address: string; port: number };
  path: string;
  /** Bytes; null while unknown. */
  size: number | null;
  user?: string | null;
  options?: Partial<TransferRow["options"]>;
  /** Asks the owner to stop the transfer; the owner then calls `end("aborted")`. */
  abort(): void;
};

/** Options of a transfer that has none. Shared, because options are replaced and never changed in place. */
export const NO_OPTIONS: TransferRow["options"] = {
  blockSize: null,
  windowSize: null,
  timeoutMs: null,
  netascii: false,
};

/** What a handle reports to its registry. */
type HandleListener = {
  end(id: string, outcome: "complete" | "failed" | "aborted", cause: Fault | null): void;
  verified(id: string, matches: boolean): void;
  discard(id: string): void;
};

/** The counters of one running transfer, written by the code that moves the bytes and read at the next sample. */
export class TransferHandle {
  readonly id: string;
  /** The simulated access point of the transfer; null when the client is something else. */
  readonly apId: string | null;
  /** Payload bytes transferred so far: for a sender, those that the peer acknowledged. */
  bytes = 0;
  retransmissions = 0;
  duplicates = 0;
  size: number | null;
  options: TransferRow["options"];
  readonly #listener: HandleListener;

  /** @internal made by a registry when a transfer begins */
  constructor(
    id: string,
    apId: string | null,
    size: number | null,
    options: TransferRow["options"],
    listener: HandleListener,
  ) {
    this.id = id;
    this.apId = apId;
    this.size = size;
    this.options = options;
    this.#listener = listener;
  }

  /** Ends the transfer. Only the first call has an effect. */
  end(outcome: "complete" | "failed" | "aborted", cause: Fault | null = null): void {
    this.#listener.end(this.id, outcome, cause);
  }

  /** Records whether the SHA-512 of the transferred bytes matched the repository's. May be called after `end`. */
  verified(matches: boolean): void {
    this.#listener.verified(this.id, matches);
  }

  /** Removes the transfer without storing it, because the client asked only for the size of the file. */
  discard(): void {
    this.#listener.discard(this.id);
  }
}

type Entry = {
  handle: TransferHandle;
  row: TransferRow;
  reported: boolean;
  abort(): void;
  window: RateWindow;
  /** Of the clock's `elapsed`. */
  elapsedAtStart: number;
};

export class TransferRegistry {
  readonly #ports: TransferRegistryPorts;
  readonly #running = new Map<string, Entry>();
  readonly #ended = new Map<string, Entry>();
  readonly #prefix: string;
  readonly #listener: HandleListener = {
    end: (id, outcome, cause) => this.#end(id, outcome, cause),
    verified: (id, matches) => this.#verified(id, matches),
    discard: (id) => this.#discard(id),
  };
  #count = 0;
  #timer: Cancel | undefined;

  constructor(ports: TransferRegistryPorts) {
    this.#ports = ports;
    // The stored history outlives this process, so the ids of two runs must differ.
    this.#prefix = ports.wall.now().toString(36);
  }

  /** Transfers that are running now. */
  get size(): number {
    return this.#running.size;
  }

  /** Registers a transfer that begins now. */
  open(started: NewTransfer): TransferHandle {
    const { wall, identify, describe } = this.#ports;
    const id = `${this.#prefix}-${++this.#count}`;
    const ap = identify(started.client.address, started.client.port);
    const file = describe(started.path);
    const apId = ap?.apId ?? null;
    const options = started.options === undefined ? NO_OPTIONS : { ...NO_OPTIONS, ...started.options };
    const handle = new TransferHandle(id, apId, started.size, options, this.#listener);
    const startedAt = wall.now();
    const elapsedAtStart = wall.elapsed();
    this.#running.set(id, {
      handle,
      reported: false,
      abort: started.abort,
      elapsedAtStart,
      window: new RateWindow(elapsedAtStart, 0),
      row: {
        id,
        protocol: started.protocol,
        direction: started.direction,
        client: {
          address: started.client.address,
          port: started.client.port,
          apId,
          name: ap?.name ?? null,
          model: ap?.model ?? null,
          family: ap?.family ?? null,
        },
        server: started.server,
        user: started.user ?? null,
        path: started.path,
        imageSet: file?.imageSet ?? null,
        family: file?.family ?? null,
        version: file?.version ?? null,
        size: started.size,
        bytes: 0,
        rateNow: 0,
        rateAverage: 0,
        etaSeconds: null,
        startedAt,
        endedAt: null,
        outcome: "running",
        cause: null,
        options: handle.options,
        retransmissions: 0,
        duplicates: 0,
        digestVerified: null,
      },
    });
    this.#arm();
    return handle;
  }

  /** Asks a running transfer to stop. Returns false when no running transfer has this id. */
  abort(id: string): boolean {
    const entry = this.#running.get(id);
    entry?.abort();
    return entry !== undefined;
  }

  /** Takes over what servers have reported so far: afterwards, all that a client has seen of a server is known here. */
  catchUp(): void {
    this.#ports.catchUp?.();
  }

  /** The newest transfer of a client's address and port, running or recently ended. */
  ofClient(address: string, port: number): TransferHandle | undefined {
    this.catchUp();
    let found: TransferHandle | undefined;
    for (const entries of [this.#ended, this.#running]) {
      for (const { row, handle } of entries.values()) {
        if (row.client.port === port && row.client.address === address) found = handle;
      }
    }
    return found;
  }

  /** Rows of the running transfers, with their present counters. */
  rows(): TransferRow[] {
    return [...this.#running.values()].map((entry) => this.#read(entry));
  }

  /** Reports what changed since the last sample. Called by a timer; tests may call it, too. */
  sample(): void {
    const now = this.#ports.wall.elapsed();
    for (const entry of this.#running.values()) {
      const { row, handle, window, reported } = entry;
      const idle = window.oldestBytes === handle.bytes && row.rateNow === 0;
      const changed =
        row.bytes !== handle.bytes ||
        row.retransmissions !== handle.retransmissions ||
        row.duplicates !== handle.duplicates ||
        row.size !== handle.size ||
        row.options !== handle.options;
      window.add(now, handle.bytes);
      if (reported && !changed && idle) continue;
      entry.row = this.#read(entry);
      entry.reported = true;
      this.#ports.onRow(entry.row, !reported);
    }
  }

  /** Asks running transfers to stop, and stops sampling. */
  stop(): void {
    for (const entry of [...this.#running.values()]) entry.abort();
    this.#timer?.();
    this.#timer = undefined;
  }

  #read(entry: Entry): TransferRow {
    const { handle, row, window } = entry;
    const now = this.#ports.wall.elapsed();
    const rateNow = window.rate(now, handle.bytes) ?? row.rateNow;
    const took = now - entry.elapsedAtStart;
    const rateAverage = took > 0 ? Math.round((handle.bytes * 1000) / took) : 0;
    const left = handle.size === null ? null : handle.size - handle.bytes;
    // Field by field: spreading a row is ten times as slow, and thousands of rows are read four times a second.
    return {
      id: row.id,
      protocol: row.protocol,
      direction: row.direction,
      client: row.client,
      server: row.server,
      user: row.user,
      path: row.path,
      imageSet: row.imageSet,
      family: row.family,
      version: row.version,
      size: handle.size,
      bytes: handle.bytes,
      rateNow,
      rateAverage,
      etaSeconds: secondsLeft(left, rateNow),
      startedAt: row.startedAt,
      endedAt: row.endedAt,
      outcome: row.outcome,
      cause: row.cause,
      options: handle.options,
      retransmissions: handle.retransmissions,
      duplicates: handle.duplicates,
      digestVerified: row.digestVerified,
    };
  }

  #end(id: string, outcome: "complete" | "failed" | "aborted", cause: Fault | null): void {
    const entry = this.#running.get(id);
    if (!entry) return;
    this.#running.delete(id);
    // Not what the clock shows: it may have been set meanwhile.
    const endedAt = entry.row.startedAt + Math.round(this.#ports.wall.elapsed() - entry.elapsedAtStart);
    entry.row = { ...this.#read(entry), outcome, cause, endedAt, rateNow: 0, etaSeconds: null };
    this.#ended.set(id, entry);
    if (this.#ended.size > MAX_ENDED) {
      const oldest = this.#ended.keys().next();
      if (!oldest.done) this.#ended.delete(oldest.value);
    }
    this.#ports.onRow(entry.row, !entry.reported);
    this.#ports.onEnded(entry.row);
  }

  #verified(id: string, matches: boolean): void {
    const entry = this.#running.get(id) ?? this.#ended.get(id);
    if (!entry) return;
    entry.row = { ...entry.row, digestVerified: matches };
    const hasEnded = entry.row.outcome !== "running";
    if (hasEnded || entry.reported) this.#ports.onRow(entry.row, false);
    if (hasEnded) this.#ports.onVerified?.(entry.row);
  }

  #discard(id: string): void {
    const entry = this.#running.get(id);
    if (!entry) return;
    this.#running.delete(id);
    if (entry.reported) this.#ports.onGone?.(id);
  }

  #arm(): void {
    this.#timer ??= this.#ports.wall.after(SAMPLE_EVERY_MS, () => {
      this.#timer = undefined;
      this.sample();
      if (this.#running.size > 0) this.#arm();
    });
  }
}
