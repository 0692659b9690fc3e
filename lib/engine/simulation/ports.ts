/**
 * What the simulation needs from outside and what it offers: the types `boot.ts` wires. Times are wall milliseconds
 * unless a name says otherwise; bytes are bytes.
 */
import type { ControllerFacts, ControllerOrder, OrderDone, ProbeTarget } from "@/lib/cli/ports";
import type { Actor } from "@/lib/contracts/actor";
import type { ApRow } from "@/lib/contracts/aps";
import type { Command, CommandAnswer, CommandType } from "@/lib/contracts/commands";
import type { Lab } from "@/lib/contracts/lab";
import type { NewLogLine } from "@/lib/contracts/logs";
import type { ServerPlace } from "@/lib/contracts/own-servers";
import type { LabServerFaults } from "@/lib/contracts/server-faults";
import type { ServerId } from "@/lib/contracts/settings";
import type { ImageReader } from "@/lib/images/image-facts";
import type { Chance } from "@/lib/kit/chance";
import type { Clock, SimulatedClock } from "@/lib/kit/clock";
import type { Store } from "@/lib/store/store-types";
import type { Bus } from "../bus";
import type { ImageRepository, OwnSftp, SftpPort, TftpPort, TransfersPort } from "../image-download/context";
import type { Secrets } from "../secrets";

/** The part of the store that the simulation uses. Documents it owns: `lab`, `lab-next`, `controller`, `profile`, `upgrade`, `known-hosts`. */
export type SimulationStore = {
  aps: Pick<Store["aps"], "all" | "upsert" | "remove">;
  documents: Store["documents"];
  events: Pick<Store["events"], "read">;
};

export type NamedLab = Command<"lab.reset">["to"];

/** An image that the controller fetches for several access points is of none of them. */
export type LineIds = Pick<NewLogLine, "apId" | "upgradeId"> & {
  /** It stays so for the rest of this connection or request. */
  certain: boolean;
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
  sftp: SftpPort;
  secrets: Secrets;
  images: ImageRepository;
  /** Where our server listens, or would if Lab did not keep its port closed; null when it is stopped. */
  ownServer(id: ServerId): ServerPlace | null;
  ownSftp(): OwnSftp | null;
  createReader(fileName: string): ImageReader;
  sha512(): { update(piece: Uint8Array): void; hex(): string };
  transfers: TransfersPort;
  /** Labs that are known by name; `first` is what the first start makes here. Throws an Error of one line. */
  namedLab(name: NamedLab): Promise<Lab>;
  /** Our own image servers misbehave so from now on. */
  setServerFaults(faults: LabServerFaults): void;
  /** A fault that belongs to nobody who asked (a write that failed, a bug): for the program's own log. */
  onFault(where: string, cause: unknown): void;
};

export type SimulationCommand = CommandType<"profile" | "upgrade" | "ap" | "lab">;

/** Emptying `show logging` is the log's business, not the controller's. */
export type SimulationOrder = Exclude<ControllerOrder, { type: "clear-logging" }>;

export type Simulation = {
  /**
   * Restores the lab from the store, or creates `first` when the store has none. Resolves when all rows are published;
   * an interrupted upgrade goes on from here.
   */
  start(first: Lab): Promise<void>;
  /** Throws a FaultError when the answer is no. */
  ask<T extends SimulationCommand>(command: Command<T>): Promise<CommandAnswer<T>>;
  /** Whose request comes from this address and port; null for a stranger. */
  identify(address: string, port: number): { apId: string; name: string } | null;
  /** Of what a server's line about a client of this address and port speaks. */
  lineIds(address: string, port: number): LineIds;
  fleet(): ApRow[];
  /** What only the command line orders. Throws a FaultError when the answer is no. */
  order(order: SimulationOrder, actor: Actor): Promise<OrderDone>;
  facts(): ControllerFacts;
  /** Which port of an address would be asked for an image. */
  imageServer(address: string): ProbeTarget;
  /** The saved profile's password, to be used on the operator's behalf; null without one. Never to be shown. */
  profilePassword(): string | null;
  /** Image sets or our own server changed: what the first visit proposes may be another now. */
  refresh(): void;
  /** Ends transfers and timers and writes what is not written yet. */
  stop(): Promise<void>;
};
