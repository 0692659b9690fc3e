/** Paths, queries, media types and preconditions of requests, right and wrong. */
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { restconfFacts } from "@/lib/testing/restconf-facts";
import { checkAccept, checkPreconditions, DATA_TYPE, isUnchanged, parseBody } from "./negotiation";
import { problemBody, problems } from "./problem";
import { parseFields, parseQuery, WHOLE } from "./query";
import { checkQuery, findTarget, writeTarget } from "./read";
import { parseResourcePath } from "./resource-path";

const AP = "Cisco-IOS-XE-wireless-access-point-oper:access-point-oper-data";

/** What a GET answers: the status, and the body as JSON. */
function get(path: string, query = ""): { status: number; body?: unknown } {
  const parsed = parseResourcePath(`/restconf/data${path}`);
  if (!parsed.ok) return { status: parsed.problem.status, body: problemBody(parsed.problem) };
  if (parsed.value.kind !== "data") return { status: 0 };
  const asked = parseQuery(query);
  if (!asked.ok) return { status: asked.problem.status, body: problemBody(asked.problem) };
  const facts = restconfFacts("running");
  const target = findTarget(parsed.value.segments, facts);
  if (!target.ok) return { status: target.problem.status, body: problemBody(target.problem) };
  const checked = checkQuery(target.value, asked.value);
  if (!checked.ok) return { status: checked.problem.status, body: problemBody(checked.problem) };
  const text = [...writeTarget(target.value, facts, asked.value)].join("");
  return text === "" ? { status: 204 } : { status: 200, body: JSON.parse(text) as unknown };
}
const messageOf = (answer: { body?: unknown }) =>
  (answer.body as { "ietf-restconf:errors": { error: Record<string, string>[] } })["ietf-restconf:errors"]
    .error[0];

describe("paths", () => {
  it("decodes each key on its own, so that commas and slashes may be part of one", () => {
    const parsed = parseResourcePath("/restconf/data/m:c/list=a%2Cb,c%2Fd/leaf");
    expect(parsed).toEqual({
      ok: true,
      value: {
        kind: "data",
        segments: [
          { module: "m", name: "c", keys: null },
          { module: null, name: "list", keys: ["a,b", "c/d"] },
          { module: null, name: "leaf", keys: null },
        ],
      },
    });
  });

  it("finds an entry by its key in any form of a MAC address, percent-encoded or not", () => {
    for (const key of ["68%3A7d%3Ab4%3A75%3Adb%3Aa0", "68:7d:b4:75:db:a0", "687D.B475.DBA0"]) {
      const { status, body } = get(`/${AP}/capwap-data=${key}/name`);
      expect([status, body]).toEqual([200, { "Cisco-IOS-XE-wireless-access-point-oper:name": "AP-POD-2-2" }]);
    }
  });

  it("answers an entry as an object and a list as an array", () => {
    const entry = get(`/${AP}/predownload-data=68:7d:b4:75:db:a0`).body as Record<string, object>;
    expect(Array.isArray(Object.values(entry)[0])).toBe(false);
    const whole = get(`/${AP}/predownload-data`).body as Record<string, object>;
    expect(Object.values(whole)[0]).toHaveLength(4);
  });

  it("finds keys of lists inside of an entry", () => {
    const { status, body } = get(
      "/Cisco-IOS-XE-install-oper:install-oper-data/install-location-information=fru-rp,0,0,1/install-version-info=17.9.4.27,0/current",
    );
    expect(status).toBe(200);
    expect(Object.values(body as object)).toEqual(["install-version-state-provisioned-committed"]);
  });

  it.each([
    "/nobody:here",
    `/${AP}/nothing`,
    `/${AP}/capwap-data=00:00:00:00:00:01`,
    `/${AP}/capwap-data=not-a-mac`,
    `/${AP}/capwap-data=68:7d:b4:75:db:a0,more`,
    `/${AP}/capwap-data=68:7d:b4:75:db:a0/nothing`,
    `/${AP}=key`,
    `/${AP}/capwap-data/name`,
    "/Cisco-IOS-XE-native:native/hostname=x",
  ])("answers 404 with the controller's words for %s", (path) => {
    const answer = get(path);
    expect(answer.status).toBe(404);
    expect(messageOf(answer)).toMatchObject({
      "error-tag": "invalid-value",
      "error-message": "uri keypath not found",
    });
  });

  it("answers 400 for a name without its module and for a broken escape", () => {
    expect(get("/native").status).toBe(400);
    expect(get(`/${AP}/capwap-data=%zz`).status).toBe(400);
    expect(messageOf(get("/%zz"))).toMatchObject({ "error-tag": "malformed-message" });
  });

  it("answers 204 for an empty list", () => {
    expect(get("/Cisco-IOS-XE-install-oper:install-oper-data/install-oper-hist").status).toBe(204);
  });

  it("tells apart the other resources of the root", () => {
    const kinds = ["", "/", "/yang-library-version", "/operations", "/operations/m:n", "/data"].map(
      (path) => {
        const parsed = parseResourcePath(`/restconf${path}`);
        return parsed.ok ? parsed.value.kind : parsed.problem.status;
      },
    );
    expect(kinds).toEqual(["root", "root", "yang-library-version", "operations", "operations", "data"]);
    expect(parseResourcePath("/restconf/nothing").ok).toBe(false);
    expect(parseResourcePath("/restconf-2").ok).toBe(false);
  });
});

