/** A live stream whose messages, silences, and losses the test controls, read by the real client into the real store. */
import { RowStore } from "@/lib/client/rows/row-store";
import { StreamClient } from "@/lib/client/stream/stream-client";
import type { Position, StreamMessage, Topic } from "@/lib/contracts/stream";
import { fakeClock } from "./fake-clock";

/** The bytes of a message as the server sends them. */
export const sseText = (message: StreamMessage): string =>
  `event: ${message.event}\ndata: ${JSON.stringify(message.data)}\n\n`;

/** A stream without a server. The client connects when the test calls `client.start()`. */
export function scriptedStream() {
  const clock = fakeClock();
  const store = new RowStore();
  const requests: URLSearchParams[] = [];
  const encoder = new TextEncoder();
  let body: ReadableStreamDefaultController<Uint8Array> | undefined;
  let refuse: (() => Promise<Response>) | undefined;
  const client = new StreamClient({
    store,
    clock,
    random: () => 0.5,
    open: (url, signal) => {
      requests.push(new URL(url, "http://console").searchParams);
      if (refuse) return refuse();
      const stream = new ReadableStream<Uint8Array>({
        start(controller) {
          body = controller;
        },
      });
      signal.addEventListener("abort", () => body?.error(new DOMException("aborted", "AbortError")), {
        once: true,
      });
      return Promise.resolve(new Response(stream));
    },
  });
  const sendBytes = async (bytes: Uint8Array) => {
    body?.enqueue(bytes);
    await clock.run(0);
  };
  const send = (message: StreamMessage) => sendBytes(encoder.encode(sseText(message)));
  return {
    clock,
    store,
    client,
    /** The query of each connection. */
    requests,
    sendBytes,
    send,
    /** Ends the snapshot of these topics. */
    complete: (position: Position, topics: Topic[] = ["aps", "controller", "upgrade"]) =>
      send({ event: "snapshot-complete", data: { position, topics } }),
    heartbeat: () => sendBytes(encoder.encode(": heartbeat\n\n")),
    /** The connection breaks. */
    cut: async () => {
      body?.error(new TypeError("network"));
      await clock.run(0);
    },
    /** How the server answers new connections; undefined accepts them. */
    refuseWith(answer: (() => Promise<Response>) | undefined) {
      refuse = answer;
    },
  };
}
