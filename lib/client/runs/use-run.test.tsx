// @vitest-environment happy-dom
import { act } from "@testing-library/react";
import { expect, test } from "vitest";
import { type Answer, fault } from "@/lib/contracts/fault";
import type { RunFacts, RunRow } from "@/lib/contracts/runs";
import { livePage } from "@/lib/testing/live-page";
import { useRun } from "./use-run";

const row = (number: number, status = "Predownload"): RunRow => ({
  number,
  upgradeId: `u${number}`,
  mode: "tftp",
  startedBy: "anna",
  startedAt: 1,
  endedAt: null,
  outcome: "running",
  state: "ap-predownload-in-progress",
  stage: null,
  rehearsedAt: null,
  prediction: null,
  fromVersion: null,
  targetVersion: null,
  percent: 10,
  apTotal: 12,
  apComplete: 0,
  apFailed: 0,
  bytesMoved: 0,
  status,
  fault: null,
});
const facts = (number: number): RunFacts => ({ row: row(number), profile: null, recordingBytes: 9 });

/** A page whose answers to `runs.read` the test gives when it wants. */
function asked() {
  const waiting = new Map<number, (answer: Answer<RunFacts>) => void>();
  const page = livePage({
    "runs.read": ({ number }) => new Promise((resolve) => void waiting.set(number, resolve)),
  });
  const answer = (number: number, read: Answer<RunFacts>) =>
    act(async () => {
      waiting.get(number)?.(read);
      await Promise.resolve();
    });
  return { page, answer, found: (number: number) => answer(number, { ok: true, value: facts(number) }) };
}

test("an old run that is not among the live rows is shown from what was read", async () => {
  const { page, found } = asked();
  const { result } = page.renderHook(() => useRun(3));
  expect(result.current).toEqual({ row: undefined, facts: null, fault: null });
  await found(3);
  expect(result.current).toEqual({ row: row(3), facts: facts(3), fault: null });
});

test("a live row is newer than the row that was read, and changes with the run", async () => {
  const { page, found } = asked();
  page.put("runs", { 7: row(7, "Ready") });
  const { result } = page.renderHook(() => useRun(7));
  await found(7);
  expect(result.current.row?.status).toBe("Ready");
  page.patch("runs", "7", { status: "Activated" });
  expect(result.current.row?.status).toBe("Activated");
});

test("a run that cannot be read is shown with the reason", async () => {
  const { page, answer } = asked();
  const { result } = page.renderHook(() => useRun(8));
  const reason = fault("not-found", "There is no run 8.");
  await answer(8, { ok: false, fault: reason });
  expect(result.current).toEqual({ row: undefined, facts: null, fault: reason });
});

test("without a number nothing is asked for", () => {
  const { page } = asked();
  const { result } = page.renderHook(() => useRun(null));
  expect(result.current).toEqual({ row: undefined, facts: null, fault: null });
  expect(page.run.given).toEqual([]);
});

test("an answer about the run that was chosen before does not replace the chosen one", async () => {
  const { page, found } = asked();
  let number = 3;
  const { result, rerender } = page.renderHook(() => useRun(number));
  number = 4;
  rerender();
  await found(4);
  await found(3);
  expect(result.current.facts).toEqual(facts(4));
});
