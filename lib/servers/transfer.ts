/**
 * Every transfer as one object, whatever the protocol (spec 23). The packet path only increments plain numbers of a
 * handle; the registry looks at them four times a second and reports what changed. Knows no socket and no store.
 */
import type { Fault } from "@/lib/contracts/fault";
import type { TransferRow } from "@/lib/contracts/transfers";
import type { Cancel, Clock } from "@/lib/kit/clock";
import { RateWindow, secondsLeft } from "@/lib/kit/rate-window";

const SAMPLE_EVERY_MS = 250;
/** Ended transfers that can still be told whether their digest agreed. */
const REMEMBERED_ENDED = 512;

export type TransferRegistryPorts = {
  wall: Clock;
  /** A row that is new (`fresh`) or changed. Called at most four times a second per transfer, and once at its end. */
  onRow(row: TransferRow, fresh: boolean): void;
  /** The transfer ended: store it. Called once per transfer, after the last `onRow`. */
  onEnded(row: TransferRow): void;
  /** A reported row that is to be forgotten: the client had asked only for the size. */
  onGone?(id: string): void;
  /** The access point behind a client address, or null when none of ours uses it. */
  identify(address: string, port: number): { apId: string | null; name: string | null } | null;
  /** What the repository knows of a file, by its path in a request, or null. */
  describe(path: string): { imageSet: string | null; family: string | null; version: string | null } | null;
};

export type NewTransfer = {
  protocol: TransferRow["protocol"];
  direction: TransferRow["direction"];
  client: { address: string; port: number };
  server: { address: string; port: number };
  path: string;
  /** Bytes, null when it is not known yet. */
  size: number | null;
  user?: string | null;
  options?: Partial<TransferRow["options"]>;
  /** Stops the transfer; the one who opened it then calls `end("aborted")`. */
  abort(): void;
};

/** Of a transfer about whose options nothing is known yet; shared, because nobody changes options in place. */
const NO_OPTIONS: TransferRow["options"] = {
  blockSize: null,
  windowSize: null,
  timeoutMs: null,
  netascii: false,
};

/** What a handle tells its registry. */
type Ledger = {
  end(id: string, outcome: "complete" | "failed" | "aborted", cause: Fault | null): void;
  verified(id: string, agrees: boolean): void;
  forget(id: string): void;
};

/** The counters of one running transfer. Whoever moves the bytes writes them; nothing else happens until the next sample. */
export class TransferHandle {
  readonly id: string;
  /** The access point whose transfer it is, null when it is none of ours. */
  readonly apId: string | null;
  /** Payload bytes moved so far; for a sender: acknowledged by the peer. */
  bytes = 0;
  retransmissions = 0;
  duplicates = 0;
  size: number | null;
  options: TransferRow["options"];
  readonly #ledger: Ledger;

  /** @internal made by {@link TransferRegistry.open} */
  constructor(
    id: string,
    apId: string | null,
    size: number | null,
    options: TransferRow["options"],
    ledger: Ledger,
  ) {
    this.id = id;
    this.apId = apId;
    this.size = size;
    this.options = options;
    this.#ledger = ledger;
  }

  /** Ends the transfer; only the first call counts. */
  end(outcome: "complete" | "failed" | "aborted", cause: Fault | null = null): void {
    this.#ledger.end(this.id, outcome, cause);
  }

  /** Whether the SHA-512 of what was moved agreed with the repository's. May be called after `end`. */
  verified(agrees: boolean): void {
    this.#ledger.verified(this.id, agrees);
  }

  /** The client wanted the announcement and no byte: it is no transfer, so its row goes and nothing is stored. */
  askedOnlyForSize(): void {
    this.#ledger.forget(this.id);
  }
}

type Entry = {
  handle: TransferHandle;
  row: TransferRow;
  reported: boolean;
  abort(): void;
  window: RateWindow;
};

