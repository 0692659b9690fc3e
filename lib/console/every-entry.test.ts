/** Every way in from a browser passes the wrapper of operate.ts: found by looking at all of them, not by trust. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const app = path.resolve(import.meta.dirname, "../../app");
const files = readdirSync(app, { recursive: true, encoding: "utf8" }).filter((f) => /\.tsx?$/.test(f));
const source = (file: string) => readFileSync(path.join(app, file), "utf8");

const routes = files.filter((f) => /(^|\/)route\.ts$/.test(f));
const actionFiles = files.filter((f) => /^\s*["']use server["']/m.test(source(f)));

test("there are routes and actions to look at", () => {
  expect(routes).toContain("api/events/route.ts");
});

test.each(routes)("every method of %s is wrapped", (file) => {
  const methods = [
    ...source(file).matchAll(
      /export (?:const|async function|function) (GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b(.*)/g,
    ),
  ];
  expect(methods.length).toBeGreaterThan(0);
  for (const [line, , rest] of methods) expect(rest, line).toMatch(/^\s*=\s*(route\(|[A-Z]+;?$|handler;?$)/);
  expect(source(file)).toMatch(/from "@\/lib\/console\/operate"|from "@\/lib\/console\/uploads/);
});

test.each(actionFiles)("every export of %s is wrapped", (file) => {
  const text = source(file);
  expect(text).not.toMatch(/export (async )?function/);
  const exported = [...text.matchAll(/export const (\w+)\s*=\s*([^\n]*)/g)];
  expect(exported.length).toBeGreaterThan(0);
  for (const [line, , value] of exported) expect(value, line).toMatch(/^action\(/);
});
