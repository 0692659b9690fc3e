/**
 * One image server of either protocol under an operator's control: starts and stops it, stores its settings and applies
 * them without a restart of the program, and closes its port while a fault from Lab says so.
 */
import type { z } from "zod";
import { type Fault, FaultError, fault, faultOf } from "@/lib/contracts/fault";
import type { ServerId } from "@/lib/contracts/server-ids";
import { serverNames } from "@/lib/contracts/server-names";
import type { ServerRow } from "@/lib/contracts/servers";
import { SerialQueue } from "@/lib/kit/serial-queue";
import type { Bus } from "../bus";
import {
  changedSettings,
  effectiveSettings,
  isEnabledAtFirst,
  type PlainSettings,
  type SettingsDocument,
} from "./server-settings";

type Bound = { address: string; port: number };
type Settings = PlainSettings & Bound;

/** The part of a server that this class controls. */
export type RunnableServer<S> = {
  /** Rejects with a FaultError when it cannot listen. */
  start(): Promise<Bound>;
  stop(): Promise<void>;
  listening(): Bound | null;
  /** Applies the settings, except address and port, which apply at the next start. A promise where that takes time. */
  apply(settings: S): unknown;
};

/** What differs between the protocols. */
export type ManagedServerParts<S extends Settings, R extends RunnableServer<S>> = {
  id: ServerId;
  schema: z.ZodObject & z.ZodType<S>;
  defaults: S;
  document: SettingsDocument;
  bus: Pick<Bus, "patch" | "row">;
  /** The sockets that systemd opened for it: address and port are then those of the first, whatever is stored. */
  inherited?: readonly Bound[];
  /** Creates the server, which does not listen yet. */
  create(settings: S): R;
};

const FIXED_BY_SYSTEMD: Fault = fault(
  "conflict",
  "systemd opened the port of this server, so its address and port cannot be changed here.",
  "Change the socket unit, and restart it and this program.",
);

export class ManagedServer<S extends Settings, R extends RunnableServer<S>> {
  readonly server: R;
  readonly #parts: ManagedServerParts<S, R>;
  readonly #changes = new SerialQueue();
  #settings: S;
  #isEnabled: boolean;
  /** A fault from Lab keeps the port closed, even when the server is enabled. */
  #isPortClosed = false;
  /** Where it listened when the fault closed the port. */
  #closedAt: Bound | null = null;

