/** A simulated access point with what happens to it at the moment. Its fields are written by `fleet-state.ts` only. */

import type { ImageFamily } from "@/lib/contracts/families";
import type { Fault } from "@/lib/contracts/fault";
import type { JoinRecord } from "@/lib/contracts/joins";
import type { Behavior } from "@/lib/contracts/lab";
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import type { Method } from "@/lib/contracts/predownload";
import type { ApFacts, ApState, ApTimer, Purpose } from "@/lib/fleet/ap-state";
import type { ConsoleDialect } from "@/lib/fleet/console-dialect";
import type { ConsoleDots } from "@/lib/fleet/console-dots";
import type { Cancel } from "@/lib/kit/clock";
import type { RateWindow } from "@/lib/kit/rate-window";

/** An image on its way to one access point or to the controller, over the wire or over CAPWAP. */
export type Receiving = {
  purpose: Purpose;
  image: string;
  /** Bytes so far. `read` brings a CAPWAP transfer up to date. */
  bytes: number;
  sizeBytes: number | null;
  /** Bytes per second of wall time, over the last second. */
  rate: number;
  readonly window: RateWindow;
  /** Image bytes per message of this transport, for the access point's console. */
  perMessage: number;
  /** The dots on the access point's console; null for an image that the console does not show. */
  dots: ConsoleDots | null;
  /** What has to happen before bytes can arrive, in words; empty when nothing. */
  awaits: string;
  read(): void;
  /** The access point has another behavior, so the rest takes another time or does not arrive. */
  relink(): void;
  /** Ends the transfer without telling the access point. */
  stop(why: Fault): void;
};

/** What *Why?* needs to know about an access point's last failure. */
export type LastFailure = {
  mode: DownloadMode;
  userName: string | null;
  fault: Fault;
  /** The access point itself is the cause. */
  own: boolean;
  atJoin: boolean;
  /** The transport over which bytes arrived; null when none did. */
  over: Method | null;
  image: string;
  path: string;
  url: string;
  server: string;
  port: number;
  /** Name of the image master that failed for this access point; null when there was none. */
  master: string | null;
};

export type ApFields = {
  readonly id: string;
  readonly name: string;
  readonly model: string;
  readonly ip: string;
  readonly ethernetMac: string;
  readonly family: ImageFamily | null;
  readonly isController: boolean;
  /** How it writes on its console; null: as its running version does. */
  readonly dialect: ConsoleDialect | null;
  /** EWC-capable without being the controller: Network Upgrade gives it the controller image. */
  readonly isStandby: boolean;
  behavior: Behavior;
  facts: ApFacts;
  state: ApState;
  receiving: Receiving | null;
  failure: LastFailure | null;
  joins: JoinRecord;
  timers: Partial<Record<ApTimer, Cancel | undefined>>;
};
export type SimulatedAp = Readonly<ApFields>;
export type ApIdentity = Pick<
  SimulatedAp,
  "id" | "name" | "model" | "ip" | "ethernetMac" | "behavior" | "dialect"
>;
