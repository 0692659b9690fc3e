/**
 * One image server as an operator runs it: started, stopped and moved while the program runs, its settings stored.
 * The same for both protocols; what is particular is handed in.
 */
import type { z } from "zod";
import { type Fault, FaultError, fault, faultOf } from "@/lib/contracts/fault";
import type { ServerRow } from "@/lib/contracts/servers";
import type { ServerId } from "@/lib/contracts/settings";
import type { Bus } from "../bus";
import {
  changedSettings,
  type PlainSettings,
  type SettingsDocument,
  settingsInForce,
} from "./server-settings";

type Bound = { address: string; port: number };
type Settings = PlainSettings & Bound;

export type RunnableServer<S> = {
  /** Rejects with a FaultError when it cannot listen. */
  start(): Promise<Bound>;
  stop(): Promise<void>;
  listening(): Bound | null;
  /** What can hold at once does; address and port from the next start on. */
  apply(settings: S): void;
};

export type ManagedServerParts<S extends Settings> = {
  id: ServerId;
  schema: z.ZodObject & z.ZodType<S>;
  defaults: S;
  document: SettingsDocument;
  bus: Pick<Bus, "patch" | "row">;
  /** Makes the server, which does not listen yet. */
  create(settings: S): RunnableServer<S>;
};

export class ManagedServer<S extends Settings> {
  readonly #parts: ManagedServerParts<S>;
  readonly #server: RunnableServer<S>;
  #settings: S;
  #enabled: boolean;
  /** A fault from Lab has closed the port: whatever the operator wants, nobody listens. */
  #held = false;
  /** Where it listened when that began. */
  #heldAt: Bound | null = null;
  /** Orders wait for each other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: ManagedServerParts<S>) {
    const { id, schema, defaults, document } = parts;
    const stored = document.read(id);
    this.#parts = parts;
    this.#enabled = stored.enabled;
    this.#settings = settingsInForce(schema, defaults, stored.changed);
    this.#server = parts.create(this.#settings);
  }

  /** For the server's row. */
  get fields(): { enabled: boolean; changed: string[]; settings: S; defaults: S } {
    const { defaults } = this.#parts;
    const changed = Object.keys(changedSettings(this.#settings, defaults));
    return { enabled: this.#enabled, changed, settings: this.#settings, defaults };
  }

  listening(): Bound | null {
    return this.#server.listening();
  }

  /** Where it listens, or would if Lab did not hold it down; null when it is not meant to, or cannot. */
  place(): Bound | null {
    const listening = this.listening();
    if (listening || !this.#enabled) return listening;
    const { address, port } = this.#settings;
    return this.#heldAt ?? (this.#held && port !== 0 ? { address, port } : null);
  }

  /** A fault from Lab closes the port, or does no longer: then it listens where it did, if it is meant to. */
  hold(down: boolean): Promise<void> {
    return this.#inTurn(async () => {
      if (down === this.#held) return;
      this.#held = down;
      this.#show({ isHeldByLab: down });
      if (down) {
        this.#heldAt = this.listening();
        await this.#server.stop();
        if (this.#enabled) this.#showHeld();
      } else {
        if (this.#enabled) await this.#listenAgain();
        this.#heldAt = null;
      }
    });
  }

  /** At the program's start: listens when it is meant to. Resolves with a sentence when it does not, else null. */
  open(): Promise<string | null> {
    return this.#inTurn(async () => {
      const name = `The ${this.#parts.id.toUpperCase()} server`;
      if (!this.#enabled)
        return `${name} is stopped, as an operator left it: start it on Image Servers > Servers.`;
      const reason = await this.#tryToListen();
      return reason && `${name} does not listen: ${reason.message}`;
    });
  }

  /** At the program's end; it starts again with the program. */
  close(): Promise<void> {
    return this.#inTurn(() => this.#server.stop());
  }

  /** Rejects with the reason when it cannot listen; it is meant to from now on, though. */
  start(): Promise<Bound> {
    return this.#inTurn(async () => {
      await this.#store(this.#settings, true);
      return await this.#listen();
    });
  }

  stop(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#store(this.#settings, false);
      await this.#server.stop();
      // A server that could not listen has nothing to stop, and its row would still say why.
      this.#show({ state: "stopped", reason: null });
    });
  }

  /** Resolves with the reason why it does not listen with the new settings, null when it does or is not meant to. */
  save(settings: S): Promise<Fault | null> {
    return this.#inTurn(async () => {
      const moves =
        settings.address !== this.#settings.address ||
        settings.port !== this.#settings.port ||
        this.listening() === null;
      await this.#store(settings, this.#enabled);
      if (moves) await this.#server.stop();
      this.#server.apply(settings);
      this.#heldAt = null;
      if (!this.#enabled) this.#show({ address: settings.address, port: settings.port });
      return this.#enabled && moves ? await this.#tryToListen() : null;
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
    if (!this.#held) return await this.#server.start();
    this.#showHeld();
    throw new FaultError(this.#heldDown);
  }

  /** On the same port, also where any free one would do: whoever asked it before finds it again. */
  async #listenAgain(): Promise<void> {
    this.#server.apply({ ...this.#settings, ...this.#heldAt });
    await this.#tryToListen();
    this.#server.apply(this.#settings);
  }

  #showHeld(): void {
    this.#show({ state: "failed", reason: this.#heldDown, ...this.place() });
  }

  get #heldDown(): Fault {
    const name = `The ${this.#parts.id.toUpperCase()} server`;
    return fault(
      "conflict",
      `${name} is down: a fault from Lab has closed its port.`,
      "Remove the fault in Lab; then it listens again.",
    );
  }

  async #store(settings: S, enabled: boolean): Promise<void> {
    const { id, document, defaults } = this.#parts;
    await document.write(id, { enabled, changed: changedSettings(settings, defaults) });
    this.#settings = settings;
    this.#enabled = enabled;
    this.#show(this.fields);
  }

  #show(fields: object): void {
    this.#parts.bus.patch("servers", this.#parts.id, fields as Partial<ServerRow>);
  }

  #inTurn<T>(order: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(order);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}
