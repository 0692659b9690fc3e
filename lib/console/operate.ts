/**
 * The one wrapper of every way into the program over HTTP: authenticate, authorize, validate, execute, audit. No command
 * and no route can forget a step. Pages have the same in `page.tsx`.
 */
import "server-only";
import type { z } from "zod";
import type { Actor, Role } from "@/lib/contracts/actor";
import {
  type CommandAnswer,
  type CommandInput,
  type CommandType,
  commands,
  isCommandType,
} from "@/lib/contracts/commands";
import type { CommandRules } from "@/lib/contracts/commands/define-command";
import { type Answer, type Fault, FaultError, fault, faultCodes, faultOf } from "@/lib/contracts/fault";
import { inputFault } from "@/lib/contracts/field-errors";
import { type EngineClient, engine } from "@/lib/engine/engine-client";
import { anonymous, auditDetail, type HeaderReader, refuseForeign } from "./guard";
import { actorOf, visitorOf } from "./visitor";

/** Who sends the request; a fault when it may not be served or the role does not suffice. */
async function authorize({ headers, ask }: CommandPorts, role: Role): Promise<Answer<Actor>> {
  const refused = refuseForeign(headers);
  if (refused) return { ok: false, fault: refused };
  return actorOf(await visitorOf(headers, ask), role);
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
  if (refused) return { ok: false, fault: refused };
  if (!isCommandType(type))
    return { ok: false, fault: fault("bad-input", `There is no command ${String(type)}.`) };
  const rules: CommandRules = commands[type];
  if (rules.via !== "web")
    return { ok: false, fault: fault("not-allowed", `A page may not give the command ${type}.`) };
  const authorized = await authorize(ports, rules.role);
  if (!authorized.ok) return authorized;
  const actor = authorized.value;
  if (rules.kind === "change" && rules.confirms && actor.isConfirmed !== true)
    return { ok: false, fault: fault("confirm-password") };
  const parsed = commands[type].input.safeParse(input);
  // The engine validates too, so it gets what was typed: a public key that was split into lines once cannot be again.
  const ask = ports.ask as (type: string, input: unknown, actor: Actor) => Promise<Answer<unknown>>;
  const answer: Answer<unknown> = parsed.success
    ? await ask(type, input, actor).catch((thrown: unknown) => ({
        ok: false as const,
        fault: faultOf(thrown),
      }))
    : { ok: false, fault: inputFault(parsed.error) };
  if (rules.kind === "change")
    await audit(ports.ask, rules.audit, actor, parsed.success ? parsed.data : input, answer);
  return answer;
}

/** The largest listings and lab files: 4 million characters, 10,000 access points. */
const MAX_COMMAND_BYTES = 16_000_000;

/** The route of all commands of pages and scripts: their input as JSON, their answer as JSON with the status of its fault. */
export const commandsRoute: RouteHandler = async (request, context) => {
  const { name } = await context.params;
  const input = await readJson(request, MAX_COMMAND_BYTES).catch((thrown: unknown) => faultOf(thrown));
  if (isFault(input)) {
    const refused = refuseForeign(request.headers) ?? input;
    return answerResponse({ ok: false, fault: refused });
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
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > maxBytes) throw new FaultError(fault("too-large"));
  const text = await request.text();
  if (text.length > maxBytes) throw new FaultError(fault("too-large"));
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
};
type RouteContext = { actor: Actor; request: Request };
type NextRouteContext = { params: Promise<Record<string, string | string[] | undefined>> };
type RouteHandler = (request: Request, context: NextRouteContext) => Promise<Response>;

async function authorizeRoute(headers: HeaderReader, role: Role | "anyone"): Promise<Answer<Actor>> {
  if (role !== "anyone") return await authorize({ headers, ask: engine().ask }, role);
  const refused = refuseForeign(headers);
  return refused ? { ok: false, fault: refused } : { ok: true, value: anonymous(headers) };
}

/** A route handler; a fault becomes its HTTP status. */
export function route<S extends z.ZodType>(
  operation: RouteOperation<S>,
  body: (input: z.output<S>, context: RouteContext) => Promise<Response> | Response,
): RouteHandler {
  return async (request, context) => {
    const authorized = await authorizeRoute(request.headers, operation.role);
    if (!authorized.ok) return faultResponse(authorized.fault);
    const actor = authorized.value;
    const query = Object.fromEntries(new URL(request.url).searchParams);
    const parsed = operation.input.safeParse({ ...query, ...(await context.params) });
    if (!parsed.success) return faultResponse(inputFault(parsed.error));
    let response: Response;
    try {
      response = await body(parsed.data, { actor, request });
    } catch (thrown) {
      response = faultResponse(faultOf(thrown));
    }
    if (operation.audit !== null) {
      const outcome: Answer<null> = response.ok
        ? { ok: true, value: null }
        : { ok: false, fault: fault("internal", `HTTP ${response.status}`) };
      await audit(engine().ask, operation.audit, actor, parsed.data, outcome);
    }
    return response;
  };
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
  action: string,
  actor: Actor,
  input: unknown,
  answer: Answer<unknown>,
): Promise<void> {
  await ask(
    "audit.append",
    {
      action,
      detail: auditDetail(input),
      outcome: answer.ok ? "done" : `${answer.fault.code}: ${answer.fault.message}`.slice(0, 500),
      wallAt: Date.now(),
    },
    actor,
  );
}
