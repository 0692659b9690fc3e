import { expect, test } from "vitest";
import { pagePolicy, responseHeaders } from "./response-headers";

const facts = { path: "/lab", host: "lab.example", isEncrypted: true };
const headersOf = (more: Partial<typeof facts>): Record<string, string> =>
  Object.fromEntries(responseHeaders({ ...facts, ...more }));

test.each(["/", "/lab?x=1", "/api/health", "/_next/static/a.js", "/metrics"])(
  "the response to %s is not sniffed, framed, opened or embedded by other sites, and uses no device",
  (path) => {
    expect(headersOf({ path })).toMatchObject({
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "same-origin",
      "X-Frame-Options": "DENY",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Resource-Policy": "same-origin",
      "Permissions-Policy": expect.stringContaining("camera=()") as string,
    });
  },
);

test("a name that others reach over TLS is remembered as such, for a year", () => {
  expect(headersOf({})["Strict-Transport-Security"]).toBe("max-age=31536000");
  expect(headersOf({ host: "lab.example:8443" })["Strict-Transport-Security"]).toBe("max-age=31536000");
});

test.each([
  ["a request without TLS", { isEncrypted: false }],
  ["localhost", { host: "localhost:3000" }],
  ["another loopback address", { host: "127.0.0.2:3000" }],
  ["the IPv6 loopback address", { host: "[::1]:3000" }],
])("for %s nothing is remembered", (_name, more) => {
  expect(headersOf(more)).not.toHaveProperty("Strict-Transport-Security");
});

test.each(["/api/catalog/authority", "/_next/static/a.js"])(
  "%s may load and run nothing as a document",
  (path) => {
    expect(headersOf({ path })["Content-Security-Policy"]).toBe(
      "default-src 'none'; frame-ancestors 'none'; sandbox",
    );
  },
);

test("a page gets its policy from what makes its nonce", () => {
  expect(headersOf({ path: "/lab" })).not.toHaveProperty("Content-Security-Policy");
});

test("a page runs scripts and style elements of this console and with its nonce, and may be framed by nobody", () => {
  expect(pagePolicy("abc", false).split("; ")).toEqual([
    "default-src 'self'",
    "script-src 'self' 'nonce-abc'",
    "style-src-elem 'self' 'nonce-abc'",
    "style-src-attr 'unsafe-inline'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
  ]);
});

test("only the development server may evaluate and insert styles", () => {
  expect(pagePolicy("abc", true)).toContain("script-src 'self' 'nonce-abc' 'unsafe-eval'");
  expect(pagePolicy("abc", true)).toContain("style-src-elem 'self' 'unsafe-inline'");
});
