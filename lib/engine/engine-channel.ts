/**
 * The door between the web thread and the engine's worker: what may pass through it, in both directions. Plain data
 * only. The web's side is handle.ts, the engine's side door-keeper.ts.
 */
import type { Actor } from "@/lib/contracts/actor";
import type { CommandType } from "@/lib/contracts/commands";
import type { Answer } from "@/lib/contracts/fault";
import type { Delta, Position, SnapshotRows, Topic } from "@/lib/contracts/stream";

export type ToEngine =
  | { kind: "ask"; id: number; type: CommandType; input: unknown; actor: Actor }
  | { kind: "subscribe"; id: number; topics: Topic[]; held: Held | undefined }
  | { kind: "unsubscribe"; id: number }
  | { kind: "stop" };

/** What a reader has: the rows of its topics as they were at a position, but for the fresh ones, of which it has nothing. */
export type Held = { position: Position; fresh: readonly Topic[] };

/**
 * How a subscription begins: with all rows, or with exactly the deltas that were missed and all rows of the fresh
 * topics, both up to the same position.
 */
export type Opening =
  | { mode: "snapshot"; position: Position; rows: SnapshotRows[] }
  | { mode: "resumed"; position: Position; deltas: Delta[]; fresh: SnapshotRows[] };

export type Ready = {
  epoch: string;
  dataDir: string;
  addresses: { name: string; address: string }[];
  notes: string[];
};

export type FromEngine =
  | { kind: "ready"; ready: Ready }
  | { kind: "failed"; message: string }
  | { kind: "answer"; id: number; answer: Answer<unknown> }
  | { kind: "opened"; id: number; opening: Opening }
  | { kind: "batch"; deltas: readonly Delta[] }
  | { kind: "stopped" };

/** What both a MessagePort and a Worker offer. */
export type Port<Sent, Received> = {
  postMessage(message: Sent): void;
  on(event: "message", listener: (message: Received) => void): unknown;
};
