/** What the HTTP API makes of a request before and after the command: types, methods, ETags, pages, and keys. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiConsole, apiConsole } from "@/lib/testing/api-console";
import { numberedLab } from "@/lib/testing/numbered-lab";

let api: ApiConsole;
beforeAll(async () => {
  api = await apiConsole(numberedLab(["C9120AXI-E", "C9120AXI-E", "C9120AXI-E"]), ["17.12.1"]);
  await api.fixture.until("controller", "controller", ({ joinedCount }) => joinedCount === 3);
});
afterAll(() => api?.close());

type Sent = { headers?: Record<string, string>; body?: unknown; text?: string };
const send = (method: string, path: string, { headers = {}, body, text }: Sent = {}): Promise<Response> =>
  fetch(`${api.url}/api/v1${path}`, {
    method,
    headers: {
      ...api.adminToken,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(text !== undefined && { body: text }),
  });
const json = async <T = Record<string, unknown>>(response: Promise<Response>): Promise<T> =>
  (await (await response).json()) as T;

describe("a request that cannot be served", () => {
  test("to another path is 404, and with another method 405 with those that there are", async () => {
    expect((await send("GET", "/nothing")).status).toBe(404);
    const refused = await send("DELETE", "/lab/faults");
    expect(refused.status).toBe(405);
    expect(refused.headers.get("allow")).toBe("GET, HEAD, POST");
    expect(await refused.json()).toMatchObject({
      code: "method-not-allowed",
      title: "This method is not allowed here",
    });
  });

  test("with a body that is not JSON is 415, and with broken JSON 400", async () => {
    const form = await send("PUT", "/lab/clock", {
      text: "factor=60",
      headers: { "content-type": "text/plain" },
    });
    expect([form.status, (await form.json()).code]).toEqual([415, "unsupported-type"]);
    const broken = { text: "{", headers: { "content-type": "application/json" } };
    expect((await send("PUT", "/lab/clock", broken)).status).toBe(400);
  });

  test("says which field is wrong, and which fields there are", async () => {
    expect(await json(send("PUT", "/lab/clock", { body: { factor: 9000 } }))).toMatchObject({
      type: "/administration/api#bad-input",
      status: 400,
      code: "bad-input",
      detail: expect.stringContaining("factor: "),
      fields: { factor: [expect.any(String)] },
    });
    const { detail } = await json(send("PUT", "/lab/clock", { body: { speed: 2 } }));
    expect(detail).toBe('Unknown field "speed". This operation takes "factor".');
    const asked = await json(send("GET", "/access-points?limits=3"));
    expect(asked.detail).toBe('Unknown query parameter "limits". This operation takes "limit", "after".');
    expect((await send("GET", "/access-points?limit=many")).status).toBe(400);
  });

  test("tells who may not do it nothing of what else is wrong", async () => {
    const broken = { text: "{", headers: { "content-type": "application/json", ...api.monitorToken } };
    expect((await send("PUT", "/lab/clock", broken)).status).toBe(403);
  });

  test("of another site is refused, and without a token says how to sign in", async () => {
    expect((await send("GET", "/upgrade", { headers: { origin: "http://evil.example" } })).status).toBe(403);
    const nobody = await send("GET", "/upgrade", { headers: { authorization: "" } });
    expect([nobody.status, nobody.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  });
});

describe("a read", () => {
  test("has an ETag, and with it is 304 until something changes", async () => {
    const first = await send("GET", "/lab");
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    for (const list of [etag, `"other", W/${etag}`, "*"])
      expect((await send("GET", "/lab", { headers: { "if-none-match": list } })).status).toBe(304);
    const changed = {
      target: { of: "aps", apIds: ["0000.0000.0020"] },
      change: { corruptsImage: true },
      mode: "merge",
    };
    await send("POST", "/lab/faults", { body: changed });
    expect((await send("GET", "/lab/faults", { headers: { "if-none-match": etag } })).status).toBe(200);
  });

  test("of a list is answered in pages, each with the address of the next one", async () => {
    const names: string[] = [];
    let path: string | undefined = "/access-points?limit=2";
    while (path !== undefined) {
      const response = await send("GET", path);
      const page = (await response.json()) as { rows: { name: string }[]; next: string | null };
      names.push(...page.rows.map(({ name }) => name));
      path = /<\/api\/v1([^>]*)>; rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
      expect(path === undefined).toBe(page.next === null);
    }
    expect(names).toEqual(["ap-1", "ap-2", "ap-3"]);
    type Entries = { more: boolean; next: string; entries: { key: string }[] };
    const newest = await json<Entries>(send("GET", "/timeline?limit=1"));
    expect(newest).toMatchObject({ more: true, next: newest.entries[0]?.key });
    const older = await json<Entries>(send("GET", `/timeline?limit=1&before=${newest.next}`));
    expect(older.entries).toHaveLength(1);
    expect(older.next).not.toBe(newest.next);
  });

  test("of readiness reports goes on after the report that a page ends with", async () => {
    const check = async (key: string) => {
      const sent = { body: { server: null }, headers: { "idempotency-key": key } };
      const { id } = await json<{ id: string }>(send("POST", "/readiness/run", sent));
      await api.fixture.until("readiness", "readiness", (row) => row.id === id && row.state === "done");
      return id;
    };
    const first = await check("readiness-1");
    expect(await check("readiness-1")).toBe(first);
    const second = await check("readiness-2");
    type Page = { rows: { id: string }[]; more: boolean; next: string | null };
    const newest = await send("GET", "/readiness/reports?limit=1");
    expect(newest.headers.get("link")).toContain(`before=${second}`);
    expect(await newest.json()).toMatchObject({ rows: [{ id: second }], more: true, next: second });
    const older = await json<Page>(send("GET", `/readiness/reports?limit=1&before=${second}`));
    expect(older).toMatchObject({ rows: [{ id: first }], more: false, next: null });
  });

  test("of one thing is that thing, and 404 for another", async () => {
    expect(await json(send("GET", "/servers/tftp"))).toMatchObject({ id: "tftp", state: "listening" });
    expect((await send("GET", "/servers/ftp")).status).toBe(404);
    expect(Object.keys(await json(send("GET", "/access-points/0000.0000.0010/why"))).toSorted()).toEqual([
      "cure",
      "remedy",
      "why",
    ]);
    expect((await send("HEAD", "/upgrade")).status).toBe(200);
  });
});

describe("a request with an Idempotency-Key", () => {
  const newAp = (name: string) => ({ aps: [{ name, model: "C9105AXI-E", running: "17.9.4.27" }] });
  const body = newAp("added");
  const once = (key: string, more: Sent = {}) =>
    send("POST", "/lab/access-points", {
      body,
      ...more,
      headers: { "idempotency-key": key, ...more.headers },
    });

  test("is done once, also when it is sent again after a restart", async () => {
    const first = await once("k-1");
    expect([first.status, first.headers.get("idempotent-replayed")]).toEqual([200, null]);
    const answer: unknown = await first.json();
    const again = await once("k-1");
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect(await again.json()).toEqual(answer);
    await api.restart();
    expect(await json(once("k-1"))).toEqual(answer);
    expect(await json<{ rows: unknown[] }>(send("GET", "/access-points"))).toMatchObject({
      rows: { length: 4 },
    });
  });

  test("is refused when the key was another request's", async () => {
    await once("k-2", { body: newAp("second") });
    const other = await once("k-2", { body: newAp("third") });
    expect([other.status, (await other.json()).code]).toEqual([422, "key-used"]);
  });

  test("may be sent again after it was refused, because nothing was done", async () => {
    const wrong = { body: newAp("with space") };
    expect((await once("k-3", wrong)).status).toBe(400);
    expect((await once("k-3", { body: newAp("without-space") })).status).toBe(200);
  });

  test("is refused where keys are not taken, and for a key that is none", async () => {
    const refused = await send("PUT", "/lab/clock", {
      body: { factor: 60 },
      headers: { "idempotency-key": "k-4" },
    });
    expect(await refused.json()).toMatchObject({
      status: 400,
      detail: "This operation does not take an Idempotency-Key.",
    });
    expect((await once("k".repeat(201))).status).toBe(400);
  });

  test("of a monitor is refused before the key is looked at", async () => {
    expect((await once("k-1", { headers: api.monitorToken })).status).toBe(403);
  });
});
