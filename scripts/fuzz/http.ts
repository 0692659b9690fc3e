/** Odd requests to the web console: any path, method, header and body, with and without a session. */

import { request } from "node:http";
import { createConnection } from "node:net";
import { commands } from "@/lib/contracts/commands";
import type { Chance } from "@/lib/kit/chance";
import { everyPage } from "../../e2e/support/pages";
import { mutated, oddText, randomBytes } from "./mutate";
import { type OpenTarget, within } from "./target";

/** These would end the fuzzer's own session, or stop a server that another check needs. */
const LEFT_OUT = /^(account\.|users\.|tokens\.|servers\.(stop|save)|identity\.|lab\.)/;
const names = Object.keys(commands).filter((name) => !LEFT_OUT.test(name));
const ROUTES = [
  "/api/events",
  "/api/terminals",
  "/api/images/uploads",
  "/api/audit/export",
  "/api/lab/export",
  "/api/runs/1/recording",
  "/api/set-up",
  "/metrics",
  "/api/health",
];
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PROPFIND"];

function jsonOf(chance: Chance, depth = 0): unknown {
  const value = chance.integer(0, depth > 3 ? 4 : 6);
  if (value === 0) return chance.pick([0, -1, 1e308, Number.MAX_SAFE_INTEGER, 0.5]);
  if (value === 1) return oddText(chance);
  if (value === 2) return chance.pick([null, true, false]);
  if (value <= 4) return chance.pick(["EWC_17_12_1", "tftp", "127.0.0.1", "ap-1"]);
  if (value === 5) return Array.from({ length: chance.integer(0, 4) }, () => jsonOf(chance, depth + 1));
  const keys = [
    "name",
    "id",
    "profile",
    "text",
    "limit",
    "set",
    "user",
    "__proto__",
    "constructor",
    oddText(chance),
  ];
  return Object.fromEntries(
    Array.from({ length: chance.integer(0, 5) }, () => [chance.pick(keys), jsonOf(chance, depth + 1)]),
  );
}

function bodyOf(chance: Chance): Buffer {
  const json = Buffer.from(JSON.stringify(jsonOf(chance)) ?? "");
  return chance.pick([() => json, () => mutated(json, chance), () => randomBytes(chance, 2000)])();
}

/** A path with everything escaped that Node would refuse to send. */
const safePath = (text: string): string => encodeURI(text).replaceAll("#", "%23") || "/";

export const openHttp: OpenTarget = (app) => {
  const { port, hostname } = new URL(app.url);
  const send = (chance: Chance): Promise<number> =>
    new Promise((resolve) => {
      const isCommand = chance.next() < 0.5;
      const path = isCommand
        ? `/api/commands/${chance.pick(names)}`
        : safePath(
            chance.pick([...everyPage, ...ROUTES, `/${oddText(chance)}`]) +
              chance.pick(["", "?", `?topics=${oddText(chance)}`, `?after=${oddText(chance)}`]),
          );
      const method = isCommand ? "POST" : chance.pick(METHODS);
      const body = ["GET", "HEAD"].includes(method) ? undefined : bodyOf(chance);
      const headers: Record<string, string> = {
        ...(chance.next() < 0.7 ? app.headers : {}),
        ...(body ? { "content-length": String(body.length) } : {}),
        ...(chance.next() < 0.1
          ? { "upload-length": chance.pick(["-1", "0", "99999999999999", "x"]), "tus-resumable": "1.0.0" }
          : {}),
        ...(chance.next() < 0.1 ? { authorization: `Bearer ${encodeURIComponent(oddText(chance))}` } : {}),
        ...(chance.next() < 0.05 ? { host: "evil.example" } : {}),
      };
      const sent = request({ hostname, port, path, method, headers }, (response) => {
        resolve(response.statusCode ?? 0);
        // An event stream does not end by itself.
        response.destroy();
      });
      sent.on("error", () => resolve(0));
      sent.setTimeout(20_000, () => sent.destroy());
      sent.end(body);
    });
  const cookie = Object.entries(app.headers).flatMap(([name, value]) =>
    name.toLowerCase() === "cookie" ? [`Cookie: ${value}\r\n`] : [],
  );
  const sendRaw = (chance: Chance): Promise<void> =>
    new Promise((resolve) => {
      const socket = createConnection(Number(port), hostname);
      socket.on("error", () => undefined);
      socket.on("close", () => resolve());
      const line = `${chance.pick(METHODS)} ${chance.pick(["/api/commands/logs.read", ...ROUTES, ...everyPage])} HTTP/1.1`;
      const length = chance.pick(["", "Content-Length: 5\r\n", "Content-Length: 500\r\n"]);
      const session = chance.pick(["", ...cookie]);
      const whole = `${line}\r\nHost: ${hostname}:${port}\r\n${session}${length}\r\nabcde`;
      // Often valid, so that the connection breaks in the middle of a request or of its answer.
      const bytes = chance.next() < 0.5 ? Buffer.from(whole) : mutated(Buffer.from(whole), chance);
      if (chance.next() < 0.5) socket.write(bytes, () => socket.resetAndDestroy());
      else socket.end(bytes);
      socket.setTimeout(2000, () => socket.destroy());
      socket.resume();
    });
  return Promise.resolve({
    async step(chance) {
      if (chance.next() < 0.1) return await sendRaw(chance);
      const status = await send(chance);
      if (
        status >= 500 &&
        status !== 503 &&
        status !== 504 &&
        status !== 502 &&
        status !== 507 &&
        status !== 501
      )
        throw new Error(`A request was answered with ${status}.`);
    },
    async check() {
      const page = await within("Opening a page", fetch(`${app.url}/lab`, { headers: app.headers }));
      if (page.status !== 200) throw new Error(`A page answers with ${page.status}.`);
      await page.text();
      const answer = await fetch(`${app.url}/api/commands/engine.info`, {
        method: "POST",
        headers: app.headers,
        body: "{}",
      });
      if (![200, 403].includes(answer.status)) throw new Error(`A command answers with ${answer.status}.`);
      await answer.text();
    },
    disconnect: () => undefined,
    close: () => Promise.resolve(),
  });
};
