import { expect, test } from "vitest";
import { isMarked, OwnProbes } from "./own-probes";

test("another thread sees by the marks which requests are own probes, until they end", () => {
  const probes = new OwnProbes();
  const client = (address: string, port: number) => isMarked(probes.marks, { address, port });
  const end = probes.begin("127.0.0.1", 5000);
  const endAny = probes.begin("0.0.0.0", 5001);
  expect(client("127.0.0.1", 5000)).toBe(true);
  expect(client("::ffff:127.0.0.1", 5000)).toBe(true);
  expect(client("127.0.0.2", 5000)).toBe(false);
  expect(client("192.0.2.7", 5001)).toBe(true);
  const endSecond = probes.begin("127.0.0.2", 5000);
  end();
  expect(client("127.0.0.1", 5000)).toBe(false);
  expect(client("127.0.0.2", 5000)).toBe(true);
  endSecond();
  endAny();
  expect([client("127.0.0.2", 5000), client("192.0.2.7", 5001)]).toEqual([false, false]);
});
