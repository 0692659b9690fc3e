/** The live stream from the engine's rows to the browser's, with the connection cut at random moments. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { RowStore } from "@/lib/client/rows/row-store";
import { StreamClient } from "@/lib/client/stream/stream-client";
import type { ServerRow } from "@/lib/contracts/servers";
import { isLogTopic, namedTopics, parsePosition, type Topic } from "@/lib/contracts/stream";
import { Bus } from "@/lib/engine/bus";
import { busSource } from "@/lib/testing/bus-source";
import { fakeClock } from "@/lib/testing/fake-clock";
import { liveStream } from "./live";

const tables = namedTopics.filter((topic) => !isLogTopic(topic));
const still = { now: () => 0, elapsed: () => 0, after: () => () => undefined };

/** Passes a stream on until it is cut: between messages, or in the middle of one. */
function cuttable(inner: ReadableStream<Uint8Array>) {
  const reader = inner.getReader();
  let inTheMiddle = false;
  let outer: ReadableStreamDefaultController<Uint8Array> | undefined;
  const fail = () => {
    outer?.error(new TypeError("network"));
    outer = undefined;
    void reader.cancel();
  };
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      outer = controller;
    },
    async pull(controller) {
      const { done, value } = await reader.read();
      if (outer === undefined) return;
      if (done) return controller.close();
      controller.enqueue(inTheMiddle ? value.slice(0, value.length >> 1) : value);
      if (inTheMiddle) fail();
    },
    cancel: () => reader.cancel(),
  });
  return {
    stream,
    cut: fail,
    cutInTheMiddle() {
      inTheMiddle = true;
    },
  };
}

const key = fc.constantFrom("a", "b", "c", "d");
const happening = fc.oneof(
  fc.record({ do: fc.constant("put" as const), key, bytes: fc.nat(9) }),
  fc.record({ do: fc.constant("patch" as const), key, bytes: fc.nat(9) }),
  fc.record({ do: fc.constant("del" as const), key }),
  fc.record({
    do: fc.constantFrom("flush" as const, "deliver" as const, "cut" as const, "cut-message" as const),
  }),
  fc.record({ do: fc.constantFrom("more-topics" as const, "engine-restarts" as const) }),
);

test("however often the connection is cut, the browser ends with exactly the engine's rows", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(happening, { maxLength: 40 }),
      fc.constantFrom(3, 20_000),
      async (happenings, ringSize) => {
        let epochs = 0;
        const newBus = () =>
          new Bus({ epoch: `epoch0${epochs++}`, simulated: still, wall: still, ringSize, flushEveryMs: 250 });
        let bus = newBus();
        let line: ReturnType<typeof cuttable> | undefined;
        const clock = fakeClock();
        const store = new RowStore();
        const client = new StreamClient({
          store,
          clock,
          random: () => 0.5,
          open: (url, signal) => {
            const query = new URL(url, "http://console").searchParams;
            const topics = (query.get("topics") ?? "").split(",") as Topic[];
            const fresh = (query.get("fresh")?.split(",") ?? []) as Topic[];
            const since = parsePosition(query.get("since"));
            line = cuttable(
              liveStream(
                { topics, fresh, since, signal },
                busSource(() => bus),
              ),
            );
            signal.addEventListener("abort", line.cut, { once: true });
            return Promise.resolve(new Response(line.stream));
          },
        });
        const wanted: Topic[] = ["servers"];
        client.follow("servers");
        client.start();
        for (const h of happenings) {
          if (h.do === "put")
            bus.put("servers", h.key, { id: "tftp", bytesSent: h.bytes } as unknown as ServerRow);
          else if (h.do === "patch") bus.patch("servers", h.key, { bytesSent: h.bytes });
          else if (h.do === "del") bus.del("servers", h.key);
          else if (h.do === "flush") bus.flush();
          else if (h.do === "deliver") await clock.run(50);
          else if (h.do === "cut") line?.cut();
          else if (h.do === "cut-message") line?.cutInTheMiddle();
          else if (h.do === "more-topics") {
            const next = tables.find((t) => !wanted.includes(t));
            if (next) {
              wanted.push(next);
              client.follow(next);
              bus.put(next, "one" as never, { name: next } as never);
            }
          } else {
            bus = newBus();
            line?.cut();
          }
        }
        bus.put("servers", "last", { id: "tftp", bytesSent: 1 } as unknown as ServerRow);
        bus.flush();
        await clock.run(10_000);
        bus.put("servers", "after", { id: "tftp", bytesSent: 2 } as unknown as ServerRow);
        bus.flush();
        await clock.run(10_000);
        expect(client.state.phase).toBe("live");
        for (const { topic, rows } of bus.snapshot(wanted).rows) {
          expect(store.status(topic)).toBe("ready");
          expect(store.keys(topic).map((k) => ({ key: k, row: store.row(topic, k) }))).toEqual(rows);
        }
        client.stop();
      },
    ),
    { numRuns: 150 },
  );
});
