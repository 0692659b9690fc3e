/**
 * The one wrapper of every way into the program over HTTP: authenticate, authorize, validate, execute, audit. No command
 * and no route can forget a step. Pages have the same in `page.tsx`.
 */
import "server-only";
import type { z } from "zod";
import type { Actor, Role } from "@/lib/contracts/actor";
import { AUDIT_DONE } from "@/lib/contracts/audit";
import { auditDetail } from "@/lib/contracts/audit-view";
import {
  type CommandAnswer,
  type CommandInput,
  type CommandType,
  commands,
  isCommandType,
} from "@/lib/contracts/commands";
import { auditWordsOf, type CommandRules } from "@/lib/contracts/commands/define-command";
import { type Answer, type Fault, FaultError, fault, faultOf } from "@/lib/contracts/fault";
import { faultCodes } from "@/lib/contracts/fault-codes";
import { faultSchema } from "@/lib/contracts/fault-schema";
import { inputFault } from "@/lib/contracts/field-errors";
import { type EngineClient, engine } from "@/lib/engine/engine-client";
import { anonymous, type HeaderReader, onForeign, refuseForeign, reportForeign } from "./guard";
import { actorOf, visitorOf } from "./visitor";

/** Who sends the request, and the refusal when it may not be served or the role does not suffice. */
type Authorized = { actor: Actor; refusal: Fault | null };

/** For what is no command: the rows and the description that the HTTP API answers with. */
export async function authorize({ headers, ask }: CommandPorts, role: Role): Promise<Authorized> {
  const visitor = await visitorOf(headers, ask);
  const actor = actorOf(visitor, role);
  if (actor.ok) return { actor: actor.value, refusal: null };
  const known = visitor.ok && visitor.value.state === "user" ? visitor.value.actor : anonymous(headers);
  return { actor: known, refusal: actor.fault };
}

/** Where a command comes from and where it goes; tests hand in their own. */
export type CommandPorts = { headers: HeaderReader; ask: EngineClient["ask"] };

/**
 * Answers a command that a page or a script gives. Trusts nothing in `type` and `input`: both come from the network. Never
 * throws.
 */
export async function answerWebCommand(
  type: unknown,
  input: unknown,
  ports: CommandPorts,
): Promise<Answer<unknown>> {
  const refused = refuseForeign(ports.headers);
  if (refused) {
    reportForeign(ports.headers, String(type), refused);
    return { ok: false, fault: refused };
  }
  if (!isCommandType(type))
    return { ok: false, fault: fault("bad-input", `There is no command ${String(type)}.`) };
  const rules: CommandRules = commands[type];
  if (rules.via !== "web")
    return { ok: false, fault: fault("not-allowed", `A page may not give the command ${type}.`) };
  const { actor, refusal } = await authorize(ports, rules.role);
  const refusedHere = refusal ?? unconfirmed(rules, actor) ?? wrongInput(type, input);
  if (refusedHere !== null) {
    // What reaches the engine is audited there, with what it changed.
    const action = auditWordsOf(rules);
    const detail = auditDetail(commands[type].input, input);
    if (action !== null) await audit(ports.ask, { actor, action, detail, refusal: refusedHere });
    return { ok: false, fault: refusedHere };
  }
  // The engine validates too, so it gets what was typed: a public key that was split into lines once cannot be again.
  const ask = ports.ask as AskAnything;
  return await ask(type, input, actor).catch((thrown: unknown) => ({ ok: false, fault: faultOf(thrown) }));
}

const unconfirmed = (rules: CommandRules, actor: Actor): Fault | null =>
  "confirms" in rules && rules.confirms === true && actor.isConfirmed !== true
    ? fault("confirm-password")
    : null;

function wrongInput(type: CommandType, input: unknown): Fault | null {
  const parsed = commands[type].input.safeParse(input);
  return parsed.success ? null : inputFault(parsed.error);
}

/** The largest listings and lab files: 4 million characters, 10,000 access points. */
export const MAX_COMMAND_BYTES = 16_000_000;

/** The route of all commands of pages and scripts: their input as JSON, their answer as JSON with the status of its fault. */
export const commandsRoute: RouteHandler = async (request, context) => {
  const { name } = await context.params;
  const input = await readJson(request, MAX_COMMAND_BYTES).catch((thrown: unknown) => faultOf(thrown));
  if (isFault(input)) {
    const foreign = refuseForeign(request.headers);
    if (foreign) reportForeign(request.headers, String(name), foreign);
    return answerResponse({ ok: false, fault: foreign ?? input });
  }
  const ports = { headers: request.headers, ask: engine().ask };
  return answerResponse(await answerWebCommand(name, input, ports));
};

const isFault = (value: unknown): value is Fault =>
  typeof value === "object" && value !== null && "code" in value && "message" in value;

const answerResponse = (answer: Answer<unknown>): Response =>
  Response.json(answer, {
    status: answer.ok ? 200 : faultCodes[answer.fault.code].http,
    headers: { "cache-control": "no-store" },
  });

/** The body as a JSON object. @throws FaultError `bad-input` or `too-large` */
export async function readJson(request: Request, maxBytes: number): Promise<object> {
  return jsonObject(await readText(request, maxBytes));
}

/** The body as text. @throws FaultError `too-large` */
export async function readText(request: Request, maxBytes: number): Promise<string> {
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > maxBytes) throw new FaultError(fault("too-large"));
  const text = await request.text();
  if (text.length > maxBytes) throw new FaultError(fault("too-large"));
  return text;
}

