/** The service against curl, which verifies the certificate, resumes, and sends what no client of ours would send. */
import { X509Certificate } from "node:crypto";
import { readFile, truncate, writeFile } from "node:fs/promises";
import { connect as connectTcp } from "node:net";
import path from "node:path";
import { connect as connectTls } from "node:tls";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CATALOG_PASSWORD, type CatalogRig, IMAGE_BYTES, startCatalogRig } from "@/lib/testing/catalog-rig";
import { installed, run, titleWith } from "@/lib/testing/installed-programs";

const curlProgram = installed("curl");
const RELEASES = "/software/v4.0/metadata/pidrelease";
const AGREEMENT = "/software/v4.0/compliance/eula";

let rig: CatalogRig;
beforeEach(async () => {
  rig = await startCatalogRig();
});
afterEach(() => rig.stop());

/** Runs curl with our authority. `status` is 0 when there was no answer. */
async function curl(target: string, ...args: string[]) {
  const url = target.startsWith("https:") ? target : `${rig.url}${target}`;
  const all = ["-s", "--max-time", "30", "--cacert", rig.authorityFile, ...args, "-w", "\n%{http_code}", url];
  const { code, output } = await run(curlProgram ?? "", all);
  const at = output.lastIndexOf("\n");
  return { code, status: Number(output.slice(at + 1)), body: output.slice(0, at) };
}
const form = (fields: Record<string, string>) =>
  Object.entries(fields).flatMap(([name, value]) => ["--data-urlencode", `${name}=${value}`]);
const signIn = (client_id = "ewc", client_secret = CATALOG_PASSWORD) =>
  curl("/oauth2/token", ...form({ grant_type: "client_credentials", client_id, client_secret }));
const tokenOf = async (user = "ewc"): Promise<string> =>
  (JSON.parse((await signIn(user)).body) as { access_token: string }).access_token;
const bearer = (token: string) => ["-H", `Authorization: Bearer ${token}`];
const json = (body: unknown) => [
  "-H",
  "Content-Type: application/json",
  "-d",
  typeof body === "string" ? body : JSON.stringify(body),
];
const errorOf = ({ body }: { body: string }) => (JSON.parse(body) as { error: string }).error;
const file = (name: string) => path.join(rig.scratch, name);

/** Sends text over TLS and resolves with everything that the service answers until it closes the connection. */
const overTls = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let received = "";
    const socket = connectTls({ host: "127.0.0.1", port: rig.port, ca: rig.authorityPem }, () =>
      socket.write(text),
    );
    socket.setEncoding("utf8");
    socket.on("data", (piece) => {
      received += piece;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(received));
  });

