/** The description of the HTTP API as the page reads it: a flat list of operations in groups. */
import type { DescribedOperation, OpenApiDocument } from "@/lib/contracts/api/openapi";

export type ListedOperation = {
  id: string;
  /** In capitals. */
  method: string;
  path: string;
  group: string;
  summary: string;
  description: string;
  role: "monitor" | "admin";
  parameters: readonly ListedParameter[];
  /** The media type and the schema of the body; null without one. */
  body: { type: string; schema: SchemaNode } | null;
  answer: { type: string; schema: SchemaNode } | null;
};
export type ListedParameter = {
  name: string;
  in: string;
  isRequired: boolean;
  description: string;
  schema: SchemaNode;
};
/** A JSON Schema as far as the page shows it. */
export type SchemaNode = {
  type?: string | string[];
  description?: string;
  properties?: Record<string, SchemaNode>;
  additionalProperties?: boolean | SchemaNode;
  required?: string[];
  items?: SchemaNode;
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  format?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
};
/** A code of a problem with its status and title. */
export type ProblemCode = { code: string; status: number; title: string };

type Components = { parameters?: Record<string, unknown>; "x-fault-codes"?: ProblemCode[] };

const title = (group: string): string => {
  const words = group.replaceAll("-", " ").replace(/\.json$/, "");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};

/** The operations in the order of their groups and paths. */
export function operationsOf(document: OpenApiDocument): ListedOperation[] {
  const { parameters: shared = {} } = document.components as Components;
  return Object.entries(document.paths)
    .flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => listed(path, method, operation, shared)),
    )
    .toSorted((a, b) => (a.group === b.group ? 0 : a.group < b.group ? -1 : 1));
}

export const problemCodesOf = (document: OpenApiDocument): ProblemCode[] =>
  (document.components as Components)["x-fault-codes"] ?? [];

function listed(
  path: string,
  method: string,
  operation: DescribedOperation,
  shared: Record<string, unknown>,
): ListedOperation {
  const { operationId, summary, description, tags, parameters = [], requestBody, responses } = operation;
  const success = Object.entries(responses).find(([status]) => status.startsWith("2"))?.[1];
  const answer = success !== undefined && "content" in success ? success.content : undefined;
  return {
    id: operationId,
    method: method.toUpperCase(),
    path,
    group: title(tags[0] ?? ""),
    summary,
    description,
    role: operation["x-role"],
    parameters: parameters.map((parameter) => {
      const { $ref } = parameter as { $ref?: string };
      const found =
        $ref === undefined ? parameter : (shared[$ref.split("/").at(-1) ?? ""] as typeof parameter);
      return {
        name: found.name,
        in: found.in,
        isRequired: found.required === true,
        description: found.description ?? "",
        schema: found.schema as SchemaNode,
      };
    }),
    body: firstContent(requestBody?.content),
    answer: firstContent(answer),
  };
}

function firstContent(content: Record<string, { schema: unknown }> | undefined): ListedOperation["body"] {
  const [first] = Object.entries(content ?? {});
  return first === undefined ? null : { type: first[0], schema: first[1].schema as SchemaNode };
}

/** The operations of a group, for a list with headings. */
export function inGroups(operations: readonly ListedOperation[]): [string, ListedOperation[]][] {
  const groups = new Map<string, ListedOperation[]>();
  for (const operation of operations)
    groups.set(operation.group, [...(groups.get(operation.group) ?? []), operation]);
  return [...groups];
}

/** Whether every word of the text is in the operation's path, name or summary. */
export function matchesText({ method, path, id, summary }: ListedOperation, text: string): boolean {
  const all = `${method} ${path} ${id} ${summary}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}
