/**
 * Provides the ports of the command line from the engine: rows, commands with the validation of the registry, orders of
 * the controller, logs, audit log and secrets. All sessions share one host.
 */

import { z } from "zod";
import {
  DEFAULT_MANAGEMENT_SETTINGS,
  type ManagementSettings,
  managementSettingsSchema,
} from "@/lib/cli/management-settings";
import type {
  CliPorts,
  CliSessionRow,
  CliUser,
  ControllerOrder,
  OrderDone,
  ProbeOutcome,
  ProbeTarget,
  SshLimits,
} from "@/lib/cli/ports";
import { sharedCliState } from "@/lib/cli/shared-state";
import type { Actor } from "@/lib/contracts/actor";
import { type CommandAnswer, type CommandInput, type CommandType, commands } from "@/lib/contracts/commands";
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import { type Answer, faultOf, faultText } from "@/lib/contracts/fault";
import type { FaultCode } from "@/lib/contracts/fault-codes";
import type { LogLine } from "@/lib/contracts/logs";
import { locationOf } from "@/lib/contracts/profile";
import type { RowOf, TableTopic, Topic } from "@/lib/contracts/stream";
import { requester } from "@/lib/controller/syslog-lines";
import type { Clock, SimulatedClock } from "@/lib/kit/clock";
import type { OwnProbes } from "@/lib/servers/own-probes";
import { readDocument } from "@/lib/store/read-document";
import type { DocumentStore } from "@/lib/store/store-types";
import type { AuditTrail } from "../audit/audit-trail";
import type { ObserveCommand } from "../audit/audited-commands";
import type { Bus } from "../bus";
import { answerOf, type EngineServerPorts } from "../engine-server";
import type { LogBook } from "../logs/log-book";
import type { Secrets } from "../secrets";
import type { Simulation } from "../simulation/ports";
import { LineRecord } from "./line-record";

const DOCUMENT = "cli";
const documentSchema = z.object({
  loggingClearedAt: z.number(),
  // Documents of the first releases lack it.
  management: managementSettingsSchema.default(DEFAULT_MANAGEMENT_SETTINGS),
});
type Stored = z.infer<typeof documentSchema>;
/** Encrypts passwords in the running configuration, so that it can be pasted into this controller again. */
const SECRET_PURPOSE = "cli-profile-password";

/** Faults that mean that a TFTP server has answered. */
const ANSWERED_FAULTS: ReadonlySet<FaultCode> = new Set([
  "file-not-found",
  "access-violation",
  "peer-error",
  "busy",
]);

/** What the host needs from the engine. */
export type CliHostPorts = {
  bus: Bus;
  simulated: Pick<SimulatedClock, "now" | "toSimulated">;
  wall: Clock;
  log: Pick<LogBook, "read" | "lastId" | "flush">;
  documents: DocumentStore;
  audit: Pick<AuditTrail, "record">;
  /** Compares what a command changes, for the entry of its line. */
  observe: ObserveCommand;
  secrets: Secrets;
  simulation: Pick<Simulation, "order" | "facts" | "joinRecord" | "imageServer">;
  ssh: SshLimits;
  /** Whether a controller without stored settings answers RESTCONF. */
  startsWithRestconf: boolean;
  /** Resolves when a change can be stored. @throws FaultError that says that nothing was changed */
  admitChange(): Promise<void>;
  /** The engine's own answers to the door's commands. */
  ask: EngineServerPorts["ask"];
  probes: Pick<OwnProbes, "tcp" | "tftp">;
  /** The password of the stored profile, unencrypted; null without one. */
  storedPassword(): string | null;
  onFault(cause: unknown): void;
};

export type CliHost = {
  /**
   * The ports of a session of this user.
   * @param vty the n of `vty n` over SSH; null for the browser's terminal; `program` for a request over RESTCONF
   */
  portsFor(user: CliUser, sessions: () => readonly CliSessionRow[], vty: number | null | "program"): CliPorts;
};

