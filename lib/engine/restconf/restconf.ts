/**
 * RESTCONF on the engine's side: who may ask when, reading with pieces for long lists, changes and operations one after the
 * other, with their lines in the controller's log and the audit log.
 */
import type { CliPorts, CliUser } from "@/lib/cli/ports";
import type { Actor } from "@/lib/contracts/actor";
import { AUDIT_DONE } from "@/lib/contracts/audit";
import type { Command } from "@/lib/contracts/commands";
import type { RestconfAnswer } from "@/lib/contracts/commands/restconf";
import { configured, programSignedIn, type SyslogLine } from "@/lib/controller/syslog-lines";
import type { Clock, SimulatedClock } from "@/lib/kit/clock";
import { SerialQueue } from "@/lib/kit/serial-queue";
import { syslogStamp } from "@/lib/kit/time-text";
import { planChange } from "@/lib/restconf/edit";
import type { Facts } from "@/lib/restconf/facts";
import {
  checkAccept,
  checkPreconditions,
  DATA_TYPE,
  isUnchanged,
  parseBody,
} from "@/lib/restconf/negotiation";
import { isOperation, operationNames, operationTypeOf, planOperation } from "@/lib/restconf/operations";
import { type Problem, problemBody, problems } from "@/lib/restconf/problem";
import { parseQuery } from "@/lib/restconf/query";
import { checkQuery, findTarget, isConfig, type Target, writeTarget } from "@/lib/restconf/read";
import { instancePath, parseResourcePath, type Resource, type Segment } from "@/lib/restconf/resource-path";
import { YANG_LIBRARY_VERSION } from "@/lib/restconf/resources/discovery";
import type { DocumentStore } from "@/lib/store/store-types";
import type { Bus } from "../bus";
import type { Handlers } from "../handlers";
import type { LogBook } from "../logs/log-book";
import { ConfigurationVersion } from "./configuration-version";
import { executeChange, executeOrder, problemOf } from "./execute";
import { gatherFacts, shownTo } from "./gather-facts";
import { ImageTimesRecord } from "./image-times";
import { OpenAnswers } from "./open-answers";
import { OperationLedger } from "./operation-ledger";

/** After a reload the controller's programs take this long until they answer, in simulated milliseconds. */
const STARTING_MS = 60_000;
/** A user from one address is logged once in this time, in wall milliseconds. */
const SIGN_IN_EVERY_MS = 60_000;
const MOST_SIGN_INS = 1000;

export type RestconfPorts = {
  bus: Pick<Bus, "row" | "onBatch">;
  simulated: Pick<SimulatedClock, "now">;
  wall: Clock;
  log: Pick<LogBook, "append">;
  documents: Pick<DocumentStore, "get" | "put">;
  /** The ports of the command line for a program that this user runs. */
  portsFor(user: CliUser): CliPorts;
  onFault(cause: unknown): void;
};

type Asked = Command<"restconf.request">;
type Version = { etag: string; modifiedAt: number };
const READS = ["GET", "HEAD"];
const STATE_METHODS = "OPTIONS, GET, HEAD";
const CONFIG_METHODS = "OPTIONS, GET, HEAD, POST, PUT, PATCH, DELETE";
const OPERATION_METHODS = "OPTIONS, POST";

export class Restconf {
  readonly #ports: RestconfPorts;
  readonly #ledger: OperationLedger;
  readonly #times: ImageTimesRecord;
  readonly #answers: OpenAnswers;
  readonly #version: ConfigurationVersion;
  /** Each change reads, decides and executes, so changes must not overlap. */
  readonly #changes = new SerialQueue();
  /** When users were logged last, by name and address; elapsed wall milliseconds. */
  readonly #signIns = new Map<string, number>();

