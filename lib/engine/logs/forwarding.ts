/**
 * Sends the controller's syslog on to the operator's collector: settings that are stored and hold at once, the row that
 * says how it fares. It reads lines of the syslog and nothing else, and what it meets itself is never one of them: no
 * collector, not even a server of this program, can make it send more.
 */
import {
  DEFAULT_FORWARDING,
  type ForwardingRow,
  type ForwardingSettings,
  forwardingSettingsSchema,
} from "@/lib/contracts/forwarding";
import type { LogLine } from "@/lib/contracts/logs";
import { configured, syslogStamp } from "@/lib/controller/syslog-lines";
import type { Cancel, Clock } from "@/lib/kit/clock";
import { deliverOnce } from "@/lib/servers/syslog/deliver-once";
import { type SenderStatus, SyslogSender } from "@/lib/servers/syslog/syslog-sender";
import type { DocumentStore } from "@/lib/store/store-types";
import { encodeSyslog } from "@/lib/wire/syslog/message";
import type { Bus } from "../bus";
import type { Handlers } from "../handlers";
import { forwardedLine } from "./forwarded-line";
import type { LogBook } from "./log-book";

export type ForwardingPorts = {
  bus: Pick<Bus, "put" | "patch" | "row">;
  documents: DocumentStore;
  log: Pick<LogBook, "append" | "onLine">;
  simulated: Pick<Clock, "now">;
  wall: Clock;
  /** For the program's own log. */
  onNote(level: "info" | "warn", text: string): void;
};

const KEY = "forwarding";
const STOP_GRACE_MS = 2_000;
/** A collector that comes and goes does not fill the program's log. */
const NOTE_EVERY_MS = 60_000;
/** Notice: a test message is worth a look, and no alarm. */
const TEST_SEVERITY = 5;

export class Forwarding {
  readonly #ports: ForwardingPorts;
  #settings: ForwardingSettings;
  #sender: SyslogSender | undefined;
  /** Of senders that are gone, and of messages that never reached one. */
  #before = { sent: 0, dropped: 0 };
  #current = { sent: 0, dropped: 0 };
  #sequence = 0;
  #notedAt = Number.NEGATIVE_INFINITY;
  #noted: string | null = null;
  readonly #stopReading: Cancel;
  /** Orders wait for each other. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(ports: ForwardingPorts, settings: ForwardingSettings) {
    this.#ports = ports;
    this.#settings = settings;
    const nothing = { fault: null, sent: 0, dropped: 0, waiting: 0 };
    ports.bus.put(KEY, KEY, { settings, state: "off", ...nothing });
    this.#stopReading = ports.log.onLine((line) => this.#take(line));
    this.#begin([]);
  }

  /** Goes on as it was left: settings that cannot be read count as never made. */
  static async open(ports: ForwardingPorts): Promise<Forwarding> {
    const stored = forwardingSettingsSchema.safeParse(await ports.documents.get(KEY));
    return new Forwarding(ports, stored.success ? stored.data : DEFAULT_FORWARDING);
  }

  /** A handler throws a FaultError when the answer is a fault. */
  readonly handlers: Handlers<"forwarding"> = {
    "forwarding.save": async ({ settings, actor }) => {
      await this.#inTurn(() => this.#save(settings, actor.name));
      return { settings };
    },
    "forwarding.test": async ({ settings, actor }) => {
      await deliverOnce(settings, this.#testMessage(settings, actor.name), this.#ports.wall);
      return { sent: true };
    },
  };

  /** Sends what waits where it can be sent, for at most two seconds. */
  async stop(): Promise<void> {
    await this.#inTurn(async () => {
      this.#stopReading();
      await this.#sender?.close(STOP_GRACE_MS);
      this.#sender = undefined;
    });
  }

  async #save(settings: ForwardingSettings, by: string): Promise<void> {
    const { bus, documents } = this.#ports;
    const old = this.#settings;
    await documents.put(KEY, settings);
    this.#settings = settings;
    bus.patch(KEY, KEY, { settings });
    const { address, port, transport, enabled } = settings;
    const stays =
      old.address === address && old.port === port && old.transport === transport && old.enabled === enabled;
    // What waits for a collector that was mistyped goes to the right one.
    if (!stays) this.#begin(this.#end());
    if (JSON.stringify(old) !== JSON.stringify(settings)) this.#sayConfigured(by);
  }

  #begin(waiting: readonly Uint8Array[]): void {
    const { address, port, transport, enabled } = this.#settings;
    if (!enabled) {
      this.#before.dropped += waiting.length;
      this.#show({ state: "off", fault: null, waiting: 0 });
      return;
    }
    this.#show({ state: "connecting", fault: null, waiting: waiting.length });
    const sender = new SyslogSender({
      collector: { address, port, transport },
      wall: this.#ports.wall,
      onStatus: (status) => this.#follow(status),
    });
    this.#sender = sender;
    for (const message of waiting) sender.send(message);
  }

  /** @returns what waits */
  #end(): Uint8Array[] {
    const left = this.#sender?.abandon() ?? [];
    this.#sender = undefined;
    this.#before.sent += this.#current.sent;
    this.#before.dropped += this.#current.dropped;
    this.#current = { sent: 0, dropped: 0 };
    return left;
  }

  #take(line: LogLine): void {
    const { severity, source, apId } = line;
    if (source !== "syslog" || severity === null || severity > this.#settings.severity) return;
    if (this.#sender === undefined) return;
    const { bus } = this.#ports;
    const origin = {
      hostname: this.#hostname(),
      facility: this.#settings.facility,
      sequence: ++this.#sequence,
      apName: apId === null ? null : (bus.row("aps", apId)?.name ?? null),
    };
    this.#sender.send(encodeSyslog(forwardedLine(line, origin)));
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
      text: `Test message to ${to.address} port ${to.port} over ${to.transport.toUpperCase()}, ordered by ${by}. Nothing happened on the controller.`,
    });
  }

  /** As after every change of the controller's configuration. */
  #sayConfigured(by: string): void {
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

  #follow({ state, fault, sent, dropped, waiting }: SenderStatus): void {
    this.#current = { sent, dropped };
    this.#show({ state, fault, waiting });
    this.#note(fault === null ? null : fault.message, state);
  }

  #show(status: Pick<ForwardingRow, "state" | "fault" | "waiting">): void {
    const sent = this.#before.sent + this.#current.sent;
    const dropped = this.#before.dropped + this.#current.dropped;
    this.#ports.bus.patch(KEY, KEY, { ...status, sent, dropped });
  }

  #note(failure: string | null, state: SenderStatus["state"]): void {
    if (failure === this.#noted || state === "connecting") return;
    const now = this.#ports.wall.now();
    if (failure !== null && now - this.#notedAt < NOTE_EVERY_MS) return;
    this.#noted = failure;
    if (failure !== null) this.#notedAt = now;
    this.#ports.onNote(failure === null ? "info" : "warn", failure ?? "Syslog is sent on again.");
  }

  #inTurn<T>(order: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(order);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}
