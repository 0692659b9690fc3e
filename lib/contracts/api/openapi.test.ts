/** The description of the HTTP API: it is valid OpenAPI, and nothing of the registry is missing in it. */
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { type CommandType, commands } from "../commands";
import type { CommandRules } from "../commands/define-command";
import { namedTopics } from "../stream";
import { API_ROOT, derivedFace, derivedTopicPath } from "./face";
import { topicFaces } from "./faces";
import { matchPath } from "./match-path";
import { openApiDocument } from "./openapi";
import { apiOperations, pathFields } from "./operations";

const document = openApiDocument("1.2.3");
const described = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

test("the document is valid OpenAPI 3.1", async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
});

test("every command that a page may give has an operation with its role", () => {
  for (const name of Object.keys(commands) as CommandType[]) {
    const rules: CommandRules = commands[name];
    const found = apiOperations().filter(({ source }) => source.kind === "command" && source.type === name);
    expect([name, found.length > 0]).toEqual([name, rules.via === "web"]);
    for (const { role } of found) expect([name, role]).toEqual([name, rules.role]);
  }
});

test("every topic has an operation, gives way to a command, or says why it has none", () => {
  for (const topic of namedTopics) {
    const face = topicFaces[topic];
    const isThere = apiOperations().some(
      ({ source, method, path }) =>
        ("topic" in source && source.topic === topic) ||
        (face === undefined && method === "GET" && path === `${API_ROOT}${derivedTopicPath(topic)}`),
    );
    expect([topic, isThere]).toEqual([topic, face === undefined || !("not" in face)]);
  }
});

test("no two operations have one method and path, one id, or differ only in the name of a parameter", () => {
  const shapes = apiOperations().map(({ method, path }) => `${method} ${path.replace(/\{[^}]+\}/g, "{}")}`);
  expect(shapes.filter((shape, at) => shapes.indexOf(shape) !== at)).toEqual([]);
  const templates = new Map<string, string>();
  for (const { path } of described) {
    const shape = path.replace(/\{[^}]+\}/g, "{}");
    expect(templates.get(shape) ?? path).toBe(path);
    templates.set(shape, path);
  }
  const ids = described.map(({ operation }) => operation.operationId);
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
});

test("the parameters of a path are fields of the command's input", () => {
  for (const { source, path } of apiOperations()) {
    if (source.kind !== "command") continue;
    const fields = Object.keys(commands[source.type].input.shape);
    for (const name of pathFields(path))
      expect([path, fields]).toEqual([path, expect.arrayContaining([name])]);
  }
});

test("every field of a command's input is in the path, the query string or the body", () => {
  for (const { source, takes } of apiOperations()) {
    if (source.kind !== "command") continue;
    const { parameters, body } = takes();
    const taken = [
      ...parameters.map(({ name }) => name.split(".")[0]),
      ...Object.keys(body?.properties ?? {}),
    ];
    const fields = Object.keys(commands[source.type].input.shape).filter((field) => !taken.includes(field));
    expect([source.type, fields]).toEqual([source.type, []]);
  }
});

test("a page continues at a field of its rows, which its command takes", () => {
  const paged = apiOperations().flatMap(({ source, answer }) =>
    source.kind === "command" && source.page !== null ? [{ ...source, page: source.page, answer }] : [],
  );
  expect(paged.map(({ type }) => type)).toEqual(
    expect.arrayContaining(["runs.list", "readiness.history", "webhooks.deliveries", "logs.read"]),
  );
  for (const { type, page, answer } of paged) {
    const { properties = {} } = answer();
    const row = properties[page.rows]?.items?.properties ?? {};
    const found = {
      more: "more" in properties,
      cursor: page.cursor in row,
      input: page.input in commands[type].input.shape,
    };
    expect([type, found]).toEqual([type, { more: true, cursor: true, input: true }]);
  }
});

test("a question is a GET without a body, or a POST because its input does not fit into an address", () => {
  for (const { operation, method } of described)
    if (method === "get")
      expect([operation.operationId, operation.requestBody]).toEqual([operation.operationId, undefined]);
  for (const { source, method } of apiOperations()) {
    if (source.kind !== "command") continue;
    const { kind }: CommandRules = commands[source.type];
    if (kind === "change") expect(method).not.toBe("GET");
  }
});

test("every operation has a summary, and what changes something has the words of the audit log", () => {
  for (const { operation } of described) expect(operation.summary).toMatch(/^[A-Z].{5,}[^.]$/);
  expect(document.paths["/api/v1/upgrade/start"]?.post?.summary).toBe("Start the upgrade");
});

test("secrets are marked, and no default is a value that a parameter cannot have", () => {
  expect(JSON.stringify(document.paths["/api/v1/users"]?.post)).toContain('"format":"password"');
  for (const { operation } of described)
    for (const { schema } of operation.parameters ?? []) expect(schema?.default ?? 0).not.toBeNull();
});

test("no key is taken where the answer may have a secret", () => {
  const secret = /reveal|password|sftp-users\.save|save-account|users\.add|tokens\.create/;
  const keyed = apiOperations().filter(({ takesKey }) => takesKey);
  expect(keyed.length).toBeGreaterThan(10);
  expect(keyed.filter(({ id }) => secret.test(id))).toEqual([]);
});

test("a command without an entry in the table has a face all the same", () => {
  expect(derivedFace("planted.list", { kind: "query", fitsQuery: true })).toMatchObject({
    method: "GET",
    path: "/planted",
  });
  expect(derivedFace("planted.send-again", { kind: "change", fitsQuery: true })).toEqual({
    method: "POST",
    path: "/planted/send-again",
  });
  expect(derivedFace("planted.try", { kind: "query", fitsQuery: false }).method).toBe("POST");
  expect(derivedTopicPath("plantedRows")).toBe("/planted-rows");
});

test("a path is found with its parameters, and a fixed one before one with parameters", () => {
  expect(matchPath("GET", "/api/v1/runs/12")).toMatchObject({
    operation: { id: "runs.read" },
    parameters: { number: "12" },
  });
  expect(matchPath("GET", "/api/v1/runs/retention")).toMatchObject({ operation: { id: "runs.retention" } });
  expect(matchPath("GET", "/api/v1/image-sets/a%2Fb")).toMatchObject({ parameters: { set: "a/b" } });
  expect(matchPath("HEAD", "/api/v1/upgrade")).toMatchObject({ operation: { id: "upgrade" } });
});

test("another method says which there are, and anything else is nothing", () => {
  expect(matchPath("DELETE", "/api/v1/runs")).toEqual({ kind: "other-method", methods: ["GET", "HEAD"] });
  for (const path of [
    "/api/v1",
    "/api/v1/",
    "/api/v1/nothing",
    "/api/v1/runs/",
    "/api/v1/runs/%E0%A4%A",
    "/api/v2/runs",
  ])
    expect(matchPath("GET", path)).toEqual({ kind: "none" });
});
