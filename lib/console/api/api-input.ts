/** What a request to the HTTP API says: the input of its operation from path, query string and body. */
import "server-only";
import type { Operation } from "@/lib/contracts/api/operations";
import { inputFromQuery, typedValue } from "@/lib/contracts/api/parameters";
import { FaultError, fault } from "@/lib/contracts/fault";
import { jsonObject, MAX_COMMAND_BYTES, readText } from "../operate";

const isJson = (type: string | null): boolean =>
  /^application\/(json|[\w.-]+\+json)\s*(;|$)/i.test(type ?? "");

type Taken = ReturnType<Operation["takes"]>;

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(", ");

function queryInput({ parameters }: Taken, query: URLSearchParams): Record<string, unknown> {
  const wanted = parameters.filter((parameter) => parameter.in === "query");
  const read = inputFromQuery(wanted, query);
  if (read.ok) return read.input;
  const known =
    wanted.length === 0
      ? "This operation takes none."
      : `This operation takes ${quoted(wanted.map(({ name }) => name))}.`;
  throw new FaultError(
    fault("bad-input", `Unknown query parameter ${JSON.stringify(read.unknown)}. ${known}`),
  );
}

async function bodyInput({ body }: Taken, request: Request): Promise<Record<string, unknown>> {
  const text = await readText(request, MAX_COMMAND_BYTES);
  if (text === "") return {};
  const type = request.headers.get("content-type");
  if (!isJson(type))
    throw new FaultError(
      fault("unsupported-type", "The body must be JSON.", "Send the header Content-Type: application/json."),
    );
  const sent = jsonObject(text) as Record<string, unknown>;
  const known = Object.keys(body?.properties ?? {});
  const unknown = Object.keys(sent).find((name) => !known.includes(name));
  if (unknown === undefined) return sent;
  const fields =
    known.length === 0 ? "This operation takes no body." : `This operation takes ${quoted(known)}.`;
  throw new FaultError(fault("bad-input", `Unknown field ${JSON.stringify(unknown)}. ${fields}`));
}

/** @throws FaultError for what no operation could take; the fields themselves are not checked */
export async function apiInput(
  operation: Operation,
  inPath: Record<string, string>,
  request: Request,
): Promise<Record<string, unknown>> {
  const taken = operation.takes();
  const query = queryInput(taken, new URL(request.url).searchParams);
  const hasBody = operation.method === "POST" || operation.method === "PUT";
  const body = hasBody ? await bodyInput(taken, request) : {};
  const path = taken.parameters
    .filter((parameter) => parameter.in === "path")
    .map(({ name, schema }) => [name, typedValue(schema, inPath[name] ?? "")]);
  return { ...query, ...body, ...Object.fromEntries(path) };
}
