import fc from "fast-check";
import { expect, test } from "vitest";
import { createSseParser } from "./sse-parser";

const event = fc.record({
  event: fc.constantFrom("snapshot", "delta", "message"),
  data: fc.json(),
  id: fc.option(
    fc.nat(1e6).map((n) => `abcdef1-${n}`),
    { nil: undefined },
  ),
});

test("whatever the pieces in which the bytes arrive, the same events come out", () => {
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 8 }),
      fc.array(fc.nat(40)),
      fc.constantFrom("\n", "\r\n", "\r"),
      (events, cuts, end) => {
        const text = events
          .map((e) =>
            [
              `event: ${e.event}`,
              ...(e.id === undefined ? [] : [`id: ${e.id}`]),
              `data: ${e.data}`,
              "",
              ": beat",
              "",
            ]
              .map((line) => line + end)
              .join(""),
          )
          .join("");
        const parser = createSseParser();
        const got = [];
        let rest = text;
        for (const cut of cuts) {
          got.push(...parser.push(rest.slice(0, cut)));
          rest = rest.slice(cut);
        }
        // One more line: a CR at the very end waits for what follows it.
        got.push(...parser.push(rest), ...parser.push(`:${end}`));
        let id: string | undefined;
        expect(got).toEqual(
          events.map((e) => {
            id = e.id ?? id;
            return { event: e.event, data: e.data, id };
          }),
        );
      },
    ),
    { numRuns: 200 },
  );
});

test("data over several lines is joined, comments and events without data vanish", () => {
  const parser = createSseParser();
  expect(parser.push(": open\n\nevent: ping\n\ndata: a\ndata:b\n\n")).toEqual([
    { event: "message", data: "a\nb", id: undefined },
  ]);
});

test("an event is not handed out before its empty line", () => {
  const parser = createSseParser();
  expect(parser.push("data: 1\n")).toEqual([]);
  expect(parser.push("\n")).toHaveLength(1);
});