/** Creates the host. Reads which log lines were cleared by `clear logging`, and the management settings. */
export async function createCliHost(ports: CliHostPorts): Promise<CliHost> {
  const stored = await readDocument(
    ports.documents,
    DOCUMENT,
    "settings of the command line",
    documentSchema,
  );
  const first = {
    loggingClearedAt: 0,
    management: { ...DEFAULT_MANAGEMENT_SETTINGS, restconf: ports.startsWithRestconf },
  };
  // Stored at once: at the next start it is no longer known how the lab began.
  if (stored === undefined && ports.startsWithRestconf) await ports.documents.put(DOCUMENT, first);
  const host = new Host(ports, stored ?? first);
  return { portsFor: (user, sessions, vty) => host.portsFor(user, sessions, vty) };
}

class Host implements CliHost {
  readonly #ports: CliHostPorts;
  readonly #shared = sharedCliState();
  readonly #watchers = new Set<{ topic: Topic; onRows(rows: readonly unknown[]): void }>();
  /** The id of the last line that `clear logging` removed from `show logging`, and the management settings. */
  #stored: Readonly<Stored>;

  constructor(ports: CliHostPorts, stored: Readonly<Stored>) {
    this.#ports = ports;
    this.#stored = stored;
    ports.bus.onBatch((deltas) => {
      if (this.#watchers.size === 0) return;
      const changed = new Map<Topic, unknown[]>();
      for (const delta of deltas) {
        const rows = changed.get(delta.topic) ?? [];
        changed.set(delta.topic, rows);
        if (delta.op === "put") rows.push(delta.row);
      }
      for (const watcher of [...this.#watchers]) {
        const rows = changed.get(watcher.topic);
        if (rows !== undefined) watcher.onRows(rows);
      }
    });
  }

  portsFor(
    user: CliUser,
    sessions: () => readonly CliSessionRow[],
    vty: number | null | "program",
  ): CliPorts {
    const { bus, simulated, wall, simulation, secrets, storedPassword, observe } = this.#ports;
    const actor: Actor = {
      name: user.name,
      role: user.privilege === 15 ? "admin" : "monitor",
      from: user.from,
      ...(vty === "program" ? { isProgrammatic: true } : vty !== null && { vty }),
    };
    const seal = (clear: string) => secrets.sealStable(clear, SECRET_PURPOSE);
    const record = new LineRecord(this.#ports.audit, auditedActor(actor, user), () => ({
      name: bus.row("controller", "controller")?.name,
      profile: bus.row("controller", "controller")?.profile,
      management: this.#stored.management,
    }));
    return {
      user,
      requester: requester(actor),
      rows: <T extends TableTopic>(topic: T) => {
        bus.prepare();
        return bus.rows(topic) as readonly unknown[] as readonly RowOf<T>[];
      },
      facts: () => simulation.facts(),
      joinRecord: (apId) => simulation.joinRecord(apId),
      managementSettings: () => this.#stored.management,
      saveManagementSettings: (settings) => record.ordered(() => this.#saveSettings(settings)),
      ssh: this.#ports.ssh,
      onChange: (topic: TableTopic, listener) => this.#watch(topic, () => listener()),
      onSyslog: (listener) =>
        this.#watch("syslog", (lines) => {
          for (const line of lines) listener(line as LogLine);
        }),
      ask: <T extends CommandType>(type: T, input: CommandInput<T>) =>
        record.asked((noteChanges) =>
          answerOf(
            {
              ask: async (command) => {
                if (commands[type].kind === "change") await this.#ports.admitChange();
                const { answer, changes } = await observe(command, () => this.#ports.ask(command));
                noteChanges(changes);
                return answer;
              },
            },
            type,
            input,
            actor,
          ),
        ) as Promise<Answer<CommandAnswer<T>>>,
      order: (order) => record.ordered(() => this.#order(order, actor)),
      readLog: (source, limit) => this.#readLog(source, limit),
      audit: (entry) => record.write(entry),
      sealSecret: seal,
      unsealSecret: (opaque) => secrets.unseal(opaque, SECRET_PURPOSE),
      storedSecret: () => {
        const password = storedPassword();
        return password === null ? null : seal(password);
      },
      simulatedNow: () => simulated.now(),
      wallNow: () => wall.now(),
      toSimulated: (wallAt) => simulated.toSimulated(wallAt),
      sessions,
      probeTarget: (address) => simulation.imageServer(address),
      probe: (target, timeoutMs, signal) => this.#probe(target, timeoutMs, signal),
      shared: this.#shared,
    };
  }

  #watch(topic: Topic, onRows: (rows: readonly unknown[]) => void): () => void {
    const watcher = { topic, onRows };
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  async #order(order: ControllerOrder, actor: Actor): Promise<Answer<OrderDone>> {
    try {
      await this.#ports.admitChange();
      if (order.type !== "clear-logging")
        return { ok: true, value: await this.#ports.simulation.order(order, actor) };
      await this.#clearLogging();
      return { ok: true, value: {} };
    } catch (thrown) {
      return { ok: false, fault: faultOf(thrown) };
    }
  }

  async #clearLogging(): Promise<void> {
    const { log } = this.#ports;
    const at = log.lastId;
    // The lines are stored first: after a crash, the id of an unstored line would be assigned again.
    await log.flush();
    await this.#store({ ...this.#stored, loggingClearedAt: at });
  }

