/** A whole upgrade over RESTCONF through the built program, as a script does it, and what the page shows of it. */
import { type IncomingHttpHeaders, request } from "node:http";
import { type RunningConsole, startConsole } from "./support/console";
import { Operator } from "./support/operator";
import { ADMIN_PASSWORD, ADMIN_USER } from "./support/signed-in";
import { expect, test } from "./support/test";

const AP = "Cisco-IOS-XE-wireless-access-point-oper:access-point-oper-data";
const CFG = "Cisco-IOS-XE-wireless-image-download-cfg";
const PROFILE = `${CFG}:image-download-cfg-data/image-download-profiless/image-download-profiles=default`;
const RPC = "Cisco-IOS-XE-install-rpc";
const basic = `Basic ${Buffer.from(`${ADMIN_USER}:${ADMIN_PASSWORD}`).toString("base64")}`;

let app: RunningConsole;
test.beforeAll(async () => {
  app = await startConsole({ lab: "demo" });
});
test.afterAll(() => app.close());

type Reply = { status: number; headers: IncomingHttpHeaders; text: string };

/** The path is sent as it is: `fetch` would change some of its escapes. */
function send(path: string, method = "GET", body?: object, authorization = basic): Promise<Reply> {
  const { hostname, port } = new URL(app.url);
  return new Promise((resolve, reject) => {
    const type = "application/yang-data+json";
    const headers = {
      ...(authorization !== "" && { authorization }),
      ...(body !== undefined && { "content-type": type }),
    };
    const sent = request({ hostname, port, path, method, headers }, async (incoming) => {
      let text = "";
      for await (const piece of incoming.setEncoding("utf8")) text += piece as string;
      resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text });
    });
    sent.on("error", reject);
    // Without an announced length, the body is sent in chunks.
    if (body !== undefined) sent.write(JSON.stringify(body));
    sent.end();
  });
}
const data = (path: string) => send(`/restconf/data/${path}`);
const operate = (name: string, input: object) =>
  send(`/restconf/operations/${RPC}:${name}`, "POST", { [`${RPC}:input`]: input });
const command = (name: string, input: object) =>
  fetch(`${app.url}/api/commands/${name}`, {
    method: "POST",
    headers: { ...app.headers, "content-type": "application/json" },
    body: JSON.stringify(input),
  });

test("the root leads to everything, asks for a password, and keeps percent-encoded keys", async () => {
  const meta = await send("/.well-known/host-meta", "GET", undefined, "");
  expect([meta.status, meta.headers["content-type"]]).toEqual([200, "application/xrd+xml"]);
  const anonymous = await send("/restconf", "GET", undefined, "");
  expect([anonymous.status, anonymous.headers["www-authenticate"]]).toEqual([
    401,
    'Basic realm="restconf", charset="UTF-8"',
  ]);
  expect(JSON.parse((await send("/restconf")).text)).toHaveProperty(["ietf-restconf:restconf", "data"]);
  const list = JSON.parse((await data(`${AP}/ap-name-mac-map`)).text) as Record<
    string,
    { "wtp-mac": string; "wtp-name": string }[]
  >;
  const { "wtp-mac": mac, "wtp-name": name } = Object.values(list)[0]?.[0] ?? {
    "wtp-mac": "",
    "wtp-name": "",
  };
  for (const key of [mac, mac.replaceAll(":", "%3A")])
    expect((await data(`${AP}/capwap-data=${key}/name`)).text).toContain(name);
  const slash = await data(`${AP}/ap-name-mac-map=a%2Fb`);
  expect([slash.status, slash.text.includes("uri keypath not found")]).toEqual([404, true]);
  expect((await send("/restconf/nothing")).status).toBe(404);
  const broken = await data(`${AP}/capwap-data=%zz`);
  expect([broken.status, broken.text.includes("malformed-message")]).toEqual([400, true]);
  const head = await send(`/restconf/data/${PROFILE}`, "HEAD");
  expect([head.text, head.headers["content-security-policy"]]).toEqual([
    "",
    "default-src 'none'; frame-ancestors 'none'; sandbox",
  ]);
  const options = await send(`/restconf/data/${AP}/capwap-data`, "OPTIONS");
  expect([options.status, options.headers.allow]).toEqual([200, "OPTIONS, GET, HEAD"]);
  expect((await send("/restconf", "DELETE")).status).toBe(405);
});

test("a script configures, downloads, activates and commits, and the page follows", async ({ page }) => {
  expect((await command("lab.clock", { factor: 60 })).ok).toBe(true);
  const operator = new Operator(page, app.url);
  await operator.open();
  const leaves = { "tftp-image-server": "127.0.0.1", "tftp-image-path": "/EWC_17_12_1" };
  const patched = await send(`/restconf/data/${PROFILE}`, "PATCH", {
    [`${CFG}:image-download-profiles`]: leaves,
  });
  expect([patched.status, patched.text]).toEqual([204, ""]);
  const renamed = { "Cisco-IOS-XE-native:hostname": "scripted-EWC" };
  const name = await send("/restconf/data/Cisco-IOS-XE-native:native/hostname", "PUT", renamed);
  expect(name.status).toBe(204);
  await expect(page.getByRole("banner").getByText("scripted-EWC")).toBeVisible();
  expect((await operate("install", { uuid: "e2e-1", name: "default" })).status).toBe(204);
  await expect(page.getByRole("button", { name: "Activate", exact: true })).toBeVisible({ timeout: 180_000 });
  const status = JSON.parse((await data(`${AP}/predownload-data?fields=pred-status`)).text) as Record<
    string,
    Record<string, string>[]
  >;
  const entries = Object.values(status)[0] ?? [];
  expect(entries.length).toBeGreaterThan(8);
  expect(new Set(entries.map((entry) => entry["pred-status"]))).toEqual(new Set(["pre-dwnld-complete"]));
  expect((await operate("activate", { uuid: "e2e-2", name: "default" })).status).toBe(204);
  expect((await send("/restconf")).status).toBe(503);
  await expect.poll(async () => (await send("/restconf")).status, { timeout: 60_000 }).toBe(200);
  await expect(page.getByText(/^Not committed\./)).toBeVisible({ timeout: 60_000 });
  const versions = async () =>
    new Set(
      [...(await data(`${AP}/capwap-data`)).text.matchAll(/"sw-version":"([^"]+)"/g)].map(
        ([, version]) => version,
      ),
    );
  await expect.poll(versions, { timeout: 60_000 }).toEqual(new Set(["17.12.1.5"]));
  expect((await operate("install-commit", { uuid: "e2e-3" })).status).toBe(204);
  await expect(page.getByText(/^Not committed\./)).toBeHidden();
});
