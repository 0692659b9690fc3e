/**
 * What the simulation needs from outside and what it offers; `boot.ts` connects them. Times are wall milliseconds unless
 * the name says otherwise.
 */
import type { ControllerFacts, ControllerOrder, OrderDone, ProbeTarget } from "@/lib/cli/ports";
import type { Actor } from "@/lib/contracts/actor";
import type { ApRow } from "@/lib/contracts/aps";
import type { Command, CommandAnswer, CommandType } from "@/lib/contracts/commands";
import type { JoinRecord } from "@/lib/contracts/joins";
import type { Lab } from "@/lib/contracts/lab";
import type { NewLogLine } from "@/lib/contracts/logs";
import type { ServerPlace } from "@/lib/contracts/own-servers";
import type { LabServerFaults } from "@/lib/contracts/server-faults";
import type { ServerId } from "@/lib/contracts/server-ids";
import type { ImageReader } from "@/lib/images/image-facts";
import type { Chance } from "@/lib/kit/chance";
import type { Clock, SimulatedClock } from "@/lib/kit/clock";
import type { CatalogClientFaults, OwnCatalog } from "@/lib/servers/catalog/own-catalog";
import type { Store } from "@/lib/store/store-types";
import type { Bus } from "../bus";
import type {
  CatalogPort,
  ImageRepository,
  OwnSftp,
  SftpPort,
  TftpPort,
  TransfersPort,
  UploadedImagesPort,
} from "../image-download/context";
import type { Secrets } from "../secrets";

/** The part of the store that the simulation uses. Its documents: `lab`, `lab-next`, `controller`, `profile`, `upgrade`,
 * `progress`, `known-hosts`, `release-check`, `wire-rates`. */
export type SimulationStore = {
  aps: Pick<Store["aps"], "all" | "upsert" | "remove">;
  documents: Store["documents"];
  events: Pick<Store["events"], "read">;
};

export type NamedLab = Command<"lab.reset">["to"];

/**
 * What a client's requests are about: the ids that log lines of an image server carry. An image that the controller fetches
 * for several access points belongs to none.
 */
export type ClientIds = Pick<NewLogLine, "apId" | "upgradeId"> & {
  /** Whether this stays so for the rest of the connection or request. */
  isFinal: boolean;
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
  catalog: CatalogPort;
  secrets: Secrets;
  images: ImageRepository;
  uploaded: UploadedImagesPort & {
    /** Says which of them the saved profile and the running upgrade use, whenever that may have changed. */
    setInUse(names: readonly string[]): void;
  };
  /** Where our server listens, or would if Lab did not keep its port closed; null when it is stopped. */
  ownServer(id: ServerId): ServerPlace | null;
  ownSftp(): OwnSftp | null;
  ownCatalog(): OwnCatalog | null;
  catalogClientFaults(): CatalogClientFaults;
  createReader(fileName: string): ImageReader;
  sha512(): { update(piece: Uint8Array): void; hex(): string };
  transfers: TransfersPort;
  /** Labs known by name; `first` is the one of a first start. Throws an Error with a one-line message. */
  namedLab(name: NamedLab): Promise<Lab>;
  /** Injects these faults into our own image servers. Resolves when they are in force. Never rejects. */
  setServerFaults(faults: LabServerFaults): Promise<void>;
  /**
   * The controller goes down for a reload, or, with null, is up again.
   * @param line the syslog line with which it goes, for open sessions of its command line
   */
  onReload(line: string | null): void;
  /** A fault outside any command (a failed write, a bug), for the program's log. */
  onFault(where: string, cause: unknown): void;
};

export type SimulationCommand = CommandType<"profile" | "upgrade" | "ap" | "lab">;

/** Commands of the command line only; clearing the log is handled by the log book. */
export type SimulationOrder = Exclude<ControllerOrder, { type: "clear-logging" }>;

/** An access point as a client of an image server. Its family is null for a model that this program does not know. */
export type KnownClient = { apId: string; name: string; model: string | null; family: string | null };

export type Simulation = {
  /**
   * Restores the lab from the store, or creates `first` when the store has none. Resolves when all rows are published;
   * an interrupted upgrade goes on from here.
   */
  start(first: Lab): Promise<void>;
  /** Throws a FaultError when the command is refused. */
  ask<T extends SimulationCommand>(command: Command<T>): Promise<CommandAnswer<T>>;
  /** Whose request comes from this address and port; null when it is none of the simulation's. */
  identify(address: string, port: number): KnownClient | null;
  /** What a server's line about a client of this address and port is about. */
  clientIds(address: string, port: number): ClientIds;
  fleet(): ApRow[];
  /** Executes a command that only the command line has. Throws a FaultError when it is refused. */
  order(order: SimulationOrder, actor: Actor): Promise<OrderDone>;
  facts(): ControllerFacts;
  /** What is counted of an access point's joins. */
  joinRecord(apId: string): JoinRecord;
  /** Where an image would be requested at this address. */
  imageServer(address: string): ProbeTarget;
  /** The saved profile's password, for use on the operator's behalf; null without one. Never show it. */
  profilePassword(): string | null;
  /** Image sets or our own server changed, so the suggested profile may be another one. */
  refresh(): void;
  /** Resolves when everything that has happened up to now is stored. */
  stored(): Promise<void>;
  /** Ends transfers and timers, and writes what is not written yet. */
  stop(): Promise<void>;
};
