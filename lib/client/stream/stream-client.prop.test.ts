import fc from "fast-check";
import { expect, test } from "vitest";
import { scriptedStream, sseText } from "@/lib/testing/scripted-stream";

const position = (seq: number) => ({ epoch: "abcdef1", seq });
/** Names that need one to four bytes in UTF-8, so that a cut can split a character. */
const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });

test("[HTML-SSE] in whatever pieces the bytes arrive, the rows are the same", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(name, { minLength: 1, maxLength: 6 }),
      fc.array(fc.nat(60), { maxLength: 30 }),
      fc.constantFrom("\n", "\r\n", "\r"),
      async (names, cuts, lineEnd) => {
        const stream = scriptedStream();
        stream.client.follow("aps");
        stream.client.start();
        await stream.clock.run(100);
        const text = [
          ": comment\n\n",
          sseText({
            event: "snapshot",
            data: { topic: "aps", rows: names.map((key) => ({ key, row: { name: key } })) },
          }),
          sseText({ event: "snapshot-complete", data: { position: position(1), topics: ["aps"] } }),
          ": heartbeat\n\n",
          sseText({
            event: "delta",
            data: {
              deltas: names.map((key, i) => ({
                seq: i + 2,
                topic: "aps",
                key,
                op: "patch",
                set: { bytes: i },
              })),
              position: position(names.length + 1),
            },
          }),
          // A parser may hold back a CR at the end of a piece until it sees what follows.
          ": end\n",
        ].join("");
        const bytes = new TextEncoder().encode(text.replaceAll("\n", lineEnd));
        let from = 0;
        for (const cut of [...cuts, bytes.length]) {
          await stream.sendBytes(bytes.slice(from, from + cut));
          from += cut;
        }
        expect(stream.store.keys("aps")).toEqual(names);
        expect(names.map((key) => stream.store.row("aps", key))).toEqual(
          names.map((key, i) => ({ name: key, bytes: i })),
        );
        expect(stream.requests).toHaveLength(1);
      },
    ),
    { numRuns: 100 },
  );
});

test("an event takes effect only with its empty line", async () => {
  const stream = scriptedStream();
  stream.client.follow("aps");
  stream.client.start();
  await stream.clock.run(100);
  const text = sseText({ event: "snapshot-complete", data: { position: position(1), topics: ["aps"] } });
  await stream.sendBytes(new TextEncoder().encode(text.slice(0, -1)));
  expect(stream.store.status("aps")).toBe("pending");
  await stream.sendBytes(new TextEncoder().encode("\n"));
  expect(stream.store.status("aps")).toBe("ready");
});
