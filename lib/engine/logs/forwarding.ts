/**
 * Forwards the controller's syslog to a collector: stores the settings, applies them immediately, and publishes the state
 * as a row. It forwards syslog lines only and never writes its own failures there, so that it cannot cause a loop, even
 * when the collector's address is a server of this program.
 */

import {
  DEFAULT_FORWARDING,
  type ForwardingRow,
  type ForwardingSettings,
  forwardingSettingsSchema,
} from "@/lib/contracts/forwarding";
import type { LogLine } from "@/lib/contracts/logs";
import { configured, type Requester } from "@/lib/controller/syslog-lines";
import type { Cancel, Clock } from "@/lib/kit/clock";
import { SerialQueue } from "@/lib/kit/serial-queue";
import { syslogStamp } from "@/lib/kit/time-text";
import { deliverOnce } from "@/lib/servers/syslog/deliver-once";
import { type SenderStatus, SyslogSender } from "@/lib/servers/syslog/syslog-sender";
import { readDocument } from "@/lib/store/read-document";
import type { DocumentStore } from "@/lib/store/store-types";
import { encodeSyslog } from "@/lib/wire/syslog/message";
import type { Bus } from "../bus";
import type { Handlers } from "../handlers";
import { type MessageContext, toForwardedMessage } from "./forwarded-message";
import type { LogBook } from "./log-book";

/** What forwarding needs from the engine. */
export type ForwardingPorts = {
  bus: Pick<Bus, "put" | "patch" | "row">;
  documents: DocumentStore;
  log: Pick<LogBook, "append" | "onLine">;
  simulated: Pick<Clock, "now">;
  wall: Clock;
  /** Writes to the program's own log. */
  onNote(level: "info" | "warn", text: string): void;
};

const KEY = "forwarding";
/** How long a stop waits for queued messages to be sent. */
const STOP_GRACE_MS = 2_000;
/** Limits the notes in the program's log when a collector keeps failing and recovering. */
const NOTE_INTERVAL_MS = 60_000;
/** Notice (RFC 5424 §6.2.1). */
const TEST_SEVERITY = 5;

export class Forwarding {
  readonly #ports: ForwardingPorts;
  #settings: ForwardingSettings;
  #sender: SyslogSender | undefined;
  /** Messages of former senders, and messages that were dropped without one. */
  #earlier = { sent: 0, dropped: 0 };
  #current = { sent: 0, dropped: 0 };
  #sequence = 0;
  #lastNoteAt = Number.NEGATIVE_INFINITY;
  /** The failure in the last note; null when it said that forwarding works again. */
  #lastNoted: string | null = null;
  readonly #stopListening: Cancel;
  readonly #changes = new SerialQueue();

  private constructor(ports: ForwardingPorts, settings: ForwardingSettings) {
    this.#ports = ports;
    this.#settings = settings;
    const nothing = { fault: null, sent: 0, dropped: 0, waiting: 0 };
    ports.bus.put(KEY, KEY, { settings, state: "off", ...nothing });
    this.#stopListening = ports.log.onLine((line) => this.#forward(line));
    this.#startSender([]);
  }

  /** Continues with the stored settings. @throws FaultError `store-unusable` when they cannot be read */
  static async open(ports: ForwardingPorts): Promise<Forwarding> {
    const stored = await readDocument(
      ports.documents,
      KEY,
      "settings of log forwarding",
      forwardingSettingsSchema,
    );
    return new Forwarding(ports, stored ?? DEFAULT_FORWARDING);
  }

