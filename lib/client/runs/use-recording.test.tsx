// @vitest-environment happy-dom
import { act } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { RecordingPacker } from "@/lib/contracts/recording/pack";
import type { RecordedPiece } from "@/lib/contracts/runs";
import { livePage } from "@/lib/testing/live-page";
import { useRecording } from "./use-recording";

const RUN = 4;
const STARTED_AT = 1_000;
const bytesOf = (pieces: readonly Uint8Array[]) => Buffer.concat(pieces);

/** A recording of marks on the server, which a page reads and follows. */
function recorded() {
  const packer = new RecordingPacker();
  const pieces: Uint8Array[] = [];
  const server = {
    requests: [] as string[],
    answer: () => Promise.resolve(new Response(bytesOf(pieces))),
    /** Appends to the recording. @returns the piece as the stream says it */
    mark(text: string): RecordedPiece {
      packer.add({ kind: "mark", at: STARTED_AT + pieces.length, text });
      const bytes = packer.take();
      const offset = bytesOf(pieces).length;
      pieces.push(bytes);
      return { run: RUN, offset, bytes: Buffer.from(bytes).toString("base64") };
    },
  };
  vi.spyOn(globalThis, "fetch").mockImplementation((url) => {
    server.requests.push(String(url));
    return server.answer();
  });
  return server;
}

let page = livePage();
beforeEach(() => {
  page = livePage();
});

const follow = () => {
  const { result, unmount } = page.renderHook(() => useRecording(RUN, STARTED_AT));
  const texts = () => result.current.timeline?.marks.map(({ text }) => text) ?? null;
  return { result, unmount, texts };
};
/** A snapshot of the stream, after which what the page reads over HTTP has arrived. */
const stream = (pieces: readonly RecordedPiece[] = [], epoch = "abcdef1") =>
  act(async () => {
    const rows = pieces.map((row) => ({ key: `${row.offset}`, row }));
    page.store.apply({ event: "snapshot", data: { topic: "recording", rows } });
    const data = { position: { epoch, seq: 0 }, topics: ["recording" as const] };
    page.store.apply({ event: "snapshot-complete", data });
    await new Promise((resolve) => setImmediate(resolve));
  });

test("nothing is read before the stream is there, so that no piece is missed", () => {
  const server = recorded();
  server.mark("Started");
  const { result } = follow();
  expect(server.requests).toEqual([]);
  expect(result.current).toEqual({ timeline: null, revision: 0, fault: null });
});

test("a recording is read once, and then grows with the pieces of the stream", async () => {
  const server = recorded();
  server.mark("Started");
  const { result, texts } = follow();
  await stream();
  expect(texts()).toEqual(["Started"]);
  const { timeline, revision } = result.current;
  const next = server.mark("Activated");
  await stream([next]);
  expect(texts()).toEqual(["Started", "Activated"]);
  expect(result.current.timeline).toBe(timeline);
  expect(result.current.revision).toBeGreaterThan(revision);
  expect(server.requests).toEqual(["/api/runs/4/recording"]);
});

test("a piece that was in what was read is not added again, and one of another run never", async () => {
  const server = recorded();
  const first = server.mark("Started");
  const { texts } = follow();
  await stream([first, { ...first, run: 5, offset: 10_000 }]);
  await stream([first, { ...first, run: 5, offset: first.bytes.length }]);
  expect(texts()).toEqual(["Started"]);
  expect(server.requests).toHaveLength(1);
});

test("when a piece was missed, the recording is read again as a whole", async () => {
  const server = recorded();
  server.mark("Started");
  const { texts } = follow();
  await stream();
  server.mark("Missed");
  await stream([server.mark("Activated")]);
  expect(texts()).toEqual(["Started", "Missed", "Activated"]);
  expect(server.requests).toHaveLength(2);
});

test("after a restart of the program the recording is read again, because it may be shorter", async () => {
  const server = recorded();
  server.mark("Started");
  const { texts } = follow();
  await stream();
  const before = recorded();
  before.mark("Restarted");
  await stream([], "abcdef2");
  expect(texts()).toEqual(["Restarted"]);
  expect(before.requests).toHaveLength(1);
});

test("a recording that the server refuses is shown with the server's reason", async () => {
  const server = recorded();
  const reason = { code: "not-found", message: "Run 4 has no recording." };
  server.answer = () => Promise.resolve(Response.json({ fault: reason }, { status: 404 }));
  const { result } = follow();
  await stream();
  expect(result.current).toEqual({ timeline: null, revision: 0, fault: reason });
});

test("an answer that is not of this program is shown as a failure of the program", async () => {
  const server = recorded();
  server.answer = () => Promise.resolve(new Response("<h1>Bad gateway</h1>", { status: 502 }));
  const { result } = follow();
  await stream();
  expect(result.current.fault?.code).toBe("internal");
});

test("a page that is left while it reads cancels the request and shows no failure", async () => {
  const server = recorded();
  let signal: AbortSignal | undefined;
  vi.spyOn(globalThis, "fetch").mockImplementation((url, options) => {
    server.requests.push(String(url));
    signal = options?.signal ?? undefined;
    return new Promise((_, reject) => {
      signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
    });
  });
  const { result, unmount } = follow();
  await stream();
  expect(signal?.aborted).toBe(false);
  unmount();
  await new Promise((resolve) => setImmediate(resolve));
  expect(signal?.aborted).toBe(true);
  expect(result.current.fault).toBeNull();
});
