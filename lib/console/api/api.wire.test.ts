/**
 * Every operation that `openapi.json` lists, called over HTTP by nobody, by a monitor and by an administrator, with a
 * whole engine behind it. What is answered has the shape that the document promises.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { openApiDocument } from "@/lib/contracts/api/openapi";
import { type ApiConsole, apiConsole } from "@/lib/testing/api-console";
import { numberedLab } from "@/lib/testing/numbered-lab";

let api: ApiConsole;

beforeAll(async () => {
  api = await apiConsole(numberedLab(["C9120AXI-E", "C9120AXI-E", "C9105AXI-E"]), ["17.12.1"]);
  await api.fixture.until("controller", "controller", ({ joinedCount }) => joinedCount === 3);
});
afterAll(() => api?.close());

const document = openApiDocument("0");
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);
type Listed = (typeof operations)[number];

/** Values that exist in the lab, where a value in a path has to mean something. */
const known: Record<string, string> = {
  apId: "0000.0000.0010",
  set: "EWC_17_12_1",
  server: "tftp",
  source: "syslog",
  number: "1",
  name: "nobody",
};

/** A request as the document describes it: parameters of path and header are filled in, bodies are empty objects. */
function requestOf({ path, method, operation }: Listed, headers: Record<string, string>) {
  const filled = path.replace(/\{([^}]+)\}/g, (_, name: string) => known[name] ?? "x");
  const own: Record<string, string> = {};
  const query = new URLSearchParams();
  for (const { name, in: place, required, schema } of operation.parameters ?? []) {
    if (required !== true || place === "path") continue;
    if (place === "header") own[name] = String(schema.const ?? (schema.type === "integer" ? 0 : "x"));
    else query.set(name, name === "topics" ? "upgrade" : String(schema.enum?.[0] ?? "x"));
  }
  const [type] = Object.keys(operation.requestBody?.content ?? {});
  const body = type === undefined ? {} : { body: "{}" };
  const search = query.size === 0 ? "" : `?${query}`;
  return fetch(`${api.url}${filled}${search}`, {
    method,
    headers: { ...own, ...headers, ...(type !== undefined && { "content-type": type }) },
    ...body,
  });
}

const label = ({ path, method, operation }: Listed) => ({
  name: `${method} ${path}`,
  path,
  method,
  operation,
});

test("the document lists the API", () => {
  expect(operations.length).toBeGreaterThan(90);
});

test.each(operations.map(label))(
  "$name is refused to whom it is not for, and reaches its operation",
  async (listed) => {
    const { path, operation } = listed;
    const nobody = await requestOf(listed, {});
    expect(nobody.status).toBe(401);

    const monitor = await requestOf(listed, api.monitorToken);
    if (operation["x-role"] === "admin") expect(monitor.status).toBe(403);
    else if (!operation["x-confirms-password"]) expect([401, 403]).not.toContain(monitor.status);
    await monitor.body?.cancel();

    if (operation["x-confirms-password"]) {
      const token = await requestOf(listed, api.adminToken);
      const { code } = (await token.json()) as { code: string };
      expect([token.status, code]).toEqual([403, "confirm-password"]);
    }
    const admin = await requestOf(listed, api.adminSession);
    expect([401, 403, 405, 500]).not.toContain(admin.status);
    if (admin.status === 404) expect(path).toContain("{");
    if (path.startsWith("/api/v1/")) await expectAsDescribed(admin, listed);
    else await admin.body?.cancel();
  },
);

/** A success has the described shape, anything else is a problem that says what is wrong. */
async function expectAsDescribed(response: Response, { operation }: Listed): Promise<void> {
  const body: unknown = await response.json();
  if (!response.ok) {
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(body).toMatchObject({ status: response.status, detail: expect.stringMatching(/^.{8,}$/) });
    expect((body as { detail: string }).detail).not.toContain("There is no API operation");
    return;
  }
  const success = operation.responses["200"];
  const schema =
    success !== undefined && "content" in success ? success.content?.["application/json"]?.schema : {};
  const parsed = z.fromJSONSchema(schema as z.core.JSONSchema.JSONSchema).safeParse(body);
  expect(parsed.error).toBeUndefined();
}
