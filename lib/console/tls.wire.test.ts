/** The web console's socket with real TLS: certificates, marks and headers of requests, and a certificate that changes. */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Agent, get, type RequestOptions } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { connect } from "node:tls";
import { promisify } from "node:util";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { WebCertificate } from "@/lib/contracts/commands/engine";
import { type Fault, fault } from "@/lib/contracts/fault";
import type { EngineClient } from "@/lib/engine/engine-client";
import { loadWebCertificate } from "@/lib/engine/web-certificate";
import type { Env } from "@/lib/env";
import { loadIdentity } from "@/lib/servers/catalog/certificates";
import { createWebListener } from "@/scripts/package/web-listener.mjs";
import { peerOf, protocolOf } from "./guard";
import { markRequests } from "./mark-requests";
import { reloadCertificate } from "./reload-certificate";
import { listenProblem, openWebListener, type WebListener } from "./web-listener";

const HOST = "127.0.0.1";
let folder: string;
let authorityFile: string;
let authority: string;
let listener: WebListener;
let port: number;
let closers: (() => void)[];

/** Answers what the guard would read; `/slow` ends when the test says so. */
let endSlow: () => void;
function answer(request: IncomingMessage, response: ServerResponse): void {
  const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const text = `${peerOf(headers)} ${protocolOf(headers)} ${headers.get("x-forwarded-for")}`;
  if (request.url !== "/slow") return void response.end(text);
  response.write("first ");
  endSlow = () => response.end("last");
}

const settings = (tls: Env["tls"]) => ({
  env: { tls, host: HOST, allowedHosts: ["lab.example"] },
  certificatesDir: folder,
  hostName: "host",
});
const made = async (): Promise<WebCertificate> => {
  const certificate = await loadWebCertificate(settings({ kind: "self-signed" }), Date.now());
  if (certificate === null) throw new Error("no certificate was made");
  return certificate;
};

const read = (options: RequestOptions): Promise<{ body: string; headers: IncomingMessage["headers"] }> =>
  new Promise((resolve, reject) => {
    get({ host: HOST, port, ca: authority, agent: false, ...options }, async (response) => {
      let body = "";
      for await (const piece of response) body += piece;
      resolve({ body, headers: response.headers });
    }).on("error", reject);
  });

/** The fingerprint that a new connection sees. */
async function fingerprint(): Promise<string> {
  const socket = connect({ host: HOST, port, ca: authority });
  await once(socket, "secureConnect");
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

beforeAll(() => markRequests({ kind: "count", count: 1 }));
beforeEach(async () => {
  closers = [];
  folder = await mkdtemp(path.join(tmpdir(), "console-tls-"));
  const certificate = await made();
  authority = (await loadIdentity(folder, ["localhost"], Date.now())).shown.authorityPem;
  authorityFile = path.join(folder, "authority-only.pem");
  await writeFile(authorityFile, authority);
  listener = createWebListener(answer);
  const listening = await listener.listen({ host: HOST, port: 0, certificate });
  port = listening.port;
  closers.push(() => void listener.close(0));
});
afterEach(async () => {
  for (const close of closers) close();
  await rm(folder, { recursive: true });
});

test("a client that trusts the authority reads over TLS, by address and by a name of ALLOWED_HOSTS", async () => {
  expect((await read({})).body).toBe(`${HOST} https null`);
  expect((await read({ servername: "lab.example" })).body).toBe(`${HOST} https null`);
  await expect(read({ servername: "other.example" })).rejects.toMatchObject({
    code: "ERR_TLS_CERT_ALTNAME_INVALID",
  });
});

/** What curl prints; it runs beside this process, which answers it. */
const curl = async (...args: string[]): Promise<{ stdout: string; stderr: string }> =>
  await promisify(execFile)("curl", ["-sS", "--max-time", "60", ...args, `https://${HOST}:${port}/`]).catch(
    (failed: { stdout: string; stderr: string }) => failed,
  );

test("curl --cacert reads over TLS, and without it refuses", async () => {
  expect(await curl("--cacert", authorityFile)).toEqual({ stdout: `${HOST} https null`, stderr: "" });
  expect((await curl()).stderr).toContain("SSL certificate problem");
});

test("every response has the protecting headers, and only one for another name than loopback is to be remembered", async () => {
  const { headers } = await read({ path: "/api/x" });
  expect(headers).toMatchObject({
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
  });
  expect(headers).not.toHaveProperty("strict-transport-security");
  const named = await read({ servername: "lab.example", headers: { host: "lab.example" } });
  expect(named.headers["strict-transport-security"]).toBe("max-age=31536000");
});

test("the trusted proxy says whom a request comes from, and no forwarded header reaches the pages", async () => {
  const headers = {
    "x-forwarded-for": "10.9.9.9, 192.0.2.7",
    "x-forwarded-proto": "http",
    "x-ewc-peer": "1.1.1.1",
  };
  expect((await read({ headers })).body).toBe("192.0.2.7 http null");
});

test("a certificate that is read again is for new connections; open ones and their responses go on", async () => {
  const before = await made();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  closers.push(() => agent.destroy());
  const slow = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: HOST, port, path: "/slow", ca: authority, agent }, resolve).on("error", reject);
  });
  await rm(path.join(folder, "console.pem"));
  const ask = (async () => ({
    ok: true,
    value: { certificate: await made() },
  })) as unknown as EngineClient["ask"];
  const line = await reloadCertificate(ask, listener);
  const after = await fingerprint();
  expect(after).not.toBe(before.sha256);
  expect(line).toMatch(
    /^SIGHUP: the certificate was read again\. SHA-256 (\S+), valid until \d{4}-\d\d-\d\d\.\n$/,
  );
  expect(line).toContain(after);
  let body = "";
  slow.on("data", (piece: Buffer) => {
    body += piece.toString();
  });
  endSlow();
  await once(slow, "end");
  expect(body).toBe("first last");
  expect((await read({ agent })).body).toBe(`${HOST} https null`);
});

