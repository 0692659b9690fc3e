/** The description of the HTTP API as an OpenAPI 3.1 document, made of its operations. */
import { faultCodes } from "../fault-codes";
import { faultSchema } from "../fault-schema";
import { type DocumentedRoute, documentedRoutes, type HeaderParameter } from "./documented-routes";
import { type JsonSchema, jsonSchemaOf } from "./json-schema";
import { apiOperations, type Operation } from "./operations";
import type { Parameter } from "./parameters";
import { PROBLEM_TYPE, problemSchema } from "./problem";

type DescribedParameter = {
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  description?: string;
  schema: JsonSchema;
  style?: "form";
  explode?: boolean;
};
type Response = { description: string; headers?: object; content?: Record<string, { schema: JsonSchema }> };

/** An operation as the page and other readers see it. */
export type DescribedOperation = {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  parameters?: DescribedParameter[];
  requestBody?: { required: boolean; content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, Response | { $ref: string }>;
  /** The least role; whether the user must have typed the password just before. */
  "x-role": "monitor" | "admin";
  "x-confirms-password": boolean;
};

export type OpenApiDocument = {
  openapi: "3.1.0";
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  security: Record<string, string[]>[];
  tags: { name: string }[];
  paths: Record<string, Record<string, DescribedOperation>>;
  components: object;
};

const DESCRIPTION = `Reads and changes the lab, the image servers and the console. Times are milliseconds since 1970 in UTC
unless a field says otherwise. Sizes are in bytes.

- **Authentication.** Send \`Authorization: Bearer <token>\` with an API token from Administration > Users, or use the
  session of a signed-in browser. The role \`monitor\` can only read; \`admin\` can also make changes. A few operations
  require a password that was entered within the last few minutes: a session can confirm it, a token cannot.
- **Errors** are problem details (RFC 9457). Compare \`code\`; \`detail\` and \`remedy\` are sentences for people.
- **ETag.** Every response to a GET has one. Send it in \`If-None-Match\` to get 304 while nothing has changed.
- **Lists** have \`next\`, the value of \`after\` or \`before\` for the next page. It is null on the last page. The
  \`Link\` header has the address of the next page.
- **Idempotency-Key.** Where an operation lists it, a request that is repeated with the same key within 24 hours is carried
  out once, and gets the first response again. The same key with a different request is refused.`;

const problem = (description: string): Response => ({
  description,
  content: { [PROBLEM_TYPE]: { schema: { $ref: "#/components/schemas/Problem" } } },
});

/** Refusals that every operation has, by status. */
const refusals = {
  "400": {
    name: "BadInput",
    description: "The input is not valid; `fields` says what is wrong with which field.",
  },
  "401": { name: "SignedOut", description: "The request has no valid token or session." },
  "403": {
    name: "NotAllowed",
    description: "The role is not sufficient, or the password must be confirmed.",
  },
} as const;

const refusalRefs = Object.fromEntries(
  Object.entries(refusals).map(([status, { name }]) => [status, { $ref: `#/components/responses/${name}` }]),
);
const otherProblem = { $ref: "#/components/responses/Problem" };

/** What is said of a field stands beside the parameter, where readers look for it. */
function described(parameter: Parameter | HeaderParameter): DescribedParameter {
  const { name, in: place, isRequired, schema } = parameter;
  const { description, ...rest } = schema;
  return {
    name,
    in: place,
    ...(isRequired && { required: true }),
    ...(description !== undefined && { description }),
    schema: rest.default === null ? withoutDefault(rest) : rest,
    ...(rest.type === "array" && { style: "form" as const, explode: true }),
  };
}
const withoutDefault = ({ default: _, ...schema }: JsonSchema): JsonSchema => schema;

const parameter = (name: string): DescribedParameter =>
  ({ $ref: `#/components/parameters/${name}` }) as never;

const roleSentence = (role: string, confirms: boolean): string =>
  `Requires the role ${role}.${confirms ? " Also requires a password that was entered within the last few minutes, so a token cannot call it." : ""}`;

function describeOperation(operation: Operation): DescribedOperation {
  const { id, method, group, summary, role, confirms, takesKey, takes, answer } = operation;
  const { parameters, body } = takes();
  const isRead = method === "GET";
  const all = [
    ...parameters.map(described),
    ...(isRead ? [parameter("IfNoneMatch")] : []),
    ...(takesKey ? [parameter("IdempotencyKey")] : []),
  ];
  return {
    operationId: id,
    summary,
    description: roleSentence(role, confirms),
    tags: [group],
    ...(all.length > 0 && { parameters: all }),
    ...(body !== null && {
      requestBody: {
        required: (body.required ?? []).length > 0,
        content: { "application/json": { schema: body } },
      },
    }),
    responses: {
      "200": {
        description: "Success.",
        ...(isRead && { headers: { ETag: { $ref: "#/components/headers/ETag" } } }),
        content: { "application/json": { schema: answer() } },
      },
      ...(isRead && { "304": { description: "Nothing has changed since that ETag." } }),
      ...refusalRefs,
      default: otherProblem,
    },
    "x-role": role,
    "x-confirms-password": confirms,
  };
}

function describeRoute(route: DocumentedRoute): DescribedOperation {
  const { id, summary, description, group, role, parameters, bodyType, success } = route;
  return {
    operationId: id,
    summary,
    description: `${description} ${roleSentence(role, false)} Errors are JSON with a \`fault\`.`,
    tags: [group],
    parameters: parameters.map(described),
    ...(bodyType !== null && {
      requestBody: { required: true, content: { [bodyType]: { schema: {} } } },
    }),
    responses: {
      [success.status]: {
        description: "Success.",
        ...(success.type !== null && { content: { [success.type]: { schema: {} } } }),
      },
      default: { $ref: "#/components/responses/Fault" },
    },
    "x-role": role,
    "x-confirms-password": false,
  };
}

/** @param version the version of this program */
export function openApiDocument(version: string): OpenApiDocument {
  const paths: OpenApiDocument["paths"] = {};
  const add = (path: string, method: string, operation: DescribedOperation) => {
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation };
  };
  for (const operation of apiOperations())
    add(operation.path, operation.method, describeOperation(operation));
  for (const route of documentedRoutes) add(route.path, route.method, describeRoute(route));
  const groups = [
    ...new Set(Object.values(paths).flatMap((item) => Object.values(item).flatMap(({ tags }) => tags))),
  ];
  return {
    openapi: "3.1.0",
    info: { title: "EWC Upgrade Console", version, description: DESCRIPTION },
    servers: [{ url: "/" }],
    security: [{ token: [] }, { session: [] }],
    tags: groups.toSorted().map((name) => ({ name })),
    paths: Object.fromEntries(Object.entries(paths).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "An API token from Administration > Users." },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "ewc-session-3000",
          description: "The session cookie of a signed-in browser. Its name ends with the console's port.",
        },
      },
      headers: {
        ETag: { description: "Identifies this version of the response.", schema: { type: "string" } },
      },
      parameters: {
        IfNoneMatch: {
          name: "If-None-Match",
          in: "header",
          description: "The ETag of an earlier response.",
          schema: { type: "string" },
        },
        IdempotencyKey: {
          name: "Idempotency-Key",
          in: "header",
          description: "1 to 200 printable characters without spaces. Use a new key for each new request.",
          schema: { type: "string", minLength: 1, maxLength: 200 },
        },
      },
      responses: {
        ...Object.fromEntries(
          Object.values(refusals).map(({ name, description }) => [name, problem(description)]),
        ),
        Problem: problem("The request was refused or failed. `code` and `status` say why."),
        Fault: {
          description: "The request was refused or failed.",
          content: {
            "application/json": {
              schema: { type: "object", properties: { fault: { $ref: "#/components/schemas/Fault" } } },
            },
          },
        },
      },
      schemas: {
        Problem: jsonSchemaOf(problemSchema, "output"),
        Fault: jsonSchemaOf(faultSchema, "output"),
      },
      "x-fault-codes": Object.entries(faultCodes).map(([code, { http, title }]) => ({
        code,
        status: http,
        title,
      })),
    },
  };
}
