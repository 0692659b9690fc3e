/** Requests of specs outside of a browser, also to a console whose certificate nobody trusts. */
import { request } from "node:https";

export type PlainRequest = { method?: string; headers?: Record<string, string>; body?: string };

/** As `fetch`, but over TLS it verifies nothing and follows nothing. */
export function fetchAny(url: string, init: PlainRequest = {}): Promise<Response> {
  if (!url.startsWith("https:")) return fetch(url, init);
  const { method = "GET", headers = {}, body = "" } = init;
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method, headers, rejectUnauthorized: false, agent: false },
      async (incoming) => {
        try {
          const pieces: Buffer[] = [];
          for await (const piece of incoming) pieces.push(piece as Buffer);
          const named = Object.entries(incoming.headersDistinct).flatMap(([name, values = []]) =>
            values.map((value): [string, string] => [name, value]),
          );
          resolve(new Response(Buffer.concat(pieces), { status: incoming.statusCode ?? 0, headers: named }));
        } catch (cause) {
          reject(cause);
        }
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}