test("a certificate that cannot be read again leaves the present one in place", async () => {
  const before = await fingerprint();
  const problem: Fault = fault("internal", 'TLS_CERT="/a.pem" expired at 2026-01-01T00:00:00Z.');
  const ask = (() => Promise.resolve({ ok: false, fault: problem })) as unknown as EngineClient["ask"];
  expect(await reloadCertificate(ask, listener)).toBe(
    'SIGHUP: the certificate was not replaced, and the present one stays. TLS_CERT="/a.pem" expired at 2026-01-01T00:00:00Z.\n',
  );
  expect(await fingerprint()).toBe(before);
});

test("without TLS there is nothing to read again", async () => {
  expect(await loadWebCertificate(settings(null), Date.now())).toBeNull();
  const ask = (() =>
    Promise.resolve({ ok: true, value: { certificate: null } })) as unknown as EngineClient["ask"];
  expect(await reloadCertificate(ask, listener)).toBe("SIGHUP: there is no certificate to read again.\n");
});

test("a certificate of the operator's files is served, and a made one stays the same over restarts", async () => {
  const own = await made();
  expect((await made()).sha256).toBe(own.sha256);
  const files = { certFile: path.join(folder, "cert.pem"), keyFile: path.join(folder, "key.pem") };
  await writeFile(files.certFile, own.certificate);
  await writeFile(files.keyFile, own.key);
  expect(await loadWebCertificate(settings({ kind: "files", ...files }), Date.now())).toMatchObject({
    sha256: own.sha256,
    isSelfSigned: false,
  });
});

test("a port that is in use is one line that names the setting", async () => {
  await expect(openWebListener(createWebListener(answer), { host: HOST, port }, null)).rejects.toThrow(
    `PORT=${port} is in use on 127.0.0.1. Stop the program that uses it, or set another PORT.`,
  );
});

test.each([
  ["EACCES", "PORT=443 needs a privilege that this user does not have. Set a PORT above 1023."],
  ["EADDRNOTAVAIL", 'HOST="192.0.2.7" is not an address of this host.'],
  ["EMFILE", "The console cannot listen on 192.0.2.7:443: too bad"],
])("the error %s of listening is one line", (code, line) => {
  expect(listenProblem(Object.assign(new Error("too bad"), { code }), "192.0.2.7", 443)).toBe(line);
});

/** The answer to a request that ends its connection. */
const send = (line: string, headers: Record<string, string> = {}, body = ""): Promise<string> =>
  new Promise((resolve, reject) => {
    const fields = Object.entries({ Host: HOST, Connection: "close", ...headers });
    const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    const socket = connect({ host: HOST, port, ca: authority }, () =>
      socket.end(`${line} HTTP/1.1\r\n${head}\r\n${body}`),
    );
    let text = "";
    socket.on("data", (piece) => {
      text += piece;
    });
    socket.on("end", () => resolve(text)).on("error", reject);
  });

test("a page is only read, and a body is only for the API", async () => {
  const length = { "Content-Length": "2" };
  expect(await send("GET /lab", length, "{}")).toMatch(/^HTTP\/1.1 400 .*"Pages accept only GET and HEAD/s);
  for (const target of ["/lab", "/metrics", "/API/commands/x", "*"])
    expect(await send(`OPTIONS ${target}`)).toMatch(/^HTTP\/1.1 400 .*Send commands to/s);
  for (const target of ["/api/commands/x", "/api?x", "/restconf", "/restconf/operations/x"])
    expect(await send(`POST ${target}`, length, "{}")).toMatch(/^HTTP\/1.1 200 /);
});

test.each([
  ["/api/commands/%zz", "application/json", "bad-input"],
  ["/api/v1/%", "application/problem+json", "/administration/api#bad-input"],
  ["/restconf/data/a=%e", "application/yang-data+json", "malformed-message"],
])("a broken escape in %s is refused as %s", async (target, type, code) => {
  const refused = await send(`GET ${target}`);
  expect(refused).toContain(" 400 ");
  expect(refused).toContain(`content-type: ${type}\r\n`);
  expect(refused).toContain(code);
  expect(await send(`GET ${target.replace("%", "%41")}`)).toMatch(/^HTTP\/1.1 200 /);
});

/** A connection on which a slow answer has begun. */
async function beginSlow() {
  const connection = connect({ host: HOST, port, ca: authority });
  await once(connection, "secureConnect");
  connection.write(`GET /slow HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
  let received = "";
  connection
    .on("error", () => undefined)
    .on("data", (piece) => {
      received += piece;
    });
  await once(connection, "data");
  return { closed: once(connection, "close"), received: () => received };
}

test("a listener that closes sends the answers that it has begun, and no other", async () => {
  const { closed, received } = await beginSlow();
  const closing = listener.close(60_000);
  await expect(read({})).rejects.toMatchObject({ code: "ECONNREFUSED" });
  endSlow();
  await Promise.all([closed, closing]);
  expect(received()).toContain("last");
});

test("a listener that closes cuts off an answer that takes too long", async () => {
  const { closed, received } = await beginSlow();
  await Promise.all([closed, listener.close(0)]);
  expect(received()).not.toContain("last");
});
