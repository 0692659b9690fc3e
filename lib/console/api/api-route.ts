/**
 * The route of the HTTP API: finds the operation of a request, and answers it by a command, by rows of the stream or with
 * the description. Authentication, permission, validation and audit are those of `operate.ts`.
 */
import "server-only";
import { type Matched, matchPath } from "@/lib/contracts/api/match-path";
import { type OpenApiDocument, openApiDocument } from "@/lib/contracts/api/openapi";
import type { Operation, OperationSource } from "@/lib/contracts/api/operations";
import { pageOfRows, rowPageSchema } from "@/lib/contracts/api/row-page";
import { type Answer, type Fault, FaultError, fault, faultOf } from "@/lib/contracts/fault";
import { inputFault } from "@/lib/contracts/field-errors";
import type { SnapshotRows, Topic } from "@/lib/contracts/stream";
import { engine } from "@/lib/engine/engine-client";
import { version } from "@/package.json";
import { refuseForeign, reportForeign } from "../guard";
import { answerWebCommand, authorize, type CommandPorts, type RouteHandler } from "../operate";
import { apiInput } from "./api-input";
import { changeResponse, problemResponse, readResponse } from "./api-response";
import { once } from "./once";

const KEY_HEADER = "idempotency-key";

/** Made at the first request for it. */
let description: OpenApiDocument | undefined;

type Rows = SnapshotRows["rows"];

/** The rows of a topic as they are now. */
function rowsOf(topic: Topic): Promise<Answer<Rows>> {
  return new Promise((resolve) => {
    const subscription = engine().subscribe([topic], undefined, {
      opened(opening) {
        resolve({ ok: true, value: opening.mode === "snapshot" ? (opening.rows[0]?.rows ?? []) : [] });
        queueMicrotask(() => subscription.close());
      },
      batch: () => undefined,
      lost: () => resolve({ ok: false, fault: fault("engine-unreachable") }),
    });
  });
}

/** @throws FaultError */
async function okValue<T>(answer: Promise<Answer<T>>): Promise<T> {
  const given = await answer;
  if (!given.ok) throw new FaultError(given.fault);
  return given.value;
}

/** Refuses whom the role does not permit. @throws FaultError */
async function demand(ports: CommandPorts, role: Operation["role"]) {
  const { actor, refusal } = await authorize(ports, role);
  if (refusal !== null) throw new FaultError(refusal);
  return actor;
}

/** The address of the next page; the other parameters stay as they are. */
function nextLink(request: Request, parameter: string, next: unknown): Record<string, string> {
  if (next === null) return {};
  const { pathname, searchParams } = new URL(request.url);
  searchParams.set(parameter, String(next));
  return { link: `<${pathname}?${searchParams}>; rel="next"` };
}

const withOnly = (value: object, only: readonly string[]): object =>
  Object.fromEntries(Object.entries(value).filter(([name]) => only.includes(name)));

type CommandSource = Extract<OperationSource, { kind: "command" }>;

/** A page of a list with `next`, where its command says whether there is more. */
function pageWithNext(answer: object, { page }: CommandSource): { value: object; next: unknown } {
  if (page === null) return { value: answer, next: null };
  const { more, [page.rows]: rows } = answer as { more?: boolean; [field: string]: unknown };
  const last = Array.isArray(rows)
    ? (rows.at(page.from === "last" ? -1 : 0) as object | undefined)
    : undefined;
  const next: unknown = more === true && last !== undefined ? Reflect.get(last, page.cursor) : null;
  return { value: { ...answer, next }, next };
}

type Asked = { operation: Operation; input: Record<string, unknown>; request: Request; ports: CommandPorts };

