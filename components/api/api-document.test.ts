/** The page's view of the description: every operation once, in groups, found by what one would type. */
import { expect, test } from "vitest";
import { openApiDocument } from "@/lib/contracts/api/openapi";
import { inGroups, matchesText, operationsOf, problemCodesOf } from "./api-document";

const document = openApiDocument("1.2.3");
const operations = operationsOf(document);
const byId = (id: string) => operations.find((operation) => operation.id === id);

test("lists every operation of the document once, each group in one piece", () => {
  const described = Object.values(document.paths).flatMap((item) => Object.keys(item));
  expect(operations).toHaveLength(described.length);
  const headings = operations.map(({ group }) => group).filter((group, at, all) => group !== all[at - 1]);
  expect(new Set(headings).size).toBe(headings.length);
  expect(inGroups(operations).map(([group]) => group)).toEqual(headings);
  expect(headings).toContain("Access points");
});

test("resolves parameters that operations share", () => {
  const names = byId("upgrade.start")?.parameters.map(({ name }) => name);
  expect(names).toEqual(["Idempotency-Key"]);
  expect(byId("runs.list")?.parameters.map(({ name }) => name)).toContain("If-None-Match");
});

test("finds an operation by words of its path, method, summary or command", () => {
  const found = (text: string) => operations.filter((one) => matchesText(one, text)).map(({ id }) => id);
  expect(found("why")).toContain("ap.detail.why");
  expect(found("start upgrade")).toContain("upgrade.start");
  expect(found("GET runs {number}")).toContain("runs.read");
  expect(found("nothing like this")).toEqual([]);
});

test("has every code of a problem", () => {
  expect(problemCodesOf(document)).toContainEqual({
    code: "key-used",
    status: 422,
    title: "This Idempotency-Key belongs to another request",
  });
});
