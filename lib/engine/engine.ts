/** The running engine, as the worker thread serves it to the web thread. `boot.ts` makes it. */
import type { SnapshotRows, Topic } from "@/lib/contracts/stream";
import type { Bus } from "./bus";
import type { Ready } from "./engine-channel";
import type { AnswerCommand } from "./handlers";

/** The running engine. */
export type Engine = {
  bus: Bus;
  ready: Ready;
  ask: AnswerCommand;
  /** The newest console lines of one access point, which the bus does not keep. */
  consoleTail(topic: Topic): Promise<SnapshotRows>;
  /** Calls the listener with the ids of sessions and API tokens that have just ended. */
  onSignInsEnded(listener: (ids: readonly string[]) => void): void;
  /** Stops everything in reverse order, within a deadline. */
  stop(): Promise<void>;
};
