/** A draft becomes the request that the document describes, and the same request for a shell. */
import { expect, test } from "vitest";
import { openApiDocument } from "@/lib/contracts/api/openapi";
import { commands } from "@/lib/contracts/commands";
import { type ListedOperation, operationsOf } from "./api-document";
import { curlOf, emptyDraft, missingIn, requestOf } from "./request-draft";

const operations = operationsOf(openApiDocument("1.2.3"));
const operation = (id: string): ListedOperation => {
  const found = operations.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no operation ${id}`);
  return found;
};
const origin = "http://localhost:3000";

test("puts values where the parameters are, and leaves out what is empty", () => {
  const draft = { values: { source: "syslog", limit: "5", text: "", "If-None-Match": '"a"' }, body: "" };
  expect(requestOf(operation("logs.read"), draft, origin)).toEqual({
    method: "GET",
    url: "http://localhost:3000/api/v1/logs/syslog?limit=5",
    headers: { "If-None-Match": '"a"' },
    body: null,
  });
});

test("says which required values are missing, and escapes those in a path", () => {
  const remove = operation("images.remove");
  expect(missingIn(remove, emptyDraft(remove))).toEqual(["set"]);
  expect(requestOf(remove, { values: { set: "a/b c" }, body: "" }, origin).url).toMatch(
    /\/image-sets\/a%2Fb%20c$/,
  );
});

test("begins with a body that has the required fields", () => {
  expect(JSON.parse(emptyDraft(operation("upgrade.start")).body)).toEqual({
    profile: { mode: "tftp", imageServer: "", imagePath: "" },
  });
  expect(JSON.parse(emptyDraft(operation("lab.reset")).body)).toEqual({ to: "first" });
  const clock = JSON.parse(emptyDraft(operation("lab.clock")).body) as object;
  expect(commands["lab.clock"].input.safeParse(clock).success).toBe(true);
});

test("writes a command that a shell reads as one request, with a placeholder for the token", () => {
  const draft = { values: {}, body: '{ "factor": 6 }' };
  expect(curlOf(requestOf(operation("lab.clock"), draft, origin))).toBe(
    [
      "curl -X PUT",
      `-H "Authorization: Bearer $TOKEN"`,
      "-H 'Content-Type: application/json'",
      `-d '{"factor":6}'`,
      "'http://localhost:3000/api/v1/lab/clock'",
    ].join(" \\\n  "),
  );
  const quote = { values: {}, body: "it's no JSON" };
  expect(curlOf(requestOf(operation("lab.clock"), quote, origin))).toContain(`-d 'it'\\''s no JSON'`);
});