  private constructor(ports: RestconfPorts, ledger: OperationLedger) {
    this.#ports = ports;
    this.#ledger = ledger;
    this.#times = new ImageTimesRecord(() => ports.simulated.now());
    this.#answers = new OpenAnswers(ports.wall);
    this.#version = new ConfigurationVersion(ports.wall.now());
    ports.bus.onBatch((deltas) => {
      this.#times.note(deltas);
      if (deltas.some(({ topic }) => topic === "upgrade" || topic === "controller")) this.#follow();
    });
    this.#follow();
  }

  static async open(ports: RestconfPorts): Promise<Restconf> {
    const { documents, simulated, onFault } = ports;
    const ledger = await OperationLedger.open({ documents, now: () => simulated.now(), onFault });
    return new Restconf(ports, ledger);
  }

  readonly handlers: Handlers<"restconf"> = {
    "restconf.state": ({ actor }) => ({ state: this.#state(this.#portsFor(actor)) }),
    "restconf.request": (command) => this.#request(command),
    "restconf.more": ({ id }) => this.#answers.next(id),
  };

  stop(): void {
    this.#answers.stop();
  }

  #follow(): void {
    const { bus } = this.#ports;
    const isUp = bus.row("controller", "controller")?.state === "up";
    this.#ledger.follow(bus.row("upgrade", "upgrade"), isUp);
  }

  #portsFor({ name, role, from, token }: Actor): CliPorts {
    const privilege = role === "admin" ? 15 : 1;
    return this.#ports.portsFor({ name, privilege, from, browser: { address: from, token } });
  }

  #state(ports: CliPorts): "off" | "down" | "up" {
    if (!ports.managementSettings().restconf) return "off";
    if (this.#ports.bus.row("controller", "controller")?.state !== "up") return "down";
    const { bootedAt, reloadReason } = ports.facts();
    const upMs = ports.simulatedNow() - bootedAt;
    // A lab begins with a controller that has been up for long.
    return reloadReason !== "PowerOn" && upMs >= 0 && upMs < STARTING_MS ? "down" : "up";
  }

