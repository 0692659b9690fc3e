/**
 * What the command line needs of the world, as types: the rows every page shows, the door's commands, the orders that
 * only a command line gives, the clock. A session knows nothing else; SSH and the browser terminal hand in the same.
 */
import type { CommandAnswers, CommandInput, CommandType } from "@/lib/contracts/commands";
import type { Answer } from "@/lib/contracts/fault";
import type { LogLine } from "@/lib/contracts/logs";
import type { RowOf, TableTopic } from "@/lib/contracts/stream";
import type { SharedCliState } from "./shared-state";

/** 15 for administrators, 1 for read-only users. */
export type Privilege = 1 | 15;

export type CliUser = {
  name: string;
  privilege: Privilege;
  /** The address the user came from; `console` in the browser. */
  from: string;
};

/** Orders that no page gives. Each is one event at the controller; the answer says why not. */
export type ControllerOrder =
  | { type: "rename"; name: string }
  /** Forget the image download profile: back to unconfigured. */
  | { type: "clear-profile" }
  /** Every joined AP makes its backup image the primary one, without a reboot. */
  | { type: "swap-all" }
  /** Every joined AP reboots. */
  | { type: "reset-all" }
  /** Keep the version that was activated. */
  | { type: "commit" }
  /** Delete image files that are neither running nor committed. Answers the versions that were removed. */
  | { type: "remove-inactive" }
  /** The controller reloads what it runs. */
  | { type: "reload" }
  /** `show logging` starts empty; the lines stay in the store. */
  | { type: "clear-logging" };

/** What an order did, in versions or counts where that is worth a line. */
export type OrderDone = { removed?: readonly string[]; count?: number };

/** One session of the command line, for `show users`. */
export type CliSessionRow = {
  /** The line number of `vty 0`. */
  line: number;
  user: string;
  from: string;
  idleSeconds: number;
  /** The session that asks. */
  self: boolean;
};

/** The port of an image server that a `ping` from the controller's seat really asks. */
export type ProbeTarget = {
  service: string;
  transport: "UDP" | "TCP";
  address: string;
  port: number;
};
export type ProbeOutcome = { ok: true; ms: number } | { ok: false; reason: string };

/** Facts of the controller that no row has. Times are simulated milliseconds. */
export type ControllerFacts = {
  bootedAt: number;
  /** One or a few words, as after `Last reload reason:`. */
  reloadReason: string;
  /** False from `install activate` until `install commit`. */
  committed: boolean;
  /** The version that is stored beside the running one, not activated; null when there is none. */
  inactiveVersion: string | null;
  /** APs that completed a join-time download since the controller booted. */
  joinDownloads: number;
  /** Stable for the life of the lab: `Processor board ID`. */
  serial: string;
};

export type CliPorts = {
  user: CliUser;
  /** The rows of a topic as they are now, the same that every page shows. */
  rows<T extends TableTopic>(topic: T): readonly RowOf<T>[];
  facts(): ControllerFacts;
  /** Calls `listener` after a row of the topic changed, until the returned function is called. */
  onChange(topic: TableTopic, listener: () => void): () => void;
  /** New controller syslog lines as they come, for `terminal monitor`. */
  onSyslog(listener: (line: LogLine) => void): () => void;
  /** Gives a command of the registry, as the session's user. Never rejects. */
  ask<T extends CommandType>(type: T, input: CommandInput<T>): Promise<Answer<CommandAnswers[T]>>;
  /** Never rejects. */
  order(order: ControllerOrder): Promise<Answer<OrderDone>>;
  /** The newest lines, oldest first. `syslog` without what `clear logging` cleared. */
  readLog(source: "syslog" | "install", limit: number): Promise<readonly LogLine[]>;
  /** One entry per changing command: the command in full words, secrets as `******`. */
  audit(entry: { action: string; mode: "exec" | "config"; outcome: string }): void;
  /**
   * The form of a secret that may be shown (`password 8 <opaque>`). The same secret gives the same text, so that a
   * tool which compares configurations sees no change where there is none.
   */
  sealSecret(clear: string): string;
  /** The secret in a text that `sealSecret` made; null for any other text. */
  unsealSecret(opaque: string): string | null;
  /** The stored profile's password, sealed; null without one. */
  storedSecret(): string | null;
  simulatedNow(): number;
  wallNow(): number;
  sessions(): readonly CliSessionRow[];
  /** Which port a ping of this address asks: the profile's when it is the profile's server. */
  probeTarget(address: string): ProbeTarget;
  /** One real question to that port. Never rejects; ends after `timeoutMs`. */
  probe(target: ProbeTarget, timeoutMs: number, signal: AbortSignal): Promise<ProbeOutcome>;
  /** What all sessions of one controller share. */
  shared: SharedCliState;
};
