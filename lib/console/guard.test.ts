import { expect, test } from "vitest";
import { fault } from "@/lib/contracts/fault";
import {
  allowHosts,
  type ForeignRequest,
  onForeign,
  refuseForeign,
  refuseForeignHost,
  reportForeign,
} from "./guard";

const headers = (h: Record<string, string>) => new Headers(h);

test.each([
  [{ host: "127.0.0.1:3000" }],
  [{ host: "localhost:3000", origin: "http://localhost:3000", "sec-fetch-site": "same-origin" }],
  [{ host: "[::1]:3000", origin: "http://[::1]:3000" }],
  [{ host: "localhost:3000", "sec-fetch-site": "none" }],
])("a request of a browser or tool on this host is served: %o", (h) => {
  expect(refuseForeign(headers(h))).toBeUndefined();
});

test.each([
  ["a rebound name", { host: "attacker.example:3000" }],
  ["no host at all", {}],
  ["another origin", { host: "localhost:3000", origin: "http://attacker.example" }],
  ["the same host on another port", { host: "localhost:3000", origin: "http://localhost:8080" }],
  ["a cross-site fetch", { host: "localhost:3000", "sec-fetch-site": "cross-site" }],
  ["an opaque origin", { host: "localhost:3000", origin: "null" }],
])("a request with %s is refused", (_name, h) => {
  expect(refuseForeign(headers(h as Record<string, string>))).toMatchObject({ code: "not-allowed" });
});

test("a foreign request is told with its address, and its headers printable and cut", () => {
  const told: ForeignRequest[] = [];
  const stop = onForeign((request) => told.push(request));
  const refused = fault("not-allowed");
  reportForeign(
    headers({ host: `evil.example${"x".repeat(300)}`, "x-ewc-peer": "203.0.113.9" }),
    "/lab\u202e\n",
    refused,
  );
  stop();
  reportForeign(headers({}), "/", refused);
  expect(told).toEqual([
    {
      kind: "host",
      from: "203.0.113.9",
      target: "/lab\\u202e\\x0a",
      host: `evil.example${"x".repeat(188)}`,
      origin: "",
      fault: refused,
    },
  ]);
});

test("an address that the host gets later is served, and one that it lost is not", () => {
  let addresses = ["192.0.2.7", "2001:db8::7"];
  allowHosts(() => addresses);
  expect(refuseForeignHost(headers({ host: "192.0.2.7:3000" }))).toBeUndefined();
  expect(refuseForeignHost(headers({ host: "[2001:DB8::7]:3000" }))).toBeUndefined();
  addresses = ["192.0.2.8"];
  expect(refuseForeignHost(headers({ host: "192.0.2.7:3000" }))).toMatchObject({ code: "not-allowed" });
  expect(refuseForeignHost(headers({ host: "192.0.2.8:3000" }))).toBeUndefined();
});

test("a page without TLS may send nothing to the console over TLS; a proxy that ended TLS may stand between", () => {
  const host = "localhost:3000";
  const from = (origin: string, protocol: string) =>
    refuseForeign(headers({ host, origin, "x-ewc-protocol": protocol }));
  expect(from(`http://${host}`, "https")).toMatchObject({ code: "not-allowed" });
  expect(from(`https://${host}`, "https")).toBeUndefined();
  expect(from(`https://${host}`, "http")).toBeUndefined();
});

test("a name of ALLOWED_HOSTS is served, whatever its case", () => {
  expect(refuseForeign(headers({ host: "Lab.example:3000" }))).toMatchObject({ code: "not-allowed" });
  allowHosts(() => ["lab.example"]);
  expect(refuseForeign(headers({ host: "Lab.example:3000" }))).toBeUndefined();
});