  async #request(command: Asked): Promise<RestconfAnswer> {
    const ports = this.#portsFor(command.actor);
    const state = this.#state(ports);
    if (state === "off") return refusal(problems.notFound());
    if (state === "down") return refusal(problems.unavailable("the controller is reloading"));
    this.#logSignIn(command.actor);
    const resource = parseResourcePath(command.path);
    if (!resource.ok) return refusal(resource.problem);
    const accepted = checkAccept(command.accept);
    if (!accepted.ok) return refusal(accepted.problem);
    switch (resource.value.kind) {
      case "data":
        return await this.#data(command, resource.value.segments, ports);
      case "operations":
        return await this.#operations(command, resource.value, ports);
      case "root":
        return fixed(command, {
          "ietf-restconf:restconf": {
            data: {},
            operations: {},
            "yang-library-version": YANG_LIBRARY_VERSION,
          },
        });
      case "yang-library-version":
        return fixed(command, { "ietf-restconf:yang-library-version": YANG_LIBRARY_VERSION });
    }
  }

  #facts(ports: CliPorts): Facts {
    return gatherFacts(ports, {
      imageTimes: (apId) => this.#times.of(apId),
      operations: this.#ledger.operations,
    });
  }

  async #data(command: Asked, segments: readonly Segment[], ports: CliPorts): Promise<RestconfAnswer> {
    if (READS.includes(command.method)) return this.#read(command, segments, ports);
    if (command.method !== "OPTIONS")
      return await this.#changes.run(() => this.#change(command, segments, ports));
    const target = findTarget(segments, this.#facts(ports));
    if (!target.ok) return refusal(target.problem);
    return isConfig(target.value)
      ? { ...empty(200), headers: { allow: CONFIG_METHODS, "accept-patch": DATA_TYPE } }
      : { ...empty(200), headers: { allow: STATE_METHODS } };
  }

  #read(command: Asked, segments: readonly Segment[], ports: CliPorts): RestconfAnswer {
    const query = parseQuery(command.query);
    if (!query.ok) return refusal(query.problem);
    const facts = this.#facts(ports);
    const target = findTarget(segments, shownTo(facts, ports));
    if (!target.ok) return refusal(target.problem);
    const checked = checkQuery(target.value, query.value);
    if (!checked.ok) return refusal(checked.problem);
    const headers: Record<string, string> = this.#versionHeaders(target.value, facts);
    if (headers.etag !== undefined && isUnchanged(command.ifNoneMatch, headers.etag))
      return { ...empty(304), headers };
    headers["content-type"] = DATA_TYPE;
    const parts = writeTarget(target.value, shownTo(facts, ports), query.value);
    if (command.method === "HEAD") return { ...empty(parts.next().done ? 204 : 200), headers };
    const { body, more } = this.#answers.begin(parts);
    return body === "" ? { ...empty(204), headers } : { status: 200, headers, body, more };
  }

  #versionOf(facts: Facts): Version {
    return this.#version.read(facts, this.#ports.wall.now());
  }

  #versionHeaders(target: Target, facts: Facts): Record<string, string> {
    // The root of the datastore has the version of its configuration (RFC 8040 §3.4.1).
    if (target.kind !== "datastore" && !isConfig(target)) return {};
    const { etag, modifiedAt } = this.#versionOf(facts);
    return { etag, "last-modified": new Date(modifiedAt).toUTCString() };
  }

  async #change(command: Asked, segments: readonly Segment[], ports: CliPorts): Promise<RestconfAnswer> {
    const { method, actor } = command;
    if (method !== "POST" && method !== "PUT" && method !== "PATCH" && method !== "DELETE")
      return refusal(problems.notSupported(`${method} is not supported`));
    const line = `${method} ${command.path}`;
    const refuse = (problem: Problem): RestconfAnswer => {
      ports.audit({ action: line, mode: "restconf", outcome: problem.message });
      return refusal(problem);
    };
    if (ports.user.privilege < 15) return refuse(problems.accessDenied());
    if (command.query !== "" && command.query !== "?")
      return refuse(problems.invalidValue("changes take no query parameters"));
    const body = method === "DELETE" ? null : parseBody(command.contentType, command.body);
    if (body?.ok === false) return refuse(body.problem);
    const facts = this.#facts(ports);
    const expected = checkPreconditions(command, this.#versionOf(facts));
    if (!expected.ok) return refuse(expected.problem);
    const unseal = (text: string) => ports.unsealSecret(text);
    const plan = planChange(method, segments, body?.value, facts, unseal);
    if (!plan.ok)
      return plan.problem.status === 405 ? notAllowed(plan.problem, STATE_METHODS) : refuse(plan.problem);
    let isLogged = true;
    for (const change of plan.value.changes) {
      const done = await executeChange(change, ports);
      if (!done.ok) return refuse(problemOf(done.fault, instancePath(segments)));
      isLogged &&= done.value.isLogged;
    }
    if (!isLogged) this.#log(configured({ ...actor, isProgrammatic: true }));
    ports.audit({ action: line, mode: "restconf", outcome: AUDIT_DONE });
    const { etag, modifiedAt } = this.#versionOf(this.#facts(ports));
    const headers: Record<string, string> = { etag, "last-modified": new Date(modifiedAt).toUTCString() };
    if (method === "POST") headers.location = locationOf(command.path, command.body);
    return { ...empty(plan.value.isNew ? 201 : 204), headers };
  }

  async #operations(
    command: Asked,
    { operation }: Extract<Resource, { kind: "operations" }>,
    ports: CliPorts,
  ): Promise<RestconfAnswer> {
    if (operation === null)
      return fixed(command, {
        "ietf-restconf:operations": Object.fromEntries(operationNames.map((name) => [name, [null]])),
      });
    if (!isOperation(operation)) return refusal(problems.notFound());
    if (command.method === "OPTIONS") return { ...empty(200), headers: { allow: OPERATION_METHODS } };
    if (command.method !== "POST")
      return notAllowed(problems.notSupported(`${command.method} is not supported`), OPERATION_METHODS);
    return await this.#changes.run(() => this.#operate(command, operation, ports));
  }

  async #operate(
    command: Asked,
    asked: { module: string; name: string },
    ports: CliPorts,
  ): Promise<RestconfAnswer> {
    const line = `POST ${command.path}`;
    const refuse = (problem: Problem): RestconfAnswer => {
      ports.audit({ action: line, mode: "restconf", outcome: problem.message });
      return refusal(problem);
    };
    if (ports.user.privilege < 15) return refuse(problems.accessDenied());
    const body = parseBody(command.contentType, command.body);
    if (!body.ok) return refuse(body.problem);
    const plan = planOperation(asked, body.value, this.#facts(ports));
    if (!plan.ok) return refuse(plan.problem);
    const { order, uuid } = plan.value;
    if (uuid !== null && this.#ledger.has(uuid))
      return refuse(problems.malformed(`an operation with the uuid ${uuid} already exists`));
    const done = await executeOrder(order, ports);
    if (!done.ok) return refuse(problemOf(done.fault));
    const type = operationTypeOf(order);
    if (type !== null && uuid !== null) await this.#ledger.add(type, uuid, command.actor.name, done.value);
    // What it waits for may have happened before it was added.
    this.#follow();
    ports.audit({ action: line, mode: "restconf", outcome: AUDIT_DONE });
    return empty(204);
  }

  #logSignIn({ name, from, role }: Actor): void {
    const key = JSON.stringify([name, from]);
    const now = this.#ports.wall.elapsed();
    const loggedAt = this.#signIns.get(key);
    if (loggedAt !== undefined && now - loggedAt < SIGN_IN_EVERY_MS) return;
    this.#signIns.delete(key);
    this.#signIns.set(key, now);
    const oldest = this.#signIns.keys().next();
    if (this.#signIns.size > MOST_SIGN_INS && !oldest.done) this.#signIns.delete(oldest.value);
    this.#log(programSignedIn(name, from, role === "admin" ? 15 : 1));
  }

  #log({ severity, text }: SyslogLine): void {
    const at = this.#ports.simulated.now();
    this.#ports.log.append({
      source: "syslog",
      at,
      severity,
      text: `${syslogStamp(at)}: ${text}`,
      apId: null,
      transferId: null,
      upgradeId: null,
    });
  }
}