describe("queries", () => {
  it("filters by fields, and leaves out keys that are not asked for", () => {
    const { body } = get(
      `/${AP}/capwap-data`,
      "fields=name;device-detail/static-info(ap-models/model;board-data/wtp-serial-num)",
    );
    expect((Object.values(body as object)[0] as object[])[1]).toEqual({
      name: "AP-POD-2-2",
      "device-detail": {
        "static-info": {
          "board-data": { "wtp-serial-num": expect.stringMatching(/^LAB/) },
          "ap-models": { model: "C9115AXI-B" },
        },
      },
    });
  });

  it("filters by fields below a container", () => {
    const { body } = get(`/${AP}`, "fields=predownload-data/pred-status;ewlc-mewlc-predownload-rec");
    expect(Object.keys(Object.values(body as Record<string, object>)[0] ?? {})).toEqual([
      "predownload-data",
      "ewlc-mewlc-predownload-rec",
    ]);
  });

  it("cuts at the depth, of which the resource itself is the first level", () => {
    expect(get("/Cisco-IOS-XE-native:native", "depth=1").body).toEqual({ "Cisco-IOS-XE-native:native": {} });
    expect(get("/Cisco-IOS-XE-native:native", "depth=2").body).toEqual({
      "Cisco-IOS-XE-native:native": { version: "17.9", hostname: "9120-EWC" },
    });
    const { body } = get(`/${AP}/ewlc-wncd-stats`, "depth=2");
    expect(Object.values(body as object)[0]).toMatchObject({
      "predownload-stats": {},
      "downloads-complete": 0,
    });
  });

  it("separates configuration and state", () => {
    expect(get("/Cisco-IOS-XE-native:native", "content=nonconfig").status).toBe(204);
    expect(get("/Cisco-IOS-XE-native:native", "content=config").status).toBe(200);
    expect(get(`/${AP}/capwap-data`, "content=config").status).toBe(204);
    const all = get("", "content=config").body as Record<string, object>;
    expect(Object.keys(all["ietf-restconf:data"] ?? {})).toEqual([
      "Cisco-IOS-XE-native:native",
      "Cisco-IOS-XE-wireless-image-download-cfg:image-download-cfg-data",
      "Cisco-IOS-XE-wireless-general-cfg:general-cfg-data",
    ]);
  });

  it.each([
    "depth=0",
    "depth=x",
    "content=some",
    "fields=(",
    "fields=a(b",
    "fields=nothing",
    "with-defaults=trim",
    "filter=x",
    "depth=1&depth=2",
  ])("refuses %s with 400", (query) => {
    const answer = get(`/${AP}`, query);
    expect(answer.status).toBe(400);
    expect(messageOf(answer)).toMatchObject({ "error-tag": "invalid-value" });
  });

  it("accepts the defaults", () => {
    expect(parseQuery("?with-defaults=report-all&depth=unbounded&content=all")).toEqual({
      ok: true,
      value: WHOLE,
    });
  });

  test("of any text never throws", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (path, query) => {
        parseResourcePath(`/restconf/${path}`);
        parseQuery(query);
        parseFields(path);
      }),
      { numRuns: 300 },
    );
  });
});

describe("negotiation", () => {
  it("accepts JSON, and no client that wants something else", () => {
    for (const accept of [null, "*/*", DATA_TYPE, "text/html, application/yang-data+json;q=0.5"])
      expect(checkAccept(accept).ok).toBe(true);
    const refused = checkAccept("application/yang-data+xml");
    expect(refused.ok || refused.problem.status).toBe(406);
  });

  it("reads JSON bodies only", () => {
    expect(parseBody(`${DATA_TYPE}; charset=utf-8`, '{"a":1}')).toEqual({ ok: true, value: { a: 1 } });
    for (const type of [null, "text/plain", "application/yang-data+xml"]) {
      const refused = parseBody(type, "{}");
      expect(refused.ok || refused.problem.status).toBe(415);
    }
    const broken = parseBody(DATA_TYPE, "{");
    expect(broken.ok || broken.problem.tag).toBe("malformed-message");
  });

  it("compares entity tags and dates", () => {
    const now = { etag: '"b"', modifiedAt: Date.UTC(2024, 0, 2, 0, 0, 0, 500) };
    const date = "Tue, 02 Jan 2024 00:00:00 GMT";
    const check = (ifMatch: string | null, ifUnmodifiedSince: string | null) =>
      checkPreconditions({ ifMatch, ifUnmodifiedSince }, now).ok;
    expect([check(null, null), check('"a", "b"', null), check("*", null), check(null, date)]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect([check('"a"', null), check(null, "Mon, 01 Jan 2024 00:00:00 GMT")]).toEqual([false, false]);
    expect([isUnchanged('"b"', '"b"'), isUnchanged(null, '"b"'), isUnchanged('"a"', '"b"')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("names type, tag, path and message of a refusal", () => {
    expect(problemBody(problems.mustViolation("sftp port must be 22", "/m:c/sftp-port"))).toEqual({
      "ietf-restconf:errors": {
        error: [
          {
            "error-type": "application",
            "error-tag": "invalid-value",
            "error-app-tag": "must-violation",
            "error-path": "/m:c/sftp-port",
            "error-message": "sftp port must be 22",
          },
        ],
      },
    });
  });
});
