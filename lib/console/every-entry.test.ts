/** Every way in from a browser passes the wrapper of operate.ts: this test looks at each file of app/. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const app = path.resolve(import.meta.dirname, "../../app");
const files = readdirSync(app, { recursive: true, encoding: "utf8" }).filter((f) => /\.tsx?$/.test(f));
const source = (file: string) => readFileSync(path.join(app, file), "utf8");

const routes = files.filter((f) => /(^|\/)route\.ts$/.test(f));
const actionFiles = files.filter((f) => /["']use server["']/.test(source(f)));

test("routes and server actions are found", () => {
  expect(routes).toContain("api/events/route.ts");
  expect(actionFiles).toContain("run-command.ts");
});

test.each(routes)("every method of the route %s is wrapped", (file) => {
  const methods = [
    ...source(file).matchAll(
      /export (?:const|async function|function) (GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b(.*)/g,
    ),
  ];
  expect(methods.length).toBeGreaterThan(0);
  for (const [line, , rest] of methods) expect(rest, line).toMatch(/^\s*=\s*(route|commandRoute)\(/);
  expect(source(file)).toMatch(
    /import \{[^}]*\b(route|commandRoute)\b[^}]*\} from "@\/lib\/console\/operate"/,
  );
});

test.each(actionFiles)("every server action of %s is wrapped", (file) => {
  const text = source(file);
  const exported = [...text.matchAll(/^export (?!type )/gm)];
  const wrapped = [
    ...text.matchAll(/^export const \w+ = webCommand\("[\w.-]+"\);$/gm),
    ...text.matchAll(/^export async function \w+[^{]*\{\s*return await runWebCommand\([^;]*\);\s*\}$/gm),
  ];
  expect(exported.length).toBeGreaterThan(0);
  expect(wrapped).toHaveLength(exported.length);
});