describe.skipIf(curlProgram === undefined)(titleWith("curl", "curl"), () => {
  test("accepts the certificate with our authority, and refuses it without", async () => {
    expect((await signIn()).status).toBe(200);
    const without = await run(curlProgram ?? "", ["-s", `${rig.url}/oauth2/token`]);
    // 60: the peer's certificate cannot be authenticated.
    expect(without.code).toBe(60);
  });

  test("gets a bearer token with its lifetime, by form fields or by HTTP Basic", async () => {
    const answer = await signIn();
    expect(JSON.parse(answer.body)).toEqual({
      access_token: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      token_type: "Bearer",
      expires_in: 3600,
    });
    const basic = await curl(
      "/oauth2/token",
      "-u",
      `ewc:${CATALOG_PASSWORD}`,
      ...form({ grant_type: "client_credentials" }),
    );
    expect(basic.status).toBe(200);
  });

  test("a wrong secret, another grant type, a missing field and JSON instead of a form are refused in words", async () => {
    const wrong = await signIn("ewc", "wrong");
    expect([wrong.status, errorOf(wrong)]).toEqual([401, "invalid_client"]);
    const grant = await curl("/oauth2/token", ...form({ grant_type: "password" }));
    expect([grant.status, errorOf(grant)]).toEqual([400, "unsupported_grant_type"]);
    const missing = await curl("/oauth2/token", ...form({ grant_type: "client_credentials" }));
    expect([missing.status, errorOf(missing)]).toEqual([400, "invalid_request"]);
    const asJson = await curl("/oauth2/token", ...json({ grant_type: "client_credentials" }));
    expect([asJson.status, errorOf(asJson)]).toEqual([400, "invalid_request"]);
  });

  test("without a token, or with a wrong one, nothing is answered", async () => {
    for (const target of [RELEASES, AGREEMENT]) expect((await curl(target, ...json({}))).status).toBe(401);
    const wrong = await curl(rig.imageUrl(), ...bearer("x".repeat(43)));
    expect([wrong.status, errorOf(wrong)]).toEqual([401, "invalid_token"]);
  });

  test("reads releases page by page, at most 25 on each, in the nesting of the public API", async () => {
    await rig.stop();
    rig = await startCatalogRig({ more: 30 });
    const token = await tokenOf();
    const page = async (pageIndex: number | string) => {
      const question = { pid: "C9105AXI-B", outputReleaseVersion: "Above", pageIndex };
      return JSON.parse((await curl(RELEASES, ...bearer(token), ...json(question))).body);
    };
    const first = await page(1);
    expect(first.pagination).toEqual({ pageIndex: 1, lastIndex: 2, totalRecords: 31, pageRecords: 25 });
    const { releases } = first.metadata[0].products[0].softwareTypes[0].operatingSystems[0];
    expect(releases[0]).toMatchObject({
      version: "17.12.1.5",
      isLatest: true,
      images: [
        { name: "ap1g8", size: IMAGE_BYTES, sha512: rig.sha512, downloadUrl: rig.imageUrl() },
        { name: "ap1g7" },
      ],
    });
    // Some clients send numbers as text.
    expect((await page("2")).pagination.pageRecords).toBe(6);
    expect((await page(3)).pagination.pageRecords).toBe(0);
  });

  test("'above' lists the releases that are newer than the current one", async () => {
    await rig.stop();
    rig = await startCatalogRig({ more: 3 });
    const question = { pid: "any", outputReleaseVersion: "above", currentReleaseVersion: "17.9.254.1" };
    const answer = await curl(RELEASES, ...bearer(await tokenOf()), ...json(question));
    expect(JSON.parse(answer.body).pagination.totalRecords).toBe(2);
  });

  test("downloads an image with its hash as entity tag, and HEAD tells the size without the bytes", async () => {
    const token = await tokenOf();
    const got = await curl(rig.imageUrl(), ...bearer(token), "-D", file("head"), "-o", file("image"));
    expect(got.status).toBe(200);
    expect((await readFile(file("image"))).equals(rig.image)).toBe(true);
    expect((await readFile(file("head"), "utf8")).toLowerCase()).toContain(`etag: "${rig.sha512}"`);
    const head = await curl(rig.imageUrl(), ...bearer(token), "-I");
    expect(head.status).toBe(200);
    expect(head.body.toLowerCase()).toContain(`content-length: ${IMAGE_BYTES}`);
    await rig.until(() => rig.lines.length === 3);
    expect(rig.ended.length).toBe(1);
  });

  test("resumes a download that stopped in the middle", async () => {
    await writeFile(file("image"), rig.image);
    await truncate(file("image"), 200_000);
    const got = await curl(rig.imageUrl(), ...bearer(await tokenOf()), "-C", "-", "-o", file("image"));
    expect(got.status).toBe(206);
    expect((await readFile(file("image"))).equals(rig.image)).toBe(true);
    await rig.until(() => rig.ended.length === 1);
    expect(rig.ended[0]).toMatchObject({ bytes: IMAGE_BYTES - 200_000, outcome: "complete" });
  });

  test("answers ranges: a part, the end, none beyond the end, the whole for several or for another file", async () => {
    const token = await tokenOf();
    const range = (value: string, ...more: string[]) =>
      curl(rig.imageUrl(), ...bearer(token), "-H", `Range: ${value}`, ...more, "-o", file("part"));
    const bytes = () => readFile(file("part"));
    expect((await range("bytes=10-19")).status).toBe(206);
    expect((await bytes()).equals(rig.image.subarray(10, 20))).toBe(true);
    expect((await range("bytes=-5")).status).toBe(206);
    expect((await bytes()).equals(rig.image.subarray(-5))).toBe(true);
    expect((await range(`bytes=${IMAGE_BYTES}-`)).status).toBe(416);
    expect((await range("bytes=0-1,5-6")).status).toBe(200);
    expect((await range("bytes=10-19", "-H", `If-Range: "${rig.sha512}"`)).status).toBe(206);
    expect((await range("bytes=10-19", "-H", 'If-Range: "other"')).status).toBe(200);
  });

  test("an account accepts the agreement itself, and may then download", async () => {
    const token = await tokenOf("undecided");
    const before = await curl(rig.imageUrl(), ...bearer(token));
    expect([before.status, errorOf(before)]).toEqual([403, "agreement-required"]);
    expect(JSON.parse((await curl(AGREEMENT, ...bearer(token))).body)).toMatchObject({ status: "Declined" });
    expect((await curl(AGREEMENT, ...bearer(token), ...json({ status: "perhaps" }))).status).toBe(400);
    expect((await curl(AGREEMENT, ...bearer(token), ...json({ status: "Accepted" }))).status).toBe(200);
    expect((await curl(rig.imageUrl(), ...bearer(token), "-o", file("image"))).status).toBe(200);
  });

  test("paths that lead nowhere or elsewhere are answered with words, and never touch the disk", async () => {
    const token = await tokenOf();
    const image = "/software/v4.0/images/17.12.1.5/";
    for (const target of [
      "/",
      "/etc/passwd",
      `${image}..%2f..%2f..%2fetc%2fpasswd`,
      `${image}../../../../etc/passwd`,
      `${image}ap1g8%00`,
      `${image}%zz`,
      "/software/v4.0/images/__proto__/constructor",
      "/software/v4.0/images/99.9.9.9/ap1g8",
      "/__proto__",
    ]) {
      const answer = await curl(target, ...bearer(token), "--path-as-is");
      expect([target, answer.status, typeof errorOf(answer)]).toEqual([target, 404, "string"]);
    }
    expect((await curl(RELEASES, ...bearer(token))).status).toBe(405);
    expect((await curl(rig.imageUrl(), ...bearer(token), "-X", "DELETE")).status).toBe(405);
  });

  test("malformed and oversize bodies are refused, whatever they contain", async () => {
    const token = await tokenOf();
    const ask = (body: string) => curl(RELEASES, ...bearer(token), ...json(body));
    for (const body of ["", "{", "[]", "null", '"text"', '{"pid":1}', '{"pid":"a","pageIndex":-1}'])
      expect([body, (await ask(body)).status]).toEqual([body, 400]);
    await writeFile(file("big"), "x".repeat(100_000));
    expect((await ask(`@${file("big")}`)).status).toBe(413);
    const chunked = await curl(
      RELEASES,
      ...bearer(token),
      "-H",
      "Transfer-Encoding: chunked",
      ...json(`@${file("big")}`),
    );
    expect(chunked.status).toBe(413);
    await rig.until(() => rig.refused()["body too large"] === 2);
  });

  test("one address is limited in requests, downloads and connections, and each limit has a counter", async () => {
    await rig.stop();
    rig = await startCatalogRig({
      settings: { requestsPerSecond: 1, perAddress: 1, maxConnectionsPerAddress: 2 },
    });
    const token = await tokenOf();
    await rig.setFaults({ bytesPerSecond: 10_000 });
    const slow = curl(rig.imageUrl(), ...bearer(token), "-o", file("image"));
    await rig.until(() => rig.registry.size === 1);
    // Far more than the limit allows in the time that they take.
    const burst = await curl("/", ...Array<string>(100).fill(`${rig.url}/`));
    expect(burst.body).toContain('{"error":"busy","error_description":"Too many requests.');
    await rig.until(() => (rig.refused()["too many requests"] ?? 0) > 0);
    rig.server.apply({ ...rig.settings, requestsPerSecond: 1000 });
    expect((await curl(rig.imageUrl("ap1g7"), ...bearer(token))).status).toBe(503);
    const idle = connectTcp(rig.port, "127.0.0.1");
    await new Promise((resolve) => idle.once("connect", resolve));
    expect((await curl("/")).status).toBe(0);
    await rig.until(() => rig.refused()["too many connections of one address"] === 1);
    idle.destroy();
    rig.registry.abort(rig.registry.rows()[0]?.id ?? "");
    expect((await slow).code).not.toBe(0);
  });

  test("a stopped service ends its downloads and frees its port, and listens again", async () => {
    await rig.setFaults({ bytesPerSecond: 10_000 });
    const slow = curl(rig.imageUrl(), ...bearer(await tokenOf()), "-o", file("image"));
    await rig.until(() => rig.registry.size === 1);
    await rig.server.stop();
    expect((await slow).code).not.toBe(0);
    expect(rig.ended[0]).toMatchObject({ outcome: "failed", cause: { code: "server-gone" } });
    expect(rig.server.listening()).toBe(null);
    expect(rig.rows.at(-1)).toMatchObject({ state: "stopped", activeTransfers: 0 });
    await rig.server.start();
    expect(rig.server.listening()?.port).toBeGreaterThan(0);
  });

  test("the access log has one line for each request in the combined format, without secrets", async () => {
    await signIn();
    await curl("/nothing?client_secret=hidden", "-A", 'agent "quoted" \\');
    await rig.until(() => rig.lines.length === 2);
    const [first, second] = rig.lines.map(({ text }) => text);
    expect(first).toMatch(
      /^127\.0\.0\.1 - ewc \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "POST \/oauth2\/token HTTP\/1\.1" 200 \d+ "-" "curl\/[^"]+"$/,
    );
    expect(second).toContain('"GET /nothing? HTTP/1.1" 404');
    expect(second).toContain('"agent \\"quoted\\" \\\\"');
    expect(rig.lines.map(({ text }) => text).join()).not.toContain("hidden");
  });
});

