/** What is typed into "Try it", as a request and as a line for a shell. */
import type { ListedOperation } from "./api-document";
import { exampleOf } from "./schema-words";

/** The values of the parameters by name, and the body as text. */
export type RequestDraft = { values: Readonly<Record<string, string>>; body: string };
/** A request that is about to be sent. */
export type ApiRequest = {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null;
};

export const emptyDraft = ({ body, parameters }: ListedOperation): RequestDraft => ({
  values: Object.fromEntries(
    parameters.flatMap(({ name, schema }) =>
      schema.const === undefined ? [] : [[name, String(schema.const)]],
    ),
  ),
  body: body?.type === "application/json" ? JSON.stringify(exampleOf(body.schema), null, 2) : "",
});

/** The names of required parameters that have no value. */
export const missingIn = ({ parameters }: ListedOperation, { values }: RequestDraft): string[] =>
  parameters.filter(({ name, isRequired }) => isRequired && !values[name]).map(({ name }) => name);

/** @param origin `http://localhost:3000` */
export function requestOf(
  operation: ListedOperation,
  { values, body }: RequestDraft,
  origin: string,
): ApiRequest {
  const path = operation.path.replace(/\{([^}]+)\}/g, (placeholder, name: string) => {
    const value = values[name] ?? "";
    return value === "" ? placeholder : encodeURIComponent(value);
  });
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  for (const { name, in: place } of operation.parameters) {
    const value = values[name] ?? "";
    if (value === "") continue;
    if (place === "query") query.set(name, value);
    if (place === "header") headers[name] = value;
  }
  if (operation.body !== null) headers["Content-Type"] = operation.body.type;
  return {
    method: operation.method,
    url: `${origin}${path}${query.size === 0 ? "" : `?${query}`}`,
    headers,
    body: operation.body === null ? null : body,
  };
}

/** In single quotes for a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The same request for curl, with `$TOKEN` in place of an API token. */
export function curlOf({ method, url, headers, body }: ApiRequest): string {
  const parts = [
    method === "GET" ? "curl" : method === "HEAD" ? "curl -I" : `curl -X ${method}`,
    '-H "Authorization: Bearer $TOKEN"',
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === null ? [] : [`-d ${quoted(compact(body))}`]),
    quoted(url),
  ];
  return parts.join(" \\\n  ");
}

/** JSON in one line; other text as it is. */
function compact(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}
