// @vitest-environment happy-dom
import { act, cleanup } from "@testing-library/react";
import type { SubmitEvent } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fault } from "@/lib/contracts/fault";
import type { ListedAp, ListingReading } from "@/lib/contracts/lab-listing";
import type { fakeCommands } from "@/lib/testing/fake-commands";
import { livePage } from "@/lib/testing/live-page";
import { useImport } from "./use-import";
import { useListing } from "./use-listing";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const ap = (name: string, model = "C9120AXI-E"): ListedAp => ({
  name,
  model,
  backup: "0.0.0.0",
  assumed: [],
  unknownModel: false,
  lines: [1],
});
const reading = (...aps: ListedAp[]): ListingReading => ({
  aps,
  kinds: ["CSV"],
  controller: { name: null, running: null },
  rejected: [],
  warnings: [],
});
type Answers = Parameters<typeof fakeCommands>[0];
const read: Answers = {
  "lab.read-listing": ({ text }) => ({
    ok: true,
    value: reading(...text.split(",").map((name) => ap(name))),
  }),
};
const settle = () => act(() => vi.advanceTimersByTimeAsync(1000));
const submitEvent = { preventDefault: () => undefined } as SubmitEvent<HTMLFormElement>;

async function typedImport(answers: Answers, text: string) {
  const page = livePage({ ...read, ...answers });
  const { result } = page.renderHook(() => useImport(true));
  act(() => result.current.change({ text }));
  await settle();
  return { page, result };
}

test("useListing reads a text once the user pauses, and shows only the answer to the latest text", async () => {
  const page = livePage(read);
  let text = "";
  const { result, rerender } = page.renderHook(() =>
    useListing(text === "" ? null : { text, defaultModel: "C9120AXI-E" }, true),
  );
  expect(result.current).toEqual({ reading: null, pending: false, fault: null });
  for (text of ["a", "a,b", "a,b,c"]) {
    rerender();
    expect(result.current.pending).toBe(true);
    await act(() => vi.advanceTimersByTimeAsync(100));
  }
  await settle();
  expect(page.run.given.map(({ input }) => input)).toEqual([{ text: "a,b,c", defaultModel: "C9120AXI-E" }]);
  expect(result.current.pending).toBe(false);
  expect(result.current.reading?.aps).toHaveLength(3);
});

test("useListing keeps the previous reading while the next one is pending, and reports why a text was refused", async () => {
  const page = livePage({
    "lab.read-listing": ({ text }) =>
      text === "bad"
        ? { ok: false, fault: fault("bad-input", "Unreadable.") }
        : { ok: true, value: reading(ap(text)) },
  });
  let text = "good";
  const { result, rerender } = page.renderHook(() => useListing({ text, defaultModel: "C9120AXI-E" }, true));
  await settle();
  text = "bad";
  rerender();
  expect(result.current).toMatchObject({ pending: true, fault: null, reading: { aps: [{ name: "good" }] } });
  await settle();
  expect(result.current).toMatchObject({ pending: false, fault: { message: "Unreadable." }, reading: null });
});

test("useImport asks before it replaces the fleet, then imports with the host and clears the text", async () => {
  const { page, result } = await typedImport(
    { "lab.import": ({ text }) => ({ ok: true, value: { added: text.split(",").length } as never }) },
    "a,b",
  );
  act(() => result.current.setHost(" B "));
  expect(result.current.ready).toBe(true);
  act(() => result.current.submit(submitEvent));
  expect(result.current.asking).toBe(true);
  await act(() => result.current.importFleet());
  expect(page.run.given.at(-1)).toEqual({
    type: "lab.import",
    input: { text: "a,b", defaultModel: "C9120AXI-E", into: "replace", host: "b" },
  });
  expect(result.current.imported).toEqual({ into: "replace", added: 2 });
  expect(result.current.values.text).toBe("");
});

test("useImport adds to the fleet without asking, and keeps the text when that is refused", async () => {
  const refusal = fault("bad-input", "a is taken.");
  const { result } = await typedImport({ "lab.import": () => ({ ok: false, fault: refusal }) }, "a");
  act(() => result.current.setInto("add"));
  act(() => result.current.submit(submitEvent));
  await settle();
  expect(result.current.asking).toBe(false);
  expect(result.current.fault).toEqual(refusal);
  expect(result.current.values.text).toBe("a");
  act(() => result.current.change({ text: "b" }));
  expect(result.current.fault).toBeUndefined();
});

test("useImport is not ready with a host that is not in the listing, unless the fleet is only added to", async () => {
  const { result } = await typedImport({}, "a");
  act(() => result.current.setHost("elsewhere"));
  expect(result.current.host.errors).toHaveLength(1);
  expect(result.current.ready).toBe(false);
  act(() => result.current.setInto("add"));
  expect(result.current.ready).toBe(true);
});
