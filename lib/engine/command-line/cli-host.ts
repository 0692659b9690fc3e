/**
 * The command line's ports over the engine: the rows that every page shows, the door's commands with the door's own
 * validation, the controller's orders, logs, audit, secrets. One for all sessions, whatever carries them.
 */
import { z } from "zod";
import type {
  CliPorts,
  CliSessionRow,
  CliUser,
  ControllerOrder,
  OrderDone,
  ProbeOutcome,
  ProbeTarget,
} from "@/lib/cli/ports";
import { sharedCliState } from "@/lib/cli/shared-state";
import type { Actor } from "@/lib/contracts/actor";
import type { CommandAnswer, CommandInput, CommandType } from "@/lib/contracts/commands";
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import { type Answer, type Fault, type FaultCode, faultOf } from "@/lib/contracts/fault";
import type { LogLine } from "@/lib/contracts/logs";
import type { RowOf, TableTopic, Topic } from "@/lib/contracts/stream";
import type { Clock } from "@/lib/kit/clock";
import { probeTcp } from "@/lib/servers/tcp-probe";
import type { ProbeTftp } from "@/lib/servers/tftp/tftp-client";
import type { AuditStore, DocumentStore } from "@/lib/store/store-types";
import type { Bus } from "../bus";
import { answerOf, type EngineServerPorts } from "../engine-server";
import type { LogBook } from "../logs/log-book";
import type { Secrets } from "../secrets";
import type { Simulation } from "../simulation/ports";

const DOCUMENT = "cli";
const documentSchema = z.object({ loggingClearedAt: z.number() });
/** Passwords of this purpose can be typed back wherever the running configuration was copied to. */
const SECRET_PURPOSE = "cli-profile-password";

/** Faults with which a TFTP server has answered all the same. */
const ANSWERS: ReadonlySet<FaultCode> = new Set(["file-not-found", "access-violation", "peer-error", "busy"]);

export type CliHostPorts = {
  bus: Bus;
  simulated: Pick<Clock, "now">;
  wall: Clock;
  log: Pick<LogBook, "read" | "lastId" | "flush">;
  documents: DocumentStore;
  audit: Pick<AuditStore, "append">;
  secrets: Secrets;
  simulation: Pick<Simulation, "order" | "facts" | "imageServer">;
  /** The engine's own answers to the door's commands. */
  ask: EngineServerPorts["ask"];
  probeTftp: ProbeTftp;
  /** The stored profile's password in clear; null without one. */
  storedPassword(): string | null;
  onFault(cause: unknown): void;
};

export type CliHost = {
  /** The controller as this user sees it. */
  portsFor(user: CliUser, sessions: () => readonly CliSessionRow[]): CliPorts;
};

export async function createCliHost(ports: CliHostPorts): Promise<CliHost> {
  const stored = documentSchema.safeParse(await ports.documents.get(DOCUMENT));
  const host = new Host(ports, stored.success ? stored.data.loggingClearedAt : 0);
  return { portsFor: (user, sessions) => host.portsFor(user, sessions) };
}

class Host {
  readonly #ports: CliHostPorts;
  readonly #shared = sharedCliState();
  readonly #watchers = new Set<{ topic: Topic; tell(lines: readonly unknown[]): void }>();
  /** Lines up to this id are not shown by `show logging` any more. */
  #loggingClearedAt: number;

