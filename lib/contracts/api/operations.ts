/** The operations of the HTTP API, made of the command registry, the topics of the stream and the table of faces. */
import type { z } from "zod";
import type { Role } from "../actor";
import { type CommandType, commands, type WebCommand } from "../commands";
import { auditWordsOf, type CommandRules } from "../commands/define-command";
import { namedTopics, topicRules } from "../stream";
import { answerSchemas } from "./answers";
import { API_ROOT, type ApiMethod, derivedFace, derivedTopicPath, type Face, type ListPage } from "./face";
import { commandFaces, type TopicFace, topicFaces } from "./faces";
import { type JsonSchema, jsonSchemaOf } from "./json-schema";
import { type Parameter, queryParametersOf } from "./parameters";
import { rowPageParameters } from "./row-page";
import { rowSchemas } from "./rows";

type NamedTopic = (typeof namedTopics)[number];

/** What carries an operation out. */
export type OperationSource =
  | { kind: "command"; type: WebCommand; only: readonly string[] | null; page: ListPage | null }
  /** All rows of a topic, or the only one that it has. */
  | { kind: "rows"; topic: NamedTopic; isSingle: boolean }
  /** One row of a topic, by its key. */
  | { kind: "row"; topic: NamedTopic }
  /** The description of this API. */
  | { kind: "document" };

/** What a request says. Its schemas are made at the first request, because making all of them takes a while. */
type OperationInput = {
  parameters: readonly Parameter[];
  /** The body; null when it takes none. */
  body: JsonSchema | null;
};

export type Operation = {
  /** Unique: the name of the command or topic. */
  id: string;
  method: ApiMethod;
  /** Below the host: `/api/v1/runs/{number}`. */
  path: string;
  /** The first part of the path after the root. */
  group: string;
  summary: string;
  role: Role;
  /** The user must have typed the password within the last minutes, so a token cannot. */
  confirms: boolean;
  takesKey: boolean;
  source: OperationSource;
  takes: () => OperationInput;
  /** Made when it is asked for: only the description needs it. */
  answer: () => JsonSchema;
};

const ANY: JsonSchema = { description: "JSON. Its fields are not described here." };

/** Names in `{}` of a path. */
export const pathFields = (path: string): string[] =>
  [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name);

const groupOf = (path: string): string => path.split("/")[1] ?? "";

/** The input without the fields that the path has. */
function without(schema: JsonSchema, fields: readonly string[]): JsonSchema {
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).filter(([name]) => !fields.includes(name)),
  );
  const required = (schema.required ?? []).filter((name) => !fields.includes(name));
  const { required: _, ...rest } = schema;
  return { ...rest, properties, ...(required.length > 0 && { required }) };
}

function commandAnswer(type: WebCommand, { only, page }: Face): JsonSchema {
  const schema: z.ZodType | undefined = answerSchemas[type];
  if (schema === undefined) return ANY;
  const whole = jsonSchemaOf(schema, "output");
  const properties = { ...whole.properties };
  if (only !== undefined)
    return without(
      whole,
      Object.keys(properties).filter((name) => !only.includes(name)),
    );
  if (page === undefined) return whole;
  const next: JsonSchema = {
    description: `The value of \`${page.input}\` for the next page; null on the last page.`,
    type: ["string", "number", "null"],
  };
  return { ...whole, properties: { ...properties, next }, required: [...(whole.required ?? []), "next"] };
}

/** Makes a value when it is asked for first. */
function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function commandInput(input: JsonSchema, { method, path }: Face): OperationInput {
  const inPath = pathFields(path);
  const ofPath = inPath.map(
    (name): Parameter => ({
      name,
      in: "path",
      isRequired: true,
      isNullable: false,
      schema: input.properties?.[name] ?? { type: "string" },
    }),
  );
  const rest = without(input, inPath);
  if (method === "POST" || method === "PUT") {
    const isEmpty = Object.keys(rest.properties ?? {}).length === 0;
    return { parameters: ofPath, body: isEmpty ? null : rest };
  }
  return { parameters: [...ofPath, ...(queryParametersOf(rest) ?? [])], body: null };
}

