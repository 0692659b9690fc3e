/**
 * The ports of the command line: rows that the pages show, commands of the registry, orders that only the command line
 * gives, logs and clocks. SSH and the browser terminal provide the same ones.
 */
import type { CommandAnswer, CommandInput, CommandType } from "@/lib/contracts/commands";
import type { Answer } from "@/lib/contracts/fault";
import type { JoinRecord } from "@/lib/contracts/joins";
import type { LogLine } from "@/lib/contracts/logs";
import type { RowOf, TableTopic } from "@/lib/contracts/stream";
import type { ManagementSettings } from "./management-settings";
import type { SharedCliState } from "./shared-state";

/** 15 for administrators, 1 for read-only users. */
export type Privilege = 1 | 15;

/** The user of a session. */
export type CliUser = {
  name: string;
  privilege: Privilege;
  /** The address of the client; `console` for the browser terminal. */
  from: string;
  /** For the audit log, of a browser terminal: the browser's address, and the API token that opened it. */
  browser?: { address: string; token?: string | undefined };
};

/** A reload of the controller that was ordered for later. Simulated milliseconds. */
export type ScheduledReloadFacts = {
  at: number;
  inMs: number;
  /** Who ordered it, as in the syslog. */
  by: string;
};

/** Operations of the controller that only the command line offers. */
export type ControllerOrder =
  | { type: "rename"; name: string }
  /** Removes the image download profile. */
  | { type: "clear-profile" }
  /** All joined APs exchange primary and backup image, without a reboot. */
  | { type: "swap-all" }
  /** One joined AP exchanges primary and backup image, without a reboot. */
  | { type: "swap"; apId: string }
  /** Reboots all joined APs. */
  | { type: "reset-all" }
  /** Reloads the fleet into the committed version. */
  | { type: "roll-back" }
  /** The activated version stays uncommitted, and nothing rolls it back. */
  | { type: "stop-abort-timer" }
  /** Deletes those of these versions that are neither running nor committed, and returns them. */
  | { type: "remove-inactive"; versions: readonly string[] }
  /** Reloads the controller with the running version. */
  | { type: "reload" }
  /** The same in so many simulated milliseconds. It replaces a reload that was scheduled before. */
  | { type: "schedule-reload"; delayMs: number }
  | { type: "cancel-reload" }
  /** Empties `show logging`. The lines stay in the store. */
  | { type: "clear-logging" };

/** The effect of an order: removed versions, or the number of access points. */
export type OrderDone = { removed?: readonly string[]; count?: number };

/** One session of the command line, for `show users`. */
export type CliSessionRow = {
  /** The number n of `vty n`. */
  line: number;
  user: string;
  from: string;
  idleSeconds: number;
  /** Whether this is the session of the user who runs `show users`. */
  self: boolean;
};

/** The port to which `ping` sends its requests, from the controller. */
export type ProbeTarget = {
  service: string;
  transport: "UDP" | "TCP";
  address: string;
  port: number;
};
/** The answer time in milliseconds, or why there was no answer. */
export type ProbeOutcome = { ok: true; ms: number } | { ok: false; reason: string };

/** Facts about the controller that are not in its row. Times are simulated milliseconds. */
export type ControllerFacts = {
  /** The running version. */
  version: string;
  bootedAt: number;
  /** The text after `Last reload reason:`. */
  reloadReason: string;
  /** False from `install activate` until `install commit`. */
  committed: boolean;
  /** The version to which a rollback goes; the running one once that is committed. */
  committedVersion: string;
  /** The version that is stored and does not run; null when there is none. */
  inactiveVersion: string | null;
  /** Versions that `install remove inactive` may delete. */
  removableVersions: readonly string[];
  /** Milliseconds until the uncommitted version is rolled back; null without a timer. */
  rollbackInMs: number | null;
  scheduledReload: ScheduledReloadFacts | null;
  /** The number of APs that downloaded an image to join, since the controller booted. */
  joinDownloads: number;
  /** The images of the current upgrade in the flash. */
  files: readonly { name: string; sizeBytes: number }[];
  /** The processor board ID, which stays the same for the lifetime of the lab. */
  serial: string;
};

/** The limits of logins over SSH. */
export type SshLimits = { loginSeconds: number; attempts: number };

/** Everything that a session can see and do. */
export type CliPorts = {
  user: CliUser;
  /** The user as the syslog names who asked for something: `admin on vty0 (10.0.0.5)`. */
  requester: string;
  /** The present rows of a topic, the same that the pages show. */
  rows<T extends TableTopic>(topic: T): readonly RowOf<T>[];
  facts(): ControllerFacts;
  /** What is counted of an access point's joins. */
  joinRecord(apId: string): JoinRecord;
  /** Settings of lines, console logging and the enable secret. */
  managementSettings(): ManagementSettings;
  /** Stores them. Never rejects. */
  saveManagementSettings(settings: ManagementSettings): Promise<Answer<ManagementSettings>>;
  ssh: SshLimits;
  /** Calls the listener after each change of a topic, until the returned function is called. */
  onChange(topic: TableTopic, listener: () => void): () => void;
  /** Calls the listener with each new syslog line, until the returned function is called. */
  onSyslog(listener: (line: LogLine) => void): () => void;
  /** Runs a command of the registry as the session's user. Never rejects. */
  ask<T extends CommandType>(type: T, input: CommandInput<T>): Promise<Answer<CommandAnswer<T>>>;
  /** Runs an operation that only the command line offers. Never rejects. */
  order(order: ControllerOrder): Promise<Answer<OrderDone>>;
  /** The newest lines, oldest first. Syslog lines before the last `clear logging` are left out. */
  readLog(source: "syslog" | "install", limit: number): Promise<readonly LogLine[]>;
  /**
   * Adds one entry per command, or request over RESTCONF, that changes or sends something: the command in full words, secrets as `******`. The port
   * adds what the command changed.
   */
  audit(entry: { action: string; mode: "exec" | "config" | "restconf"; outcome: string }): void;
  /**
   * Encrypts a secret for display (`password 8 <opaque>`). The same secret gives the same text, so that tools that
   * compare configurations see no difference.
   */
  sealSecret(clear: string): string;
  /** Decrypts a text that `sealSecret` returned; null for any other text. */
  unsealSecret(opaque: string): string | null;
  /** The encrypted password of the stored profile; null without one. */
  storedSecret(): string | null;
  simulatedNow(): number;
  wallNow(): number;
  /** A wall time on the controller's clock. Both in milliseconds. */
  toSimulated(wallAt: number): number;
  sessions(): readonly CliSessionRow[];
  /** The port to probe at this address: the profile's port when it is the profile's server. */
  probeTarget(address: string): ProbeTarget;
  /** Sends one real request to that port. Never rejects; ends after `timeoutMs`. */
  probe(target: ProbeTarget, timeoutMs: number, signal: AbortSignal): Promise<ProbeOutcome>;
  /** The state that all sessions of one controller share. */
  shared: SharedCliState;
};
