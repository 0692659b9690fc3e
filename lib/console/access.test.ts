/**
 * Who may do what: every command of the registry, every route and every topic of the stream against every kind of
 * visitor. The lists are made from the registry and the folder of routes, so a new entry is in the matrix.
 */
import { readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { hasRole, type Role } from "@/lib/contracts/actor";
import { commands } from "@/lib/contracts/commands";
import type { CommandRules } from "@/lib/contracts/commands/define-command";
import { namedTopics, topicRules } from "@/lib/contracts/stream";
import { type Access, accessRig, type Visitors } from "@/lib/testing/access-rig";
import { answerWebCommand } from "./operate";
import { actorOf, visitorOf } from "./visitor";

let rig: Visitors;
let notSetUp: Visitors;
const ENGINE = Symbol.for("ewc.engine");
const globals = globalThis as unknown as Record<symbol, unknown>;

beforeAll(async () => {
  rig = await accessRig();
  notSetUp = await accessRig(false);
});
beforeEach(() => {
  rig.reached.length = 0;
  globals[ENGINE] = {
    ask: rig.ask,
    subscribe: () => ({ close() {} }),
    onSignInsEnded: () => () => undefined,
  };
});
afterAll(() => {
  delete globals[ENGINE];
});

const web = Object.entries(commands).flatMap(([name, rules]: [string, CommandRules]) =>
  rules.via === "web" ? [{ name, rules }] : [],
);

/** What the matrix expects: `reached`, or the code of the refusal. */
function expected(may: Access, role: Role, confirms: boolean): string {
  if (may === "set-up") return "set-up-required";
  if (may === "nothing") return "signed-out";
  if (may === "read") return role === "monitor" ? "served" : "not-allowed";
  return may === "change, not confirmed" && confirms ? "confirm-password" : "served";
}

/** An input that is refused by its schema still passed the gate: what counts is who may try. */
const outcomeOf = (answer: { ok: boolean; fault?: { code: string } }): string =>
  answer.ok || answer.fault?.code === "bad-input" ? "served" : (answer.fault?.code ?? "");

test("the matrix has every command that a page may give", () => {
  expect(web.length).toBeGreaterThan(50);
});

test.each(web)(
  "the command $name is served to those who may give it, and to nobody else",
  async ({ name, rules }) => {
    const confirms = rules.via === "web" && rules.kind === "change" && rules.confirms === true;
    for (const { ask, all } of [rig, notSetUp]) {
      for (const { who, may, headers } of all) {
        const answer = await answerWebCommand(name, {}, { headers, ask });
        expect([who, outcomeOf(answer)]).toEqual([who, expected(may, rules.role, confirms)]);
      }
    }
  },
);

const app = path.resolve(import.meta.dirname, "../../app");
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;
const routeFiles = readdirSync(app, { recursive: true, encoding: "utf8" }).filter((file) =>
  /(^|\/)route\.ts$/.test(file),
);
/** The least role of each method. A route that is not here fails the test. */
const routeRoles: Record<string, Partial<Record<(typeof METHODS)[number], Role | "anyone">>> = {
  "api/audit/export/route.ts": { GET: "admin" },
  "api/commands/[name]/route.ts": { POST: "monitor" },
  "api/events/route.ts": { GET: "monitor" },
  "api/health/route.ts": { GET: "anyone" },
  "api/health/live/route.ts": { GET: "anyone" },
  "api/health/ready/route.ts": { GET: "anyone" },
  // Each operation has a role of its own: api/api.wire.test.ts.
  "api/v1/[[...path]]/route.ts": {
    GET: "monitor",
    HEAD: "monitor",
    POST: "monitor",
    PUT: "monitor",
    PATCH: "monitor",
    DELETE: "monitor",
  },
  "metrics/route.ts": { GET: "monitor" },
  // RESTCONF signs in by itself, with other credentials than pages.
  "restconf/[[...path]]/route.ts": {
    GET: "anyone",
    HEAD: "anyone",
    POST: "anyone",
    PUT: "anyone",
    PATCH: "anyone",
    DELETE: "anyone",
  },
  ".well-known/host-meta/route.ts": { GET: "anyone" },
  "api/images/uploads/[[...id]]/route.ts": {
    POST: "admin",
    HEAD: "monitor",
    PATCH: "admin",
    DELETE: "admin",
  },
  "api/lab/export/route.ts": { GET: "monitor" },
  "api/runbook/route.ts": { GET: "monitor" },
  "api/runs/[number]/evidence/route.ts": { GET: "monitor" },
  "api/runs/[number]/record/route.ts": { GET: "monitor" },
  "api/runs/[number]/recording/route.ts": { GET: "monitor" },
  "api/session/route.ts": { POST: "anyone", DELETE: "monitor" },
  "api/set-up/route.ts": { POST: "anyone" },
  "api/terminals/[id]/route.ts": { GET: "monitor", POST: "monitor", PUT: "monitor", DELETE: "monitor" },
  "api/terminals/route.ts": { POST: "monitor" },
};

type Method = (request: Request, context: { params: Promise<object> }) => Promise<Response>;

test.each(routeFiles)(
  "every method of the route %s is served to those who may use it, and to nobody else",
  async (file) => {
    const roles = routeRoles[file];
    const module = (await import(path.join(app, file))) as Record<string, Method | undefined>;
    expect(METHODS.filter((method) => module[method] !== undefined)).toEqual(
      METHODS.filter((method) => roles?.[method] !== undefined),
    );
    for (const method of METHODS) {
      const handle = module[method];
      const role = roles?.[method];
      if (handle === undefined || role === undefined) continue;
      for (const { who, may, headers } of rig.all) {
        const body = ["POST", "PUT", "PATCH"].includes(method) ? { body: "{}" } : {};
        const request = new Request(
          "http://localhost:3000/api/x?topics=aps&columns=80&rows=24&after=0&at=0",
          {
            method,
            headers,
            ...body,
          },
        );
        const params = { name: "lab.behaviors", number: "1", id: file.includes("[[") ? [] : "a".repeat(22) };
        const response = await handle(request, { params: Promise.resolve(params) });
        const refusal = role === "anyone" ? "served" : expected(may, role, false);
        const codes = { "signed-out": 401, "not-allowed": 403 } as Record<string, number>;
        const isRefused = response.status === 401 || response.status === 403;
        expect([who, method, isRefused ? response.status : "served"]).toEqual([
          who,
          method,
          codes[refusal] ?? "served",
        ]);
        await response.body?.cancel();
      }
    }
  },
);

test.each([...namedTopics])("the topic %s is followed by those whose role suffices", async (topic) => {
  const { role } = topicRules(topic);
  for (const { who, may, headers } of rig.all) {
    const actor = actorOf(await visitorOf(headers, rig.ask), role);
    expect([who, actor.ok]).toEqual([who, expected(may, role, false) === "served"]);
    if (actor.ok) expect(hasRole(actor.value, role)).toBe(true);
  }
});
