/** Every way in from a browser passes the wrapper of operate.ts, and every command of the registry says who may give it. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseSync } from "@swc/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { roles } from "@/lib/contracts/actor";
import { commands, commandsBySubject } from "@/lib/contracts/commands";
import { type CommandRules, defineCommand } from "@/lib/contracts/commands/define-command";

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
    const isAudited = via === "web" && (kind === "change" || field(entry, "sends") === true);
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

test("every change, and every question that sends something or is for administrators, needs the role admin, every other one only the role monitor", () => {
  const wrong = Object.entries(commands).flatMap(([name, rules]: [string, CommandRules]) => {
    // Everybody may change the own password and end the own sessions.
    if (rules.via !== "web" || name.startsWith("account.")) return [];
    const needsAdmin =
      rules.kind === "change" || "sends" in rules || ("forAdmins" in rules && rules.forAdmins === true);
    return rules.role === (needsAdmin ? "admin" : "monitor") ? [] : [name];
  });
  expect(wrong).toEqual([]);
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

const root = path.resolve(import.meta.dirname, "../..");
const app = path.join(root, "app");
const files = readdirSync(app, { recursive: true, encoding: "utf8" }).filter((f) => /\.tsx?$/.test(f));
const source = (file: string) => readFileSync(path.join(app, file), "utf8");

const routes = files.filter((f) => /(^|\/)route\.ts$/.test(f));
const pages = files.filter((f) => /(^|\/)page\.tsx$/.test(f));

type Tree = { type?: string; [field: string]: unknown };
const parse = (text: string): Tree[] =>
  parseSync(text, { syntax: "typescript", tsx: true }).body as unknown as Tree[];

/** All nodes of a syntax tree. */
function nodesOf(value: unknown): Tree[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf);
  if (typeof value !== "object" || value === null) return [];
  return [value as Tree, ...Object.values(value).flatMap(nodesOf)];
}

/** The name of the function whose call a file exports by default; undefined when it exports something else. */
function defaultExport(text: string): string | undefined {
  const exported = parse(text).find(({ type }) => type === "ExportDefaultExpression");
  const call = exported?.expression as Tree | undefined;
  const callee = call?.type === "CallExpression" ? (call.callee as Tree) : undefined;
  return callee?.type === "Identifier" ? String(callee.value) : undefined;
}

/** How many directives make a server action of a file or of a function. */
const serverActions = (text: string): number =>
  nodesOf(parse(text)).filter(({ type, expression }) => {
    const directive = expression as Tree | undefined;
    return (
      type === "ExpressionStatement" &&
      directive?.type === "StringLiteral" &&
      directive.value === "use server"
    );
  }).length;

/** Exports of a route's methods that are not made by the wrapper. */
const unwrappedMethods = (text: string): string[] => {
  const methods = [
    ...text.matchAll(
      /export (?:const|async function|function) (?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b(.*)/g,
    ),
  ];
  return methods
    .filter(([, rest]) => !/^\s*=\s*((route|commandRoute)\(|commandsRoute;|apiRoute;)/.test(rest ?? ""))
    .map(([line]) => line);
};

test("routes and pages are found", () => {
  expect(routes).toContain("api/events/route.ts");
  expect(pages.length).toBeGreaterThan(14);
});

test.each(routes)("every method of the route %s is wrapped", (file) => {
  expect(source(file)).toMatch(/^export /m);
  expect(unwrappedMethods(source(file))).toEqual([]);
  expect(source(file)).toMatch(
    /import \{[^}]*\b(route|commandRoute|commandsRoute)\b[^}]*\} from "@\/lib\/console\/operate"|import \{ apiRoute \} from "@\/lib\/console\/api\/api-route"/,
  );
});

test.each(pages)("the page %s is wrapped, and only sign-in and set-up are for everybody", (file) => {
  const wrapper = file.startsWith("(auth)/") ? "publicPage" : "page";
  expect(defaultExport(source(file))).toBe(wrapper);
  expect(source(file)).toMatch(
    new RegExp(`import \\{[^}]*\\b${wrapper}\\b[^}]*\\} from "@/lib/console/page"`),
  );
});

test("a route and a page that go around the wrapper are found", () => {
  expect(unwrappedMethods("export async function GET() {\n  return Response.json(1);\n}")).toHaveLength(1);
  expect(defaultExport("export default function Page() { return null; }")).toBeUndefined();
  expect(defaultExport("const Page = () => null; export default Page;")).toBeUndefined();
});

test("a server action is found in a file, in a function and in an arrow function", () => {
  expect(serverActions('"use server";\nexport async function a() {}')).toBe(1);
  expect(serverActions('async function a() { "use server"; }')).toBe(1);
  expect(serverActions("const a = async () => { 'use server'; };")).toBe(1);
  expect(serverActions('const text = "use server";')).toBe(0);
});

test("no file has a server action: commands come through one route, which refuses a malformed one with 400", () => {
  const product = ["app", "components", "lib"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
      .map((file) => `${folder}/${file}`),
  );
  const actions = product.filter((file) => {
    const text = readFileSync(path.join(root, file), "utf8");
    return text.includes("use server") && serverActions(text) > 0;
  });
  expect(actions).toEqual([]);
});