export class TransferRegistry {
  readonly #ports: TransferRegistryPorts;
  readonly #running = new Map<string, Entry>();
  readonly #ended = new Map<string, Entry>();
  readonly #prefix: string;
  readonly #ledger: Ledger = {
    end: (id, outcome, cause) => this.#end(id, outcome, cause),
    verified: (id, agrees) => this.#verified(id, agrees),
    forget: (id) => this.#forget(id),
  };
  #count = 0;
  #timer: Cancel | undefined;

  constructor(ports: TransferRegistryPorts) {
    this.#ports = ports;
    // History outlives the process, so the ids of two runs must differ.
    this.#prefix = ports.wall.now().toString(36);
  }

  /** Transfers that are running now. */
  get size(): number {
    return this.#running.size;
  }

  open(started: NewTransfer): TransferHandle {
    const { wall, identify, describe } = this.#ports;
    const id = `${this.#prefix}-${++this.#count}`;
    const who = identify(started.client.address, started.client.port);
    const what = describe(started.path);
    const apId = who?.apId ?? null;
    const options = started.options === undefined ? NO_OPTIONS : { ...NO_OPTIONS, ...started.options };
    const handle = new TransferHandle(id, apId, started.size, options, this.#ledger);
    const startedAt = wall.now();
    this.#running.set(id, {
      handle,
      reported: false,
      abort: started.abort,
      window: new RateWindow(startedAt, 0),
      row: {
        id,
        protocol: started.protocol,
        direction: started.direction,
        client: {
          address: started.client.address,
          port: started.client.port,
          apId,
          name: who?.name ?? null,
        },
        server: started.server,
        user: started.user ?? null,
        path: started.path,
        imageSet: what?.imageSet ?? null,
        family: what?.family ?? null,
        version: what?.version ?? null,
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

  /** Asks a running transfer to stop. False when there is none of that id. */
  abort(id: string): boolean {
    const entry = this.#running.get(id);
    entry?.abort();
    return entry !== undefined;
  }

  /** The newest transfer of a client's address and port, running or ended not long ago: to tell it `verified`. */
  ofClient(address: string, port: number): TransferHandle | undefined {
    let found: TransferHandle | undefined;
    for (const entries of [this.#ended, this.#running]) {
      for (const { row, handle } of entries.values()) {
        if (row.client.port === port && row.client.address === address) found = handle;
      }
    }
    return found;
  }

  /** Rows of the running transfers, as of now. */
  rows(): TransferRow[] {
    return [...this.#running.values()].map((entry) => this.#read(entry));
  }

  /** Reports what changed since the last sample; the timer calls it, a test may. */
  sample(): void {
    const now = this.#ports.wall.now();
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

  /** Stops the sampling; transfers still running are asked to stop. */
  stop(): void {
    for (const entry of [...this.#running.values()]) entry.abort();
    this.#timer?.();
    this.#timer = undefined;
  }

  #read(entry: Entry): TransferRow {
    const { handle, row, window } = entry;
    const now = this.#ports.wall.now();
    const rateNow = window.rate(now, handle.bytes) ?? row.rateNow;
    const took = now - row.startedAt;
    const rateAverage = took > 0 ? Math.round((handle.bytes * 1000) / took) : 0;
    const left = handle.size === null ? null : handle.size - handle.bytes;
    // Field by field: a spread of a row is ten times as slow, and thousands are read four times a second.
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
    const endedAt = this.#ports.wall.now();
    entry.row = { ...this.#read(entry), outcome, cause, endedAt, rateNow: 0, etaSeconds: null };
    this.#ended.set(id, entry);
    if (this.#ended.size > REMEMBERED_ENDED) {
      const oldest = this.#ended.keys().next();
      if (!oldest.done) this.#ended.delete(oldest.value);
    }
    this.#ports.onRow(entry.row, !entry.reported);
    this.#ports.onEnded(entry.row);
  }

  #verified(id: string, agrees: boolean): void {
    const entry = this.#running.get(id) ?? this.#ended.get(id);
    if (!entry) return;
    entry.row = { ...entry.row, digestVerified: agrees };
    if (entry.row.outcome !== "running" || entry.reported) this.#ports.onRow(entry.row, false);
  }

  #forget(id: string): void {
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