/** @throws FaultError `bad-input` for other text than a JSON object */
export function jsonObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Answered below, like other JSON than an object.
  }
  throw new FaultError(fault("bad-input", "The request is not a JSON object."));
}

type RouteOperation<S extends z.ZodType> = {
  /** The least role that may use the route; `anyone` needs no sign-in. */
  role: Role | "anyone";
  /** What the audit log calls it; null when it changes nothing, or when each part of it is audited elsewhere. */
  audit: string | null;
  /** Validates the path parameters and the query together. */
  input: S;
  /** What the audit log says of the request beside its input. */
  detail?: (request: Request) => object;
};
type RouteContext = { actor: Actor; request: Request };
type NextRouteContext = { params: Promise<Record<string, string | string[] | undefined>> };
export type RouteHandler = (request: Request, context: NextRouteContext) => Promise<Response>;

async function authorizeRoute(headers: HeaderReader, role: Role | "anyone"): Promise<Authorized> {
  if (role !== "anyone") return await authorize({ headers, ask: engine().ask }, role);
  return { actor: anonymous(headers), refusal: null };
}

/** A route handler; a fault becomes its HTTP status. */
export function route<S extends z.ZodType>(
  operation: RouteOperation<S>,
  body: (input: z.output<S>, context: RouteContext) => Promise<Response> | Response,
): RouteHandler {
  return async (request, context) => {
    const { pathname, searchParams } = new URL(request.url);
    const foreign = refuseForeign(request.headers);
    if (foreign) {
      reportForeign(request.headers, pathname, foreign);
      return faultResponse(foreign);
    }
    const { actor, refusal } = await authorizeRoute(request.headers, operation.role);
    const parsed = operation.input.safeParse({
      ...Object.fromEntries(searchParams),
      ...(await context.params),
    });
    const response = await respond();
    if (operation.audit !== null) {
      const input = auditDetail(operation.input, parsed.data);
      const more = operation.detail?.(request);
      await audit(engine().ask, {
        actor,
        action: operation.audit,
        detail: more === undefined ? input : JSON.stringify({ ...JSON.parse(input || "{}"), ...more }),
        refusal: await faultIn(response),
      });
    }
    return response;

    async function respond(): Promise<Response> {
      if (refusal !== null) return faultResponse(refusal);
      if (!parsed.success) return faultResponse(inputFault(parsed.error));
      try {
        return await body(parsed.data, { actor, request });
      } catch (thrown) {
        return faultResponse(faultOf(thrown));
      }
    }
  };
}

/** Why a response refuses the request; null when it does not. */
async function faultIn(response: Response): Promise<Fault | null> {
  if (response.ok) return null;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  const found = typeof body === "object" && body !== null && "fault" in body ? body.fault : null;
  return faultSchema.safeParse(found).data ?? fault("internal", `HTTP ${response.status}`);
}

/**
 * A route that gives one command, with the role that its entry in the registry names. `input` makes the command's input
 * from the path, the query and the request; `respond` makes the response from the answer, by default JSON.
 */
export function commandRoute<T extends CommandType, S extends z.ZodType>(
  type: T,
  query: S,
  input: (query: z.output<S>, request: Request) => CommandInput<T> | Promise<CommandInput<T>>,
  respond: (value: CommandAnswer<T>) => Response = uncachedJson,
): RouteHandler {
  const { role }: CommandRules = commands[type];
  return route({ role, audit: null, input: query }, async (parsed, { actor, request }) => {
    const answer = await engine().ask(type, await input(parsed, request), actor);
    return answer.ok ? respond(answer.value) : faultResponse(answer.fault);
  });
}

const uncachedJson = (value: unknown): Response =>
  Response.json(value, { headers: { "cache-control": "no-store" } });

/** The fault as JSON with its own HTTP status. */
export const faultResponse = (f: Fault): Response =>
  Response.json({ fault: f }, { status: faultCodes[f.code].http, headers: { "cache-control": "no-store" } });

/** An audit entry that cannot be written must not undo what was done; the engine reports its store's faults itself. */
async function audit(
  ask: EngineClient["ask"],
  { actor, action, detail, refusal }: AuditedRequest,
): Promise<void> {
  const outcome = refusal === null ? AUDIT_DONE : `${refusal.code}: ${refusal.message}`.slice(0, 500);
  await ask("audit.append", { action, detail, outcome }, actor).catch(() => undefined);
}
type AuditedRequest = { actor: Actor; action: string; detail: string; refusal: Fault | null };

/** Asks the engine. For routes that answer with more than one command. */
export const engineAsk = ((type: CommandType, input: unknown, actor: Actor) =>
  (engine().ask as AskAnything)(type, input, actor)) as EngineClient["ask"];
/** The compiler gives up when it compares the types of all commands with each other. */
type AskAnything = (type: string, input: unknown, actor: Actor) => Promise<Answer<unknown>>;

const foreignActions = { host: "Request to a foreign host", site: "Request of another site" } as const;

/** Writes foreign requests of this process to the audit log. */
export function auditForeignRequests(ask: EngineClient["ask"]): () => void {
  return onForeign(({ kind, from, target, host, origin, fault: refusal }) => {
    const detail = JSON.stringify({ target, host, ...(origin !== "" && { origin }) });
    const actor: Actor = { name: "anonymous", role: "monitor", from };
    void audit(ask, { actor, action: foreignActions[kind], detail, refusal });
  });
}
