/**
 * The messages between the web thread and the engine's worker thread, in both directions: plain data only. The web's end
 * is engine-client.ts, the engine's end is engine-server.ts.
 */
import type { Actor } from "@/lib/contracts/actor";
import type { CommandType } from "@/lib/contracts/commands";
import type { WebCertificate } from "@/lib/contracts/commands/engine";
import type { Answer } from "@/lib/contracts/fault";
import type { Delta, Position, SnapshotRows, Topic } from "@/lib/contracts/stream";

/** Messages to the engine. `id` is chosen by the sender and returned in the answer. */
export type ToEngine =
  | { kind: "ask"; id: number; type: CommandType; input: unknown; actor: Actor }
  | { kind: "subscribe"; id: number; topics: Topic[]; held: HeldRows | undefined }
  | { kind: "unsubscribe"; id: number }
  | { kind: "stop" };

/** The rows that a reader has: those of its topics at a position, except of the `fresh` topics, of which it has none. */
export type HeldRows = { position: Position; fresh: readonly Topic[] };

/**
 * How a subscription starts: with all rows, or with the deltas that the reader missed and all rows of the fresh topics.
 * Both are up to the same position.
 */
export type Opening =
  | { mode: "snapshot"; position: Position; rows: SnapshotRows[] }
  | { mode: "resumed"; position: Position; deltas: Delta[]; fresh: SnapshotRows[] };

/** What the engine says when it has started: where its servers listen, and notes for the operator. */
export type Ready = {
  epoch: string;
  dataDir: string;
  addresses: { name: string; address: string }[];
  notes: string[];
  /** The one-time token of the set-up page; null when there is an administrator. */
  setUpToken: string | null;
  /** Of the web console; null when it speaks HTTP. */
  webCertificate: WebCertificate | null;
};

/** Messages from the engine. */
export type FromEngine =
  | { kind: "ready"; ready: Ready }
  | { kind: "failed"; message: string }
  | { kind: "answer"; id: number; answer: Answer<unknown> }
  | { kind: "opened"; id: number; opening: Opening }
  | { kind: "batch"; deltas: readonly Delta[] }
  /** These sessions and API tokens have ended: streams that they opened must end, too. */
  | { kind: "sign-ins-ended"; ids: readonly string[] }
  | { kind: "stopped" };

/** What MessagePort and Worker have in common. */
export type Port<Sent, Received> = {
  postMessage(message: Sent): void;
  on(event: "message", listener: (message: Received) => void): unknown;
};