test("a request with headers beyond the limit, or that is no HTTP, is answered and counted", async () => {
  const long = await overTls(`GET / HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(20_000)}\r\n\r\n`);
  expect(long).toMatch(/^HTTP\/1\.1 431 /);
  expect(await overTls("no http at all\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
  await rig.until(() => rig.refused()["header fields too large"] === 1 && rig.refused()["bad request"] === 1);
  expect(rig.lines.map(({ text }) => text.replace(/\[.*?\]/, "[]"))).toEqual([
    '127.0.0.1 - - [] "-" 431 - "-" "-"',
    '127.0.0.1 - - [] "-" 400 - "-" "-"',
  ]);
});

test("a request whose headers come too slowly is answered with 408, and its connection is closed", async () => {
  await rig.stop();
  rig = await startCatalogRig({ settings: { requestMs: 1000 } });
  expect(await overTls("GET / HTTP/1.1\r\nHost: x\r\n")).toMatch(/^HTTP\/1\.1 408 /);
  await rig.until(() => rig.refused()["request too slow"] === 1);
});

test("a connection that does not speak TLS is closed and counted", async () => {
  const socket = connectTcp(rig.port, "127.0.0.1", () => socket.write("GET / HTTP/1.1\r\n\r\n"));
  socket.on("error", () => undefined);
  socket.resume();
  await new Promise((resolve) => socket.once("close", resolve));
  await rig.until(() => rig.refused()["TLS handshake failed"] === 1);
});

test("the server's certificate is for this host and names its authority", () => {
  const authority = new X509Certificate(rig.authorityPem);
  expect(authority.ca).toBe(true);
  return new Promise<void>((resolve) => {
    const socket = connectTls({ host: "127.0.0.1", port: rig.port, ca: rig.authorityPem }, () => {
      const certificate = socket.getPeerX509Certificate();
      expect(certificate?.issuer).toBe(authority.subject);
      expect(certificate?.checkIP("127.0.0.1")).toBe("127.0.0.1");
      expect(certificate?.ca).toBe(false);
      socket.destroy();
      resolve();
    });
  });
});
