/**
 * What the simulation needs from outside and what it offers: the types `boot.ts` wires. Times are wall milliseconds
 * unless a name says otherwise; bytes are bytes.
 */
import type { ApRow } from "@/lib/contracts/aps";
import type { Command, CommandAnswers } from "@/lib/contracts/commands";
import type { RecordedEvent } from "@/lib/contracts/events";
import type { ImageFamily } from "@/lib/contracts/families";
import type { Fault } from "@/lib/contracts/fault";
import type { ImageSet } from "@/lib/contracts/images";
import type { Lab } from "@/lib/contracts/lab";
import type { NewLogLine } from "@/lib/contracts/logs";
import type { TransferRow } from "@/lib/contracts/transfers";
import type { ImageReader } from "@/lib/images/image-facts";
import type { Chance } from "@/lib/kit/chance";
import type { Clock, SimulatedClock } from "@/lib/kit/clock";
import type { Bus } from "../bus";

/** An access point as the store keeps it; `behaviour` and `machine` are JSON that only the simulation reads. */
export type StoredAp = {
  id: string;
  name: string;
  model: string;
  ip: string;
  ethernetMac: string;
  behaviour: unknown;
  machine: unknown;
};

/** The part of the store that the simulation uses. Documents it owns: `lab`, `controller`, `profile`, `upgrade`. */
export type SimulationStore = {
  aps: {
    all(): Promise<StoredAp[]>;
    upsert(aps: StoredAp[]): Promise<void>;
  };
  documents: {
    get(key: string): Promise<unknown>;
    put(key: string, value: unknown): Promise<void>;
  };
  events: {
    /** Newest first. */
    read(query: { apId?: string; limit: number }): Promise<RecordedEvent[]> | RecordedEvent[];
  };
};

/** One read request over the real wire, as `servers/tftp/tftp-client.ts` takes it. */
export type FetchRequest = {
  server: string;
  port: number;
  path: string;
  /** Source address; one that cannot be bound falls back to any. */
  localAddress?: string;
  blockSize: number;
  windowSize: number;
  timeoutMs: number;
  retries: number;
  /** Every byte of the file, in order. */
  sink(piece: Uint8Array): void;
  onAnnounced?(sizeBytes: number | null): void;
  onProgress?(bytes: number): void;
  /** Told once the socket is bound, so that a server in this process can tell whose request it is. */
  onBound?(localAddress: string, localPort: number): void;
  signal: AbortSignal;
};
export type FetchResult =
  | { ok: true; bytes: number; announcedSize: number | null; elapsedMs: number }
  | { ok: false; fault: Fault; bytes: number };

export type ProbeRequest = Omit<FetchRequest, "sink" | "onAnnounced" | "onProgress" | "onBound">;
export type ProbeResult = { found: true; sizeBytes: number | null } | { found: false; fault: Fault };

export type TftpPort = {
  fetch(request: FetchRequest): Promise<FetchResult>;
  probe(request: ProbeRequest): Promise<ProbeResult>;
};

/** A running transfer's row: plain counters that are sampled, and its end. */
export type TransferHandle = {
  bytes: number;
  size: number | null;
  retransmissions: number;
  duplicates: number;
  end(outcome: "complete" | "failed" | "aborted", cause?: Fault): void;
  verified(ok: boolean): void;
};
export type TransfersPort = {
  open(request: {
    protocol: TransferRow["protocol"];
    direction: TransferRow["direction"];
    client: { address: string; port: number };
    server: { address: string; port: number };
    path: string;
    size: number | null;
    user: string | null;
    options: TransferRow["options"];
    abort(): void;
  }): TransferHandle;
};

export type LookedUpImage = {
  imageSet: string;
  family: ImageFamily | null;
  version: string | null;
  sha512: string | null;
};

export type SimulationPorts = {
  bus: Bus;
  /** Drives everything the access points and the controller wait for. */
  simulated: SimulatedClock;
  /** Paces sampling and writing; times in rows. */
  wall: Clock;
  chance: Chance;
  log: { append(line: NewLogLine): void };
  store: SimulationStore;
  tftp: TftpPort;
  images: {
    /** The repository's knowledge of a path as an RRQ names it; null when it has no such file. */
    lookup(path: string): LookedUpImage | null;
    sets(): readonly ImageSet[];
  };
  /** Our own TFTP server while it listens. */
  ownTftp(): { address: string; port: number } | null;
  createReader(fileName: string): ImageReader;
  sha512(): { update(piece: Uint8Array): void; hex(): string };
  transfers: TransfersPort;
  /** A fault that belongs to nobody who asked (a write that failed, a bug): for the program's own log. */
  onFault(where: string, cause: unknown): void;
};

/** Commands that the simulation answers. */
export const simulationCommands = [
  "profile.save",
  "upgrade.preview",
  "upgrade.start",
  "upgrade.cancel",
  "upgrade.activation-preview",
  "upgrade.activate",
  "ap.detail",
  "ap.predownload",
  "lab.clock",
] as const;
export type SimulationCommand = (typeof simulationCommands)[number];

export type Simulation = {
  /**
   * Restores the lab from the store, or creates `first` when the store has none. Resolves when all rows are published;
   * an interrupted upgrade goes on from here.
   */
  start(first: Lab): Promise<void>;
  /** Throws a FaultError when the answer is no. */
  ask<T extends SimulationCommand>(command: Command<T>): Promise<CommandAnswers[T]>;
  /** Whose request comes from this address and port; null for a stranger. */
  identify(address: string, port: number): { apId: string; name: string } | null;
  fleet(): ApRow[];
  /** Image sets or our own server changed: what the first visit proposes may be another now. */
  refresh(): void;
  /** Ends transfers and timers and writes what is not written yet. */
  stop(): Promise<void>;
};
