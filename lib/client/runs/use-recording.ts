/** The recording of a run in the browser: read once over HTTP, then continued from the stream. */
"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { type Fault, fault } from "@/lib/contracts/fault";
import type { RecordedPiece } from "@/lib/contracts/runs";
import { useTopic } from "../rows/hooks";
import { thrownFault } from "../schemas";
import { useLive } from "../stream/live-context";
import { RunTimeline } from "./run-timeline";

export type FollowedRecording = {
  /** Null until it was read. The same object while it grows; `revision` changes instead. */
  timeline: RunTimeline | null;
  revision: number;
  fault: Fault | null;
};

/** @param startedAt wall milliseconds of the start of the run */
export function useRecording(number: number, startedAt: number): FollowedRecording {
  const { store } = useLive();
  const status = useTopic("recording");
  const [state, setState] = useState<FollowedRecording>({ timeline: null, revision: 0, fault: null });
  const held = useRef<{ timeline: RunTimeline | null; epoch: string | undefined }>({
    timeline: null,
    epoch: undefined,
  });

  const read = useCallback(
    async (signal: AbortSignal) => {
      held.current = { timeline: null, epoch: store.position?.epoch };
      try {
        const bytes = await fetchRecording(number, signal);
        const timeline = new RunTimeline(startedAt);
        timeline.append(bytes);
        held.current.timeline = timeline;
        setState(({ revision }) => ({ timeline, revision: revision + 1, fault: null }));
      } catch (thrown) {
        const reason = await thrownFault(thrown);
        if (!signal.aborted) setState((before) => ({ ...before, fault: reason }));
      }
    },
    [store, number, startedAt],
  );

  useEffect(() => {
    if (status !== "ready") return;
    let reading = new AbortController();
    const readAgain = () => {
      reading.abort();
      reading = new AbortController();
      return read(reading.signal).then(follow);
    };
    const follow = (): void => {
      const { timeline, epoch } = held.current;
      if (timeline === null) return;
      // After a restart of the program the recording may be shorter than what was shown before.
      if (epoch !== store.position?.epoch) return void readAgain();
      const pieces = store.keys("recording").flatMap((key) => store.row("recording", key) ?? []);
      const added = addPieces(timeline, pieces, number);
      if (added === "missing") return void readAgain();
      if (added === "some") setState((before) => ({ ...before, revision: before.revision + 1 }));
    };
    const unsubscribe = store.subscribeTopic("recording", follow);
    void readAgain();
    return () => {
      reading.abort();
      unsubscribe();
    };
  }, [status, store, number, read]);

  return state;
}

async function fetchRecording(number: number, signal: AbortSignal): Promise<Uint8Array> {
  const response = await fetch(`/api/runs/${number}/recording`, { signal, cache: "no-store" });
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  const body: unknown = await response.json().catch(() => null);
  throw Object.assign(new Error(), {
    fault: typeof body === "object" && body !== null && "fault" in body ? body.fault : fault("internal"),
  });
}

/** Adds what the timeline does not have yet; `missing` when there is a hole between the two. */
function addPieces(
  timeline: RunTimeline,
  pieces: readonly RecordedPiece[],
  number: number,
): "none" | "some" | "missing" {
  let added: "none" | "some" = "none";
  for (const piece of pieces) {
    if (piece.run !== number) continue;
    if (piece.offset > timeline.bytes) return "missing";
    const bytes = Uint8Array.from(atob(piece.bytes), (character) => character.charCodeAt(0));
    // Both sides end with whole records, so a piece is known as a whole or not at all.
    if (piece.offset < timeline.bytes) continue;
    timeline.append(bytes);
    added = "some";
  }
  return added;
}