async function answerCommand(
  source: CommandSource,
  { operation, input, request, ports }: Asked,
): Promise<Response> {
  const run = () => answerWebCommand(source.type, input, ports);
  if (operation.method === "GET") {
    const answer = (await okValue(run())) as object;
    const { value, next } = pageWithNext(answer ?? {}, source);
    const shown = source.only === null ? value : withOnly(value, source.only);
    const link = source.page === null ? {} : nextLink(request, source.page.input, next);
    return readResponse(shown, request.headers, link);
  }
  const key = request.headers.get(KEY_HEADER);
  if (key === null) return changeResponse(await okValue(run()));
  if (!operation.takesKey)
    throw new FaultError(
      fault(
        "bad-input",
        "This operation does not take an Idempotency-Key.",
        "Send the request without this header.",
      ),
    );
  const actor = await demand(ports, operation.role);
  const { answer, isRepeated } = await once({ key, actor, operation: operation.id, input }, ports.ask, run);
  if (!answer.ok) return problemResponse(answer.fault);
  return changeResponse(answer.value, isRepeated ? { "idempotent-replayed": "true" } : {});
}

async function answerRows(
  { topic, isSingle }: Extract<OperationSource, { kind: "rows" }>,
  { input, request }: Asked,
): Promise<Response> {
  const rows = await okValue(rowsOf(topic));
  if (isSingle) {
    const [only] = rows;
    if (only === undefined) throw new FaultError(fault("not-found"));
    return readResponse(only.row, request.headers);
  }
  const parsed = rowPageSchema.safeParse(input);
  if (!parsed.success) throw new FaultError(inputFault(parsed.error));
  const page = pageOfRows(rows, parsed.data);
  return readResponse(page, request.headers, nextLink(request, "after", page.next));
}

async function answerRow(
  { topic }: Extract<OperationSource, { kind: "row" }>,
  { input, request }: Asked,
): Promise<Response> {
  const key = String(Object.values(input)[0]);
  const found = (await okValue(rowsOf(topic))).find((row) => row.key === key);
  if (found === undefined)
    throw new FaultError(fault("not-found", `There is no entry ${JSON.stringify(key)}.`));
  return readResponse(found.row, request.headers);
}

async function answerOperation(asked: Asked): Promise<Response> {
  const { source, role } = asked.operation;
  if (source.kind === "command") return await answerCommand(source, asked);
  await demand(asked.ports, role);
  if (source.kind === "rows") return await answerRows(source, asked);
  if (source.kind === "row") return await answerRow(source, asked);
  description ??= openApiDocument(version);
  return readResponse(description, asked.request.headers);
}

function unmatched(matched: Exclude<Matched, { kind: "operation" }>, path: string): Response {
  if (matched.kind === "none")
    return problemResponse(
      fault("not-found", `There is no API operation at ${path}.`, "See /api/v1/openapi.json for the paths."),
    );
  const allow = matched.methods.join(", ");
  return problemResponse(fault("method-not-allowed", `This path accepts only ${allow}.`), { allow });
}

/** Answers one request. Never throws: each fault becomes a problem. */
export const apiRoute: RouteHandler = async (request) => {
  const { pathname } = new URL(request.url);
  const foreign = refuseForeign(request.headers);
  if (foreign) {
    reportForeign(request.headers, pathname, foreign);
    return problemResponse(foreign);
  }
  const ports = { headers: request.headers, ask: engine().ask };
  try {
    const matched = matchPath(request.method, pathname);
    if (matched.kind !== "operation") {
      await demand(ports, "monitor");
      return unmatched(matched, pathname);
    }
    const { operation, parameters } = matched;
    const input = await apiInput(operation, parameters, request).catch((thrown: unknown) => thrown as Error);
    if (input instanceof Error) {
      // Who may not do it is told nothing of what is wrong with the request.
      await demand(ports, operation.role);
      throw input;
    }
    return await answerOperation({ operation, input, request, ports });
  } catch (thrown) {
    return problemFor(faultOf(thrown));
  }
};

/** RFC 9110, section 11.6.1: a 401 says how to authenticate. */
const problemFor = (why: Fault): Response =>
  problemResponse(why, why.code === "signed-out" ? { "www-authenticate": "Bearer" } : {});
