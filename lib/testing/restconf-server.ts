/** RESTCONF of an engine on a real port of loopback, by the same functions as the routes, without Next. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { answerHostMeta, answerRestconf } from "@/lib/console/restconf";
import type { Command } from "@/lib/contracts/commands";
import type { Engine } from "@/lib/engine/engine";
import type { EngineClient } from "@/lib/engine/engine-client";
import { answerOf } from "@/lib/engine/engine-server";

export type RestconfServer = { origin: string; port: number; stop(): Promise<void> };

/** Serves until it is stopped. @param engine the one that is running now: tests restart it */
export async function restconfServer(engine: () => Engine): Promise<RestconfServer> {
  const ask = ((type, input, actor) =>
    answerOf(
      { ask: (command) => engine().ask(command as Command<"restconf.request">) },
      type,
      input,
      actor,
    )) as EngineClient["ask"];
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const { port } = server.address() as AddressInfo;
      const request = await requestOf(incoming, `http://127.0.0.1:${port}`);
      const isHostMeta = incoming.url === "/.well-known/host-meta";
      const response = await (isHostMeta ? answerHostMeta(request, ask) : answerRestconf(request, ask));
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      if (response.body !== null && incoming.method !== "HEAD")
        for await (const piece of response.body) outgoing.write(piece);
      outgoing.end();
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function requestOf(incoming: IncomingMessage, origin: string): Promise<Request> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  const body = Buffer.concat(pieces);
  const headers = new Headers({ "x-ewc-peer": incoming.socket.remoteAddress ?? "" });
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
  const { method = "GET" } = incoming;
  // As Next does: a body that nobody asked for is not looked at.
  const hasBody = body.length > 0 && method !== "GET" && method !== "HEAD";
  return new Request(`${origin}${incoming.url ?? "/"}`, { method, headers, ...(hasBody && { body }) });
}
