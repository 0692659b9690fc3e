/**
 * The one wrapper of every server action and route handler: authenticate, authorise, validate, audit (house.md,
 * habit 7). So an action shows only its business sentence, and none can forget the rest.
 */
import "server-only";
import { headers } from "next/headers";
import type { z } from "zod";
import type { Actor } from "@/lib/contracts/commands";
import { type Answer, type Fault, fault, faultCodes, faultOf } from "@/lib/contracts/fault";
import { engine } from "@/lib/engine/engine-client";
import { auditDetail, localOperator, mayDo, type Permission, refuseForeign } from "./guard";

type Operation<S extends z.ZodType> = {
  /** What the audit log calls it. */
  name: string;
  permission: Permission;
  input: S;
  /** A part of something whose beginning and end are audited (one of the thousand requests of an upload). */
  partOfAudited?: true;
};

/** A server action: takes anything, answers a value or a fault, never throws. */
export function action<S extends z.ZodType, R>(
  operation: Operation<S>,
  body: (input: z.output<S>, context: { actor: Actor }) => Promise<Answer<R>>,
): (raw: z.input<S>) => Promise<Answer<R>> {
  return async (raw) => {
    const requestHeaders = await headers();
    const refused = refuseForeign(requestHeaders);
    if (refused) return { ok: false, fault: refused };
    const actor = localOperator(requestHeaders);
    if (!mayDo(actor, operation.permission)) return { ok: false, fault: fault("not-allowed") };
    const parsed = operation.input.safeParse(raw);
    const answer = parsed.success
      ? await body(parsed.data, { actor }).catch((thrown: unknown) => ({
          ok: false as const,
          fault: faultOf(thrown),
        }))
      : { ok: false as const, fault: inputFault(parsed.error) };
    if (operation.permission === "change")
      await audit(operation.name, actor, parsed.success ? parsed.data : raw, answer);
    return answer;
  };
}

type RouteContext = { actor: Actor; request: Request };
type NextRouteContext = { params: Promise<Record<string, string | string[] | undefined>> };

/** A route handler. `input` validates the path parameters and the query together; a fault becomes its HTTP status. */
export function route<S extends z.ZodType>(
  operation: Operation<S>,
  body: (input: z.output<S>, context: RouteContext) => Promise<Response> | Response,
): (request: Request, context: NextRouteContext) => Promise<Response> {
  return async (request, context) => {
    const refused = refuseForeign(request.headers);
    if (refused) return faultResponse(refused);
    const actor = localOperator(request.headers);
    if (!mayDo(actor, operation.permission)) return faultResponse(fault("not-allowed"));
    const query = Object.fromEntries(new URL(request.url).searchParams);
    const parsed = operation.input.safeParse({ ...query, ...(await context.params) });
    if (!parsed.success) return faultResponse(inputFault(parsed.error));
    let response: Response;
    try {
      response = await body(parsed.data, { actor, request });
    } catch (thrown) {
      response = faultResponse(faultOf(thrown));
    }
    if (operation.permission === "change" && !operation.partOfAudited) {
      const outcome = response.ok
        ? { ok: true as const, value: null }
        : { ok: false as const, fault: fault("internal", `HTTP ${response.status}`) };
      await audit(operation.name, actor, parsed.data, outcome);
    }
    return response;
  };
}

/** The fault as JSON with its own HTTP status. */
export const faultResponse = (f: Fault): Response =>
  Response.json({ fault: f }, { status: faultCodes[f.code].http, headers: { "cache-control": "no-store" } });

/** Every issue beside its field; the first one as the message. */
function inputFault(error: z.ZodError): Fault {
  const fields: Record<string, string[]> = {};
  for (const issue of error.issues) {
    const field = issue.path.filter((p) => typeof p === "string").at(-1) ?? "";
    fields[field] = [...(fields[field] ?? []), issue.message];
  }
  return { code: "bad-input", message: error.issues[0]?.message ?? faultCodes["bad-input"].title, fields };
}

/** An audit entry that cannot be written must not undo what was done; the engine reports its store's faults itself. */
async function audit(name: string, actor: Actor, input: unknown, answer: Answer<unknown>): Promise<void> {
  await engine().ask("audit.append", {
    actor,
    action: name,
    detail: auditDetail(input),
    outcome: answer.ok ? "done" : `${answer.fault.code}: ${answer.fault.message}`.slice(0, 500),
    wallAt: Date.now(),
  });
}
