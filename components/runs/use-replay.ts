/** The replay of a page: its clock, and the instant in the URL (`?t=`, seconds since the start of the run). */
"use client";

import { useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { type FrameScheduler, ReplayClock } from "@/lib/client/runs/replay-clock";

const URL_EVERY_MS = 400;

const onFrame: FrameScheduler = (draw) => {
  const frame = requestAnimationFrame(draw);
  return () => cancelAnimationFrame(frame);
};

/** Seconds in the URL; null when there are none, or they are no number. */
function secondsIn(params: { get(name: string): string | null }): number | null {
  const text = params.get("t") ?? "";
  return /^\d{1,9}(\.\d{1,3})?$/.test(text) ? Number(text) : null;
}

/** @param startedAt wall milliseconds; `end` grows while the run is under way */
export function useReplay(startedAt: number, end: number): ReplayClock {
  const params = useSearchParams();
  const [clock] = useState(() => {
    const seconds = secondsIn(params);
    return new ReplayClock(onFrame, startedAt, end, seconds === null ? null : startedAt + seconds * 1_000);
  });
  useEffect(() => clock.setRange(startedAt, end), [clock, startedAt, end]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const write = () => {
      timer = undefined;
      const next = new URLSearchParams(window.location.search);
      if (clock.isAtEnd) next.delete("t");
      else next.set("t", ((clock.instant - clock.from) / 1_000).toFixed(1));
      const query = next.toString();
      window.history.replaceState(null, "", query === "" ? window.location.pathname : `?${query}`);
    };
    let wasAtEnd = clock.isAtEnd;
    const unsubscribe = clock.subscribe(() => {
      // At the newest instant the URL has none, however much the run grows.
      if (clock.isAtEnd && wasAtEnd) return;
      wasAtEnd = clock.isAtEnd;
      timer ??= setTimeout(write, URL_EVERY_MS);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
      clock.pause();
    };
  }, [clock]);
  return clock;
}

/** Renders again when the clock changes, at most every so many milliseconds. */
export function useClockChange(clock: ReplayClock, everyMs = 100): number {
  const [change, setChange] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = clock.subscribe(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        setChange((count) => count + 1);
      }, everyMs);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [clock, everyMs]);
  return change;
}