function commandOperations(type: WebCommand): Operation[] {
  const entry = commands[type];
  const rules: CommandRules = entry;
  const input = lazily(() => jsonSchemaOf(entry.input, "input"));
  const faces: readonly Face[] = commandFaces[type] ?? [
    // What sends something to another host is no safe method (RFC 9110, section 9.2.1).
    derivedFace(type, {
      kind: rules.kind,
      fitsQuery: !("sends" in rules) && queryParametersOf(input()) !== undefined,
    }),
  ];
  return faces.map((face, at) => ({
    id: at === 0 ? type : `${type}.${face.path.split("/").at(-1)}`,
    method: face.method,
    path: `${API_ROOT}${face.path}`,
    group: groupOf(face.path),
    summary: face.summary ?? auditWordsOf(rules) ?? type,
    role: rules.role,
    confirms: "confirms" in rules && rules.confirms === true,
    takesKey: face.takesKey === true,
    source: { kind: "command", type, only: face.only ?? null, page: face.page ?? null },
    takes: lazily(() => commandInput(input(), face)),
    answer: () => commandAnswer(type, face),
  }));
}

const nothing: OperationInput = { parameters: [], body: null };

const rowSchemaOf = (topic: NamedTopic): JsonSchema => {
  const schema: z.ZodType | undefined = rowSchemas[topic];
  return schema === undefined ? ANY : jsonSchemaOf(schema, "output");
};

const describedFace = (topic: NamedTopic): TopicFace | null => {
  const face = topicFaces[topic];
  if (face === undefined) {
    const path = derivedTopicPath(topic);
    return { path, summary: `Read the rows of ${topic}` };
  }
  return "not" in face ? null : face;
};

function topicOperations(topic: NamedTopic): Operation[] {
  const face = describedFace(topic);
  if (face === null) return [];
  const { role, onlyKey } = topicRules(topic);
  const row = () => rowSchemaOf(topic);
  const shared = {
    method: "GET",
    group: groupOf(face.path),
    role,
    confirms: false,
    takesKey: false,
  } as const;
  const list = (): JsonSchema => ({
    type: "object",
    properties: {
      rows: { type: "array", items: row() },
      next: {
        type: ["string", "null"],
        description: "The value of `after` for the next page; null on the last page.",
      },
    },
    required: ["rows", "next"],
  });
  const isSingle = onlyKey !== undefined;
  const all: Operation = {
    ...shared,
    id: topic,
    path: `${API_ROOT}${face.path}`,
    summary: face.summary,
    source: { kind: "rows", topic, isSingle },
    takes: () => (isSingle ? nothing : { parameters: rowPageParameters(), body: null }),
    answer: isSingle ? row : list,
  };
  if (face.one === undefined) return [all];
  const key: Parameter = {
    name: face.one.key,
    in: "path",
    isRequired: true,
    isNullable: false,
    schema: { type: "string" },
  };
  return [
    all,
    {
      ...shared,
      id: `${topic}.one`,
      path: `${API_ROOT}${face.path}/{${face.one.key}}`,
      summary: face.one.summary,
      source: { kind: "row", topic },
      takes: () => ({ parameters: [key], body: null }),
      answer: row,
    },
  ];
}

const documentOperation: Operation = {
  id: "openapi",
  method: "GET",
  path: `${API_ROOT}/openapi.json`,
  group: "openapi.json",
  summary: "Read this description",
  role: "monitor",
  confirms: false,
  takesKey: false,
  source: { kind: "document" },
  takes: () => nothing,
  answer: () => ({ type: "object", description: "An OpenAPI 3.1 document." }),
};

const webCommands = (Object.keys(commands) as CommandType[]).filter(
  (name): name is WebCommand => commands[name].via === "web",
);

/** A path with its parameters unnamed: two of the same shape cannot be told apart. */
const shapeOf = ({ method, path }: Operation): string => `${method} ${path.replace(/\{[^}]+\}/g, "{}")}`;

let made: readonly Operation[] | undefined;

/** All operations. A topic gives way to a command that answers under the same path. */
export function apiOperations(): readonly Operation[] {
  if (made !== undefined) return made;
  const ofCommands = webCommands.flatMap(commandOperations);
  const taken = new Set(ofCommands.map(shapeOf));
  const ofTopics = namedTopics.flatMap(topicOperations).filter((operation) => !taken.has(shapeOf(operation)));
  made = [...ofCommands, ...ofTopics, documentOperation];
  return made;
}
