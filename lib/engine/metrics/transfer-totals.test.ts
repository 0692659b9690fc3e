/** Sums of transfers for the metrics: they only rise, and count each transfer once. */
import { expect, test } from "vitest";
import type { TransferRow } from "@/lib/contracts/transfers";
import { TransferTotals } from "./transfer-totals";

const row = (id: string, set: Partial<TransferRow>): TransferRow =>
  ({ id, protocol: "tftp", direction: "send", bytes: 0, outcome: "running", ...set }) as TransferRow;

test("bytes of a running transfer count as they arrive, and its end counts once", () => {
  const totals = new TransferTotals();
  totals.update(row("a", { bytes: 100 }));
  totals.update(row("a", { bytes: 250 }));
  expect(totals.sums()).toMatchObject([{ running: 1, bytes: 250, ended: { complete: 0 } }]);
  const last = row("a", { bytes: 300, outcome: "complete" });
  totals.update(last);
  totals.end(last);
  expect(totals.sums()).toEqual([
    {
      protocol: "tftp",
      direction: "send",
      running: 0,
      bytes: 300,
      ended: { complete: 1, failed: 0, aborted: 0 },
    },
  ]);
});

test("a row of an ended transfer that changes afterwards, such as its verified digest, is not counted again", () => {
  const totals = new TransferTotals();
  totals.end(row("a", { bytes: 300, outcome: "complete" }));
  totals.update(row("a", { bytes: 300, outcome: "complete", digestVerified: true }));
  expect(totals.sums()).toMatchObject([{ running: 0, bytes: 300, ended: { complete: 1 } }]);
});

test("a discarded transfer is no longer running and has no outcome", () => {
  const totals = new TransferTotals();
  totals.update(row("a", {}));
  totals.remove("a");
  expect(totals.sums()).toMatchObject([{ running: 0, ended: { complete: 0, failed: 0, aborted: 0 } }]);
});

test("bytes never fall, even when a transfer begins again", () => {
  const totals = new TransferTotals();
  totals.update(row("a", { bytes: 500 }));
  totals.update(row("a", { bytes: 0 }));
  totals.update(row("a", { bytes: 20 }));
  expect(totals.sums()).toMatchObject([{ bytes: 520 }]);
});

test("protocols and directions have sums of their own", () => {
  const totals = new TransferTotals();
  totals.end(row("a", { bytes: 1, outcome: "failed" }));
  totals.end(row("b", { bytes: 2, outcome: "aborted", direction: "fetch" }));
  totals.end(row("c", { bytes: 4, outcome: "complete", protocol: "sftp" }));
  expect(totals.sums().map(({ protocol, direction, bytes }) => [protocol, direction, bytes])).toEqual([
    ["tftp", "send", 1],
    ["tftp", "fetch", 2],
    ["sftp", "send", 4],
  ]);
});