  /** A handler throws a FaultError when the answer is a fault. */
  readonly handlers: Handlers<"forwarding"> = {
    "forwarding.save": async ({ settings, actor }) => {
      await this.#changes.run(() => this.#save(settings, actor));
      return { settings };
    },
    "forwarding.test": async ({ settings, actor }) => {
      await deliverOnce(settings, this.#testMessage(settings, actor.name), this.#ports.wall);
      return { sent: true };
    },
  };

  /** Tries to send queued messages for at most two seconds. */
  async stop(): Promise<void> {
    await this.#changes.run(async () => {
      this.#stopListening();
      await this.#sender?.close(STOP_GRACE_MS);
      this.#sender = undefined;
    });
  }

  async #save(settings: ForwardingSettings, by: Requester): Promise<void> {
    const { bus, documents } = this.#ports;
    const old = this.#settings;
    await documents.put(KEY, settings);
    this.#settings = settings;
    bus.patch(KEY, KEY, { settings });
    const { address, port, transport, enabled } = settings;
    const isSameCollector =
      old.address === address && old.port === port && old.transport === transport && old.enabled === enabled;
    // Messages queued for the old collector go to the new one: the address may have been mistyped.
    if (!isSameCollector) this.#startSender(this.#stopSender());
    if (JSON.stringify(old) !== JSON.stringify(settings)) this.#logConfigured(by);
  }

  #startSender(queued: readonly Uint8Array[]): void {
    const { address, port, transport, enabled } = this.#settings;
    if (!enabled) {
      this.#earlier.dropped += queued.length;
      this.#show({ state: "off", fault: null, waiting: 0 });
      return;
    }
    this.#show({ state: "connecting", fault: null, waiting: queued.length });
    const sender = new SyslogSender({
      collector: { address, port, transport },
      wall: this.#ports.wall,
      onStatus: (status) => this.#onStatus(status),
    });
    this.#sender = sender;
    for (const message of queued) sender.send(message);
  }

  /** @returns the messages that were not sent yet */
  #stopSender(): Uint8Array[] {
    const unsent = this.#sender?.abandon() ?? [];
    this.#sender = undefined;
    this.#earlier.sent += this.#current.sent;
    this.#earlier.dropped += this.#current.dropped;
    this.#current = { sent: 0, dropped: 0 };
    return unsent;
  }

  #forward(line: LogLine): void {
    const { severity, source, apId } = line;
    if (source !== "syslog" || severity === null || severity > this.#settings.severity) return;
    if (this.#sender === undefined) return;
    const { bus } = this.#ports;
    const context: MessageContext = {
      hostname: this.#hostname(),
      facility: this.#settings.facility,
      sequence: ++this.#sequence,
      apName: apId === null ? null : (bus.row("aps", apId)?.name ?? null),
    };
    this.#sender.send(encodeSyslog(toForwardedMessage(line, context)));
  }

  #hostname(): string {
    return this.#ports.bus.row("controller", "controller")?.name ?? "";
  }

  #testMessage({ facility, severity, ...to }: ForwardingSettings, by: string): Uint8Array {
    return encodeSyslog({
      facility,
      severity: Math.min(severity, TEST_SEVERITY),
      at: this.#ports.simulated.now(),
      hostname: this.#hostname(),
      appName: "ewc-upgrade-console",
      procId: null,
      msgId: "FORWARDING_TEST",
      structured: [],
      text: `Test message to ${to.address} port ${to.port} over ${to.transport.toUpperCase()}, requested by ${by}. Nothing changed on the controller.`,
    });
  }

  /** Logs the configuration change to the controller's syslog, as for every other change. */
  #logConfigured(by: Requester): void {
    const { log, simulated } = this.#ports;
    const at = simulated.now();
    const { severity, text } = configured(by);
    log.append({
      source: "syslog",
      at,
      severity,
      text: `${syslogStamp(at)}: ${text}`,
      apId: null,
      transferId: null,
      upgradeId: null,
    });
  }

  #onStatus({ state, fault, sent, dropped, waiting }: SenderStatus): void {
    this.#current = { sent, dropped };
    this.#show({ state, fault, waiting });
    this.#note(fault === null ? null : fault.message, state);
  }

  #show(status: Pick<ForwardingRow, "state" | "fault" | "waiting">): void {
    const sent = this.#earlier.sent + this.#current.sent;
    const dropped = this.#earlier.dropped + this.#current.dropped;
    this.#ports.bus.patch(KEY, KEY, { ...status, sent, dropped });
  }

  #note(failure: string | null, state: SenderStatus["state"]): void {
    if (failure === this.#lastNoted || state === "connecting") return;
    const now = this.#ports.wall.elapsed();
    if (failure !== null && now - this.#lastNoteAt < NOTE_INTERVAL_MS) return;
    this.#lastNoted = failure;
    if (failure !== null) this.#lastNoteAt = now;
    this.#ports.onNote(failure === null ? "info" : "warn", failure ?? "Syslog forwarding works again.");
  }
}
