/** Every way in from a browser passes the wrapper of operate.ts, and every command of the registry says who may give it. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { roles } from "@/lib/contracts/actor";
import { commands, commandsBySubject } from "@/lib/contracts/commands";
import { defineCommand } from "@/lib/contracts/commands/define-command";

type Entries = Readonly<Record<string, object>>;
const field = (entry: object, name: string): unknown => Reflect.get(entry, name);

/** What a registry lacks, one sentence each. The compiler finds the same; this finds it where a type was silenced. */
function missingIn(entries: Entries): string[] {
  const missing: string[] = [];
  const audited = new Set<unknown>();
  for (const [name, entry] of Object.entries(entries)) {
    const [role, via, kind, audit] = ["role", "via", "kind", "audit"].map((key) => field(entry, key));
    if (!(roles as readonly unknown[]).includes(role)) missing.push(`${name} has no role`);
    if (via !== "web" && via !== "program") missing.push(`${name} does not say who may give it`);
    if (kind !== "query" && kind !== "change")
      missing.push(`${name} does not say whether it changes anything`);
    if (!(field(entry, "input") instanceof z.ZodObject)) missing.push(`${name} has no schema of its input`);
    const isAudited = via === "web" && kind === "change";
    if (isAudited && !/^[A-Z].{5,}[^.]$/.test(String(audit ?? "")))
      missing.push(`${name} has no audit words`);
    if (!isAudited && audit !== undefined) missing.push(`${name} has audit words that nobody writes`);
    if (isAudited && audited.has(audit)) missing.push(`${name} has the audit words of another command`);
    audited.add(audit);
  }
  return missing;
}

test("every command has a schema and a role and says who may give it; every change has audit words of its own", () => {
  expect(Object.keys(commands).length).toBeGreaterThan(40);
  expect(missingIn(commands)).toEqual([]);
});

test("every change that a page can give needs the role admin, every question only the role monitor", () => {
  const web = Object.entries(commands).filter(([, { via }]) => via === "web");
  const wrong = web.filter(([, { kind, role }]) => role !== (kind === "change" ? "admin" : "monitor"));
  expect(wrong.map(([name]) => name)).toEqual([]);
});

test("every command's name begins with its subject", () => {
  for (const [subject, entries] of Object.entries(commandsBySubject))
    for (const name of Object.keys(entries)) expect(name.split(".")[0]).toBe(subject);
});

test("a command without a role does not compile, and the check finds it", () => {
  const planted = {
    // @ts-expect-error the role is missing
    "planted.order": defineCommand<null>()({ input: z.object({}), via: "web", kind: "query" }),
  };
  expect(missingIn(planted)).toEqual(["planted.order has no role"]);
});

test("a change without audit words does not compile, and the check finds it", () => {
  const planted = {
    // @ts-expect-error the audit words are missing
    "planted.order": defineCommand<null>()({
      input: z.object({}),
      role: "admin",
      via: "web",
      kind: "change",
    }),
  };
  expect(missingIn(planted)).toEqual(["planted.order has no audit words"]);
});

const app = path.resolve(import.meta.dirname, "../../app");
const files = readdirSync(app, { recursive: true, encoding: "utf8" }).filter((f) => /\.tsx?$/.test(f));
const source = (file: string) => readFileSync(path.join(app, file), "utf8");

const routes = files.filter((f) => /(^|\/)route\.ts$/.test(f));
const actionFiles = files.filter((f) => /["']use server["']/.test(source(f)));

/** Exports of a route's methods that are not made by the wrapper. */
const unwrappedMethods = (text: string): string[] => {
  const methods = [
    ...text.matchAll(
      /export (?:const|async function|function) (?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b(.*)/g,
    ),
  ];
  return methods
    .filter(([, rest]) => !/^\s*=\s*(route|commandRoute)\(/.test(rest ?? ""))
    .map(([line]) => line);
};

/** Exports of a file of server actions that are not the wrapper itself. */
const unwrappedActions = (text: string): string[] => {
  const wrapped = /^export async function \w+[^{]*\{\s*return await runWebCommand\([^;]*\);\s*\}$/;
  return text
    .split(/^(?=export )/m)
    .filter((part) => part.startsWith("export ") && !wrapped.test(part.trim()));
};

test("routes and server actions are found", () => {
  expect(routes).toContain("api/events/route.ts");
  expect(actionFiles).toContain("run-command.ts");
});

test.each(routes)("every method of the route %s is wrapped", (file) => {
  expect(source(file)).toMatch(/^export /m);
  expect(unwrappedMethods(source(file))).toEqual([]);
  expect(source(file)).toMatch(
    /import \{[^}]*\b(route|commandRoute)\b[^}]*\} from "@\/lib\/console\/operate"/,
  );
});

test.each(actionFiles)("every server action of %s is wrapped", (file) => {
  expect(source(file)).toMatch(/^export /m);
  expect(unwrappedActions(source(file))).toEqual([]);
});

test("a route and a server action that go around the wrapper are found", () => {
  expect(unwrappedMethods("export async function GET() {\n  return Response.json(1);\n}")).toHaveLength(1);
  expect(
    unwrappedActions('export async function planted() {\n  await engine().ask("lab.clock");\n}'),
  ).toHaveLength(1);
});

test("server actions live in app/ only", () => {
  const root = path.resolve(app, "..");
  const elsewhere = ["lib", "components"]
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map(
        (f) => `${folder}/${f}`,
      ),
    )
    .filter((f) => /\.tsx?$/.test(f) && !/\.test\.tsx?$/.test(f))
    .filter((f) => /^\s*["']use server["']/m.test(readFileSync(path.join(root, f), "utf8")));
  expect(elsewhere).toEqual([]);
});
