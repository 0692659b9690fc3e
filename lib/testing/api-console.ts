/** The HTTP API on a real socket with a whole engine behind it, for scripts and other clients. */
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { MessageChannel } from "node:worker_threads";
import { PEER_HEADER } from "@/lib/console/guard";
import type { RouteHandler } from "@/lib/console/operate";
import type { LabInput } from "@/lib/contracts/lab";
import { connectEngine, type EngineClient } from "@/lib/engine/engine-client";
import { serveEngine } from "@/lib/engine/engine-server";
import { CLI_PASSWORD } from "./cli-password";
import { type EngineFixture, engineFixture } from "./engine-fixture";

const ENGINE = Symbol.for("ewc.engine");
const globals = globalThis as unknown as Record<symbol, EngineClient | undefined>;
const app = path.resolve(import.meta.dirname, "../../app");

export type ApiConsole = {
  fixture: EngineFixture;
  /** `http://127.0.0.1:<port>` */
  url: string;
  /** Headers of requests of an administrator and of a monitor. */
  adminToken: Record<string, string>;
  monitorToken: Record<string, string>;
  /** A session of an administrator who has just typed the password. */
  adminSession: Record<string, string>;
  /** Ends the engine in order and starts it again with the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

/** Which file of `app` answers a path, with the parameters that Next would find in it. */
const routes: readonly { path: RegExp; file: string }[] = [
  { path: /^\/api\/v1\//, file: "api/v1/[[...path]]/route.ts" },
  { path: /^\/api\/session$/, file: "api/session/route.ts" },
  { path: /^\/api\/health\/ready$/, file: "api/health/ready/route.ts" },
  { path: /^\/api\/events$/, file: "api/events/route.ts" },
  { path: /^\/api\/runs\/(?<number>[^/]+)\/recording$/, file: "api/runs/[number]/recording/route.ts" },
  { path: /^\/api\/audit\/export$/, file: "api/audit/export/route.ts" },
  { path: /^\/api\/images\/uploads(?:\/(?<id>[^/]+))?$/, file: "api/images/uploads/[[...id]]/route.ts" },
];

async function routeOf(
  pathname: string,
  method: string,
): Promise<{ handle: RouteHandler; params: Record<string, string | string[]> } | undefined> {
  for (const { path: pattern, file } of routes) {
    const match = pattern.exec(pathname);
    if (match === null) continue;
    const module = (await import(path.join(app, file))) as Record<string, RouteHandler | undefined>;
    const handle = module[method];
    const { id, ...params } = match.groups ?? {};
    return handle && { handle, params: { ...params, ...(id !== undefined && { id: [id] }) } };
  }
  return undefined;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "GET", headers } = request;
  const url = new URL(request.url ?? "/", `http://${headers.host}`);
  const body = await bodyOf(request);
  const route = await routeOf(url.pathname, method);
  if (route === undefined) {
    response.writeHead(404).end();
    return;
  }
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const asked = new Request(url, {
    method,
    headers: {
      ...(headers as Record<string, string>),
      [PEER_HEADER]: request.socket.remoteAddress ?? "unknown",
    },
    signal: gone.signal,
    // A client may send a body with GET; RFC 9110, section 9.3.1, gives it no meaning.
    ...(body.length > 0 && method !== "GET" && method !== "HEAD" && { body: new Uint8Array(body) }),
  });
  const answer = await route.handle(asked, { params: Promise.resolve(route.params) });
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  if (method !== "HEAD") for await (const piece of answer.body ?? []) response.write(piece);
  response.end();
}

/** Starts it. `release` names the image sets to make, `EWC_<release>`. */
export async function apiConsole(lab: LabInput, releases: string[]): Promise<ApiConsole> {
  const fixture = await engineFixture(lab, releases);
  let channel: MessageChannel | undefined;
  const connect = () => {
    channel?.port1.close();
    channel = new MessageChannel();
    const { engine } = fixture;
    serveEngine(channel.port2, { ...engine, stop: () => Promise.resolve() });
    globals[ENGINE] = connectEngine(channel.port1, () => undefined);
  };
  connect();
  const server = http.createServer((request, response) => {
    serve(request, response).catch((cause: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(cause));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const admin = { name: "admin", role: "admin" as const, from: "127.0.0.1" };
  const bearer = async (role: "admin" | "monitor") => {
    const { token } = await fixture.order("tokens.create", { name: role, role, days: 1, actor: admin });
    return { authorization: `Bearer ${token}` };
  };
  const { secret } = await fixture.order("identity.sign-in", {
    name: "admin",
    password: CLI_PASSWORD,
    from: "127.0.0.1",
    browser: "test",
  });
  return {
    fixture,
    url: `http://127.0.0.1:${port}`,
    adminToken: await bearer("admin"),
    monitorToken: await bearer("monitor"),
    adminSession: { cookie: `ewc-session-${port}=${secret}` },
    async restart() {
      await fixture.restart();
      connect();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      channel?.port1.close();
      delete globals[ENGINE];
      await fixture.end();
    },
  };
}
