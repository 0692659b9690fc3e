import { expect, test } from "vitest";
import { fault } from "@/lib/contracts/fault";
import { type ServerStatus, serverStatusSchema } from "@/lib/contracts/servers";
import { ServerMeter } from "./server-meter";

function setUp() {
  const timers: (() => void)[] = [];
  const rows: ServerStatus[] = [];
  let sent = 0;
  const meter = new ServerMeter({
    id: "tftp",
    address: "127.0.0.1",
    port: 6969,
    wall: {
      now: () => 0,
      elapsed: () => 0,
      after: (_delay, fn) => {
        timers.push(fn);
        return () => void timers.splice(timers.indexOf(fn), 1);
      },
    },
    onRow: (row) => void rows.push(row),
    bytesSent: () => sent,
  });
  const second = () => timers.shift()?.();
  return { meter, rows, second, timers, send: (bytes: number) => (sent += bytes) };
}

test("a new state is reported at once, with its reason", () => {
  const { meter, rows } = setUp();
  meter.state("failed", "127.0.0.1", 6969, fault("conflict", "in use"));
  expect(rows[0]).toMatchObject({ state: "failed", reason: { message: "in use" } });
  expect(serverStatusSchema.parse(rows[0])).toEqual(rows[0]);
});

test("a thousand changes within a second are reported as one row", () => {
  const { meter, rows, second } = setUp();
  for (let i = 1; i <= 1000; i++) meter.active(i);
  meter.refused("file not found");
  expect(rows).toHaveLength(0);
  second();
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    activeTransfers: 1000,
    peakTransfers: 1000,
    refused: { "file not found": 1 },
  });
});

test("the bytes of each second move through the chart, and reporting stops when the chart is empty", () => {
  const { meter, rows, second, timers, send } = setUp();
  meter.active(1);
  send(500);
  second();
  expect(rows.at(-1)?.throughput.at(-1)).toBe(500);
  send(300);
  second();
  expect(rows.at(-1)?.throughput.slice(-2)).toEqual([500, 300]);
  meter.active(0);
  meter.ended("complete");
  let seconds = 0;
  while (timers.length > 0) {
    second();
    seconds++;
  }
  expect(seconds).toBeLessThanOrEqual(121);
  expect(rows.at(-1)).toMatchObject({ bytesSent: 800, completedTransfers: 1, activeTransfers: 0 });
  expect(rows.at(-1)?.throughput.every((bytes) => bytes === 0)).toBe(true);
});
