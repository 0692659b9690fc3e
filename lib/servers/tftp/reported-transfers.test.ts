import { expect, test } from "vitest";
import { fakeClock } from "@/lib/testing/fake-clock";
import { ReportedTransfers } from "./reported-transfers";
import type { FromTftpThread } from "./tftp-channel";

const started = {
  protocol: "tftp",
  direction: "send",
  client: { address: "192.0.2.1", port: 1024 },
  server: { address: "192.0.2.9", port: 2048 },
  path: "a",
  size: 100,
  abort: () => undefined,
} as const;

test("counters are reported in one message four times a second, only those that changed, and none when nothing runs", () => {
  const clock = fakeClock();
  const posted: FromTftpThread[] = [];
  const transfers = new ReportedTransfers(clock, (message) => void posted.push(message));
  const [first, second] = [transfers.open(started), transfers.open({ ...started, size: 50 })];
  expect(posted.map(({ kind }) => kind)).toEqual(["opened", "opened"]);
  posted.length = 0;

  for (let i = 0; i < 1000; i++) first.bytes++;
  second.retransmissions = 3;
  clock.advance(250);
  expect(posted).toEqual([{ kind: "progress", counters: Float64Array.of(1, 1000, 0, 0, 2, 0, 3, 0) }]);
  second.bytes = 7;
  clock.advance(250);
  expect(posted[1]).toEqual({ kind: "progress", counters: Float64Array.of(2, 7, 3, 0) });
  clock.advance(1000);
  expect(posted).toHaveLength(2);

  first.end("complete");
  second.discard();
  expect(posted.slice(2)).toEqual([
    {
      kind: "ended",
      transfer: 1,
      outcome: "complete",
      cause: null,
      counters: Float64Array.of(1, 1000, 0, 0),
    },
    { kind: "discarded", transfer: 2 },
  ]);
  clock.advance(1000);
  expect(posted).toHaveLength(4);
});
