/** What a predownload plan is given and what it answers. */
import type { Fault } from "@/lib/contracts/fault";

export type PlanPolicy = {
  batchSize: number;
  batchIntervalMs: number;
  /** One delay for each retry; an access point that used them all has failed. */
  retryDelaysMs: readonly number[];
  /** Every access point is a client of the server; the controller sends nobody an image. */
  everyApFetches: boolean;
  /** Only the controller fetches: there are no masters, and no access point asks the server. */
  controllerFetches: boolean;
  /** Fetches run at the same time instead of one after another. */
  parallel: boolean;
  /** The version that the round brings; `0.0.0.0` while unknown. */
  targetVersion(): string;
};

export type PlanEffect =
  | { do: "announce-initiated"; id: string }
  | { do: "announce-master"; id: string; image: string }
  | { do: "fetch"; id: string; image: string }
  /** The controller fetches it for everybody who waits. */
  | { do: "controller-fetch"; image: string }
  | { do: "deliver"; id: string; image: string }
  /** The access point did not fail itself, but cannot get its image for this reason. */
  | { do: "announce-refused"; id: string; fault: Fault }
  | { do: "arm-retry"; id: string; delayMs: number }
  | { do: "arm-batch"; delayMs: number }
  | { do: "end" };