const empty = (status: number): RestconfAnswer => ({ status, headers: {}, body: "", more: null });

function refusal(problem: Problem): RestconfAnswer {
  const headers = { "content-type": DATA_TYPE };
  return { status: problem.status, headers, body: JSON.stringify(problemBody(problem)), more: null };
}

function notAllowed(problem: Problem, allow: string): RestconfAnswer {
  const answer = refusal(problem);
  return { ...answer, headers: { ...answer.headers, allow } };
}

/** A small resource that is only read. */
function fixed({ method }: Asked, value: object): RestconfAnswer {
  if (method === "OPTIONS") return { ...empty(200), headers: { allow: STATE_METHODS } };
  if (!READS.includes(method))
    return notAllowed(problems.notSupported(`${method} is not supported`), STATE_METHODS);
  const answer = { ...empty(200), headers: { "content-type": DATA_TYPE } };
  return method === "HEAD" ? answer : { ...answer, body: JSON.stringify(value) };
}

/** Where POST has created something: below its parent. */
function locationOf(parent: string, body: string): string {
  const [label = ""] = Object.keys(JSON.parse(body) as object);
  const name = label.slice(label.indexOf(":") + 1);
  const key = name === "image-download-profiles" ? "=default" : "";
  return `${parent.replace(/\/$/, "")}/${name}${key}`;
}
