/** Scripts of the build are answered with Brotli where the client takes it, and Next answers everything else. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { brotliDecompressSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compressBuild } from "../support/compress-build.mjs";
import { compressedFiles } from "./compressed-files.mjs";

const SCRIPT = "console.log(1);\n".repeat(200);
const folder = mkdtempSync(join(tmpdir(), "ewc-compressed-"));
const chunks = join(folder, ".next", "static", "chunks");
let port = 0;
const server = createServer((incoming, response) =>
  serve(incoming, response, async () => void response.end("Next")),
);
let serve: ReturnType<typeof compressedFiles>;

beforeAll(async () => {
  mkdirSync(chunks, { recursive: true });
  for (const name of ["a.js", "gone.js", "b.css", "font.woff2"]) writeFileSync(join(chunks, name), SCRIPT);
  await compressBuild(join(folder, ".next", "static"));
  serve = compressedFiles(folder);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

async function get(path: string, headers: Record<string, string> = {}, method = "GET") {
  const response = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
    request({ host: "127.0.0.1", port, path, method, headers }, resolve).on("error", reject).end();
  });
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}
const brotli = { "accept-encoding": "gzip, deflate, br, zstd" };

test("a script arrives with Brotli, unchanged, and may be kept for a year", async () => {
  const { status, headers, body } = await get("/_next/static/chunks/a.js?dpl=1", brotli);
  expect(status).toBe(200);
  expect(brotliDecompressSync(body).toString()).toBe(SCRIPT);
  expect(headers).toMatchObject({
    "content-encoding": "br",
    "content-type": "text/javascript; charset=utf-8",
    "content-length": String(body.length),
    vary: "Accept-Encoding",
    "cache-control": "public, max-age=31536000, immutable",
  });
  expect((await get("/_next/static/chunks/b.css", brotli)).headers["content-type"]).toContain("text/css");
});

test("a client that has the file is told so, and HEAD has no body", async () => {
  const path = "/_next/static/chunks/a.js";
  const { headers } = await get(path, brotli, "HEAD");
  expect(headers["content-encoding"]).toBe("br");
  expect((await get(path, { ...brotli, "if-none-match": headers.etag ?? "" })).status).toBe(304);
});

test.each([
  ["a client without Brotli", "/_next/static/chunks/a.js", { "accept-encoding": "gzip" }],
  ["a client that says nothing", "/_next/static/chunks/a.js", {}],
  ["a client that refuses it", "/_next/static/chunks/a.js", { "accept-encoding": "gzip, br;q=0" }],
  ["a file that is not compressed", "/_next/static/chunks/font.woff2", brotli],
  ["a file that does not exist", "/_next/static/chunks/c.js", brotli],
  ["a way out of the folder", "/_next/static/../../package.json", brotli],
  ["an encoded way out", "/_next/static/%2e%2e/%2e%2e/package.json", brotli],
  ["a page", "/lab", brotli],
])("Next answers %s", async (_, path, headers) => {
  const answer = await get(path, headers);
  expect(answer.body.toString()).toBe("Next");
  expect(answer.headers["content-encoding"]).toBeUndefined();
});

test("a range that cannot be given, and a file that was deleted, are errors of that request only", async () => {
  expect((await get("/_next/static/chunks/a.js", { ...brotli, range: "bytes=999999-" })).status).toBe(416);
  rmSync(join(chunks, "gone.js.br"));
  const { status, headers } = await get("/_next/static/chunks/gone.js", brotli);
  expect(status).toBe(404);
  expect(headers["content-encoding"]).toBeUndefined();
  expect((await get("/_next/static/chunks/a.js", brotli)).status).toBe(200);
});