  constructor(ports: CliHostPorts, loggingClearedAt: number) {
    this.#ports = ports;
    this.#loggingClearedAt = loggingClearedAt;
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
        if (rows !== undefined) watcher.tell(rows);
      }
    });
  }

  portsFor(user: CliUser, sessions: () => readonly CliSessionRow[]): CliPorts {
    const { bus, simulated, wall, simulation, secrets, storedPassword } = this.#ports;
    const actor: Actor = {
      name: user.name,
      role: user.privilege === 15 ? "admin" : "monitor",
      from: user.from,
    };
    const seal = (clear: string) => secrets.sealStable(clear, SECRET_PURPOSE);
    return {
      user,
      rows: <T extends TableTopic>(topic: T) => bus.rows(topic) as readonly unknown[] as readonly RowOf<T>[],
      facts: () => simulation.facts(),
      onChange: (topic: TableTopic, listener) => this.#watch(topic, () => listener()),
      onSyslog: (listener) =>
        this.#watch("syslog", (lines) => {
          for (const line of lines) listener(line as LogLine);
        }),
      ask: <T extends CommandType>(type: T, input: CommandInput<T>) =>
        answerOf(this.#ports, type, input, actor) as Promise<Answer<CommandAnswer<T>>>,
      order: (order) => this.#order(order, actor),
      readLog: (source, limit) => this.#readLog(source, limit),
      audit: ({ action, mode, outcome }) => {
        const entry = { actor, action: `cli.${mode}`, detail: action, outcome, wallAt: wall.now() };
        this.#ports.audit.append([entry]).catch((cause: unknown) => this.#ports.onFault(cause));
      },
      sealSecret: seal,
      unsealSecret: (opaque) => secrets.unseal(opaque, SECRET_PURPOSE),
      storedSecret: () => {
        const password = storedPassword();
        return password === null ? null : seal(password);
      },
      simulatedNow: () => simulated.now(),
      wallNow: () => wall.now(),
      sessions,
      probeTarget: (address) => simulation.imageServer(address),
      probe: (target, timeoutMs, signal) => this.#probe(target, timeoutMs, signal),
      shared: this.#shared,
    };
  }

  #watch(topic: Topic, tell: (rows: readonly unknown[]) => void): () => void {
    const watcher = { topic, tell };
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  async #order(order: ControllerOrder, actor: Actor): Promise<Answer<OrderDone>> {
    try {
      if (order.type !== "clear-logging")
        return { ok: true, value: await this.#ports.simulation.order(order, actor) };
      await this.#clearLogging();
      return { ok: true, value: {} };
    } catch (thrown) {
      return { ok: false, fault: faultOf(thrown) };
    }
  }

  async #clearLogging(): Promise<void> {
    const { log, documents } = this.#ports;
    const at = log.lastId;
    // Written first: an id that the store does not know yet could be given to another line after a crash.
    await log.flush();
    await documents.put(DOCUMENT, { loggingClearedAt: at });
    this.#loggingClearedAt = at;
  }

  async #readLog(source: "syslog" | "install", limit: number): Promise<readonly LogLine[]> {
    const { lines } = await this.#ports.log.read({ source, apId: null, text: "", before: null, limit });
    return source === "syslog" ? lines.filter(({ id }) => id > this.#loggingClearedAt) : lines;
  }

  async #probe(target: ProbeTarget, timeoutMs: number, signal: AbortSignal): Promise<ProbeOutcome> {
    const { wall, probeTftp } = this.#ports;
    const { address, port } = target;
    if (target.transport === "TCP") {
      const outcome = await probeTcp({ address, port, timeoutMs, signal, wall });
      return outcome.ok ? outcome : { ok: false, reason: inWords(outcome.fault) };
    }
    const startedAt = wall.now();
    const path = this.#imageAt(address);
    const answer = await probeTftp({ server: address, port, path, timeoutMs, retries: 1, signal });
    if (answer.found || ANSWERS.has(answer.fault.code)) return { ok: true, ms: wall.now() - startedAt };
    return { ok: false, reason: inWords(answer.fault) };
  }

  /** What an image server is asked for: the image that the controller would fetch from there. */
  #imageAt(address: string): string {
    const profile = this.#ports.bus.row("controller", "controller")?.profile;
    const folder = profile?.imageServer === address ? profile.imagePath : "";
    return folder === "" ? CONTROLLER_IMAGE : `${folder}/${CONTROLLER_IMAGE}`;
  }
}

const inWords = (why: Fault): string =>
  why.remedy === undefined ? why.message : `${why.message} ${why.remedy}`;