  async #saveSettings(settings: ManagementSettings): Promise<Answer<ManagementSettings>> {
    try {
      await this.#ports.admitChange();
      await this.#store({ ...this.#stored, management: managementSettingsSchema.parse(settings) });
      return { ok: true, value: settings };
    } catch (thrown) {
      return { ok: false, fault: faultOf(thrown) };
    }
  }

  async #store(stored: Readonly<Stored>): Promise<void> {
    await this.#ports.documents.put(DOCUMENT, stored);
    this.#stored = stored;
  }

  async #readLog(source: "syslog" | "install", limit: number): Promise<readonly LogLine[]> {
    const { lines } = await this.#ports.log.read({ source, apId: null, text: "", before: null, limit });
    return source === "syslog" ? lines.filter(({ id }) => id > this.#stored.loggingClearedAt) : lines;
  }

  async #probe(target: ProbeTarget, timeoutMs: number, signal: AbortSignal): Promise<ProbeOutcome> {
    const { wall, probes } = this.#ports;
    const { address, port } = target;
    if (target.transport === "TCP") {
      const outcome = await probes.tcp({ address, port, timeoutMs, signal, wall });
      return outcome.ok ? outcome : { ok: false, reason: faultText(outcome.fault) };
    }
    const startedAt = wall.elapsed();
    const path = this.#controllerImagePath(address);
    const answer = await probes.tftp({ server: address, port, path, timeoutMs, retries: 1, signal });
    if (answer.found || ANSWERED_FAULTS.has(answer.fault.code))
      return { ok: true, ms: wall.elapsed() - startedAt };
    return { ok: false, reason: faultText(answer.fault) };
  }

  /** The path of the controller image on this server, which the probe requests. */
  #controllerImagePath(address: string): string {
    const profile = this.#ports.bus.row("controller", "controller")?.profile;
    const location = profile && locationOf(profile);
    const folder = location?.imageServer === address ? location.imagePath : "";
    return folder === "" ? CONTROLLER_IMAGE : `${folder}/${CONTROLLER_IMAGE}`;
  }
}

/** In the audit log, a browser terminal has the address of its browser. */
const auditedActor = (actor: Actor, { browser }: CliUser): Actor =>
  browser === undefined
    ? actor
    : { ...actor, from: browser.address, ...(browser.token !== undefined && { token: browser.token }) };