  constructor(given: ManagedServerParts<S, R>) {
    const [inherited] = given.inherited ?? [];
    const { address, port } = inherited ?? given.defaults;
    const parts = { ...given, defaults: { ...given.defaults, address, port } };
    const { id, schema, defaults, document } = parts;
    const stored = document.read(id);
    this.#parts = parts;
    this.#isEnabled = stored.enabled;
    this.#settings = effectiveSettings(schema, defaults, stored.changed);
    // What is stored applies again when it is started without these sockets.
    if (inherited) Object.assign(this.#settings, { address, port });
    this.server = parts.create(this.#settings);
  }

  /** The fields of the server's row that come from here. */
  get fields(): {
    enabled: boolean;
    changed: string[];
    settings: S;
    defaults: S;
    systemdSockets: Bound[];
  } {
    const { defaults, inherited = [] } = this.#parts;
    const changed = Object.keys(changedSettings(this.#settings, defaults));
    const systemdSockets = inherited.map(({ address, port }) => ({ address, port }));
    return { enabled: this.#isEnabled, changed, settings: this.#settings, defaults, systemdSockets };
  }

  /** The address and port on which it listens; null when it does not. */
  listening(): Bound | null {
    return this.server.listening();
  }

  /** Where it listens, or would listen if no fault kept the port closed; null when it is disabled or failed to listen. */
  listenAddress(): Bound | null {
    const listening = this.listening();
    if (listening || !this.#isEnabled) return listening;
    const { address, port } = this.#settings;
    return this.#closedAt ?? (this.#isPortClosed && port !== 0 ? { address, port } : null);
  }

  /** Closes the port for a fault from Lab, or reopens it where it was if the server is enabled. */
  setPortClosed(isClosed: boolean): Promise<void> {
    return this.#changes.run(async () => {
      if (isClosed === this.#isPortClosed) return;
      this.#isPortClosed = isClosed;
      this.#show({ isPortClosed: isClosed });
      if (isClosed) {
        this.#closedAt = this.listening();
        await this.server.stop();
        if (this.#isEnabled) this.#showPortClosed();
      } else {
        if (this.#isEnabled) await this.#reopenPort();
        this.#closedAt = null;
      }
    });
  }

  /** Starts it if it is enabled, when the program starts. @returns a sentence when it does not listen, else null */
  open(): Promise<string | null> {
    return this.#changes.run(async () => {
      const name = `The ${serverNames[this.#parts.id]}`;
      if (!this.#isEnabled)
        return isEnabledAtFirst[this.#parts.id]
          ? `${name} was stopped by an operator. Start it on Image Servers > Servers.`
          : null;
      const reason = await this.#tryToListen();
      return reason && `${name} does not listen: ${reason.message}`;
    });
  }

  /** Stops it when the program stops, and leaves it enabled. */
  close(): Promise<void> {
    return this.#changes.run(() => this.server.stop());
  }

  /** Enables and starts it. Rejects with a FaultError when it cannot listen; it stays enabled then. */
  start(): Promise<Bound> {
    return this.#changes.run(async () => {
      await this.#store(this.#settings, true);
      return await this.#listen();
    });
  }

  /** Disables and stops it. */
  stop(): Promise<void> {
    return this.#changes.run(async () => {
      await this.#store(this.#settings, false);
      await this.server.stop();
      // The row of a server that failed to listen still has the reason.
      this.#show({ state: "stopped", reason: null });
    });
  }

  /**
   * Stores and applies settings; a new address or port restarts the server.
   * @returns why it does not listen with the new settings; null when it does or is disabled
   */
  save(settings: S): Promise<Fault | null> {
    return this.#changes.run(async () => {
      const isMoved = settings.address !== this.#settings.address || settings.port !== this.#settings.port;
      if (isMoved && this.#isInherited) throw new FaultError(FIXED_BY_SYSTEMD);
      const needsRestart = isMoved || this.listening() === null;
      await this.#store(settings, this.#isEnabled);
      if (needsRestart) await this.server.stop();
      await this.server.apply(settings);
      this.#closedAt = null;
      if (!this.#isEnabled) this.#show({ address: settings.address, port: settings.port });
      return this.#isEnabled && needsRestart ? await this.#tryToListen() : null;
    });
  }

  async #tryToListen(): Promise<Fault | null> {
    try {
      await this.#listen();
      return null;
    } catch (thrown) {
      return faultOf(thrown);
    }
  }

  async #listen(): Promise<Bound> {
    if (!this.#isPortClosed) return await this.server.start();
    this.#showPortClosed();
    throw new FaultError(this.#portClosedFault);
  }

  /** Listens on the same port as before, even when the settings allow any free port, so that clients find it again. */
  async #reopenPort(): Promise<void> {
    await this.server.apply({ ...this.#settings, ...this.#closedAt });
    await this.#tryToListen();
    await this.server.apply(this.#settings);
  }

  #showPortClosed(): void {
    this.#show({ state: "failed", reason: this.#portClosedFault, ...this.listenAddress() });
  }

  get #portClosedFault(): Fault {
    const name = `The ${serverNames[this.#parts.id]}`;
    return fault(
      "conflict",
      `${name} is down because a fault from Lab closed its port.`,
      "Remove the fault in Lab.",
    );
  }

  get #isInherited(): boolean {
    return (this.#parts.inherited ?? []).length > 0;
  }

  async #store(settings: S, enabled: boolean): Promise<void> {
    const { id, document, defaults } = this.#parts;
    const { address, port } = document.read(id).changed;
    const kept = this.#isInherited
      ? { ...(address !== undefined && { address }), ...(port !== undefined && { port }) }
      : {};
    await document.write(id, { enabled, changed: { ...changedSettings(settings, defaults), ...kept } });
    this.#settings = settings;
    this.#isEnabled = enabled;
    this.#show(this.fields);
  }

  #show(fields: object): void {
    this.#parts.bus.patch("servers", this.#parts.id, fields as Partial<ServerRow>);
  }
}
