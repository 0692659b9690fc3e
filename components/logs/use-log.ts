/** The filtered syslog of the controller: live lines as they arrive, older ones page by page from the store. */
"use client";

import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import type { OlderState } from "@/components/log-view/older-loader";
import { useCommand } from "@/lib/client/commands";
import { useRowKeys, useTopic } from "@/lib/client/rows/hooks";
import { useLive } from "@/lib/client/stream/live-context";
import type { LogLine } from "@/lib/contracts/logs";
import { type LogFilter, matches, queryOf } from "./log-filter";
import { EMPTY_WINDOW, follow, type LogWindow, olderThan, prepend } from "./log-window";

const PAGE_LINES = 500;
/** The pause after the last keystroke in the filter before it is queried. */
const SETTLE_MS = 250;

/** The lines to show and the state of loading. */
export type FollowedLog = {
  pending: boolean;
  lines: readonly LogLine[];
  older: OlderState;
  /** Loads one more page. */
  loadOlder: () => void;
};

/** @param filter must stay the same object while it does not change */
export function useLog(filter: LogFilter): FollowedLog {
  const run = useCommand();
  const { store } = useLive();
  const status = useTopic("syslog");
  const keys = useRowKeys("syslog");
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const [older, setOlder] = useState<OlderState>({ phase: "asking" });
  const held = useRef<{ filter: LogFilter; keys: readonly string[] | null; window: LogWindow }>({
    filter,
    keys: null,
    window: EMPTY_WINDOW,
  });
  if (held.current.filter !== filter) held.current = { filter, keys: null, window: EMPTY_WINDOW };
  if (held.current.keys !== keys) {
    const topic = keys.flatMap((key) => store.row("syslog", key) ?? []);
    held.current.keys = keys;
    held.current.window = follow(held.current.window, topic, (line) => matches(line, filter));
  }
  const { window } = held.current;

  const loadOlder = useCallback(async () => {
    const asked = held.current.filter;
    const before = olderThan(held.current.window);
    setOlder({ phase: "asking" });
    const answer = await run("logs.read", { ...queryOf(asked), before, limit: PAGE_LINES });
    // The filter has changed meanwhile: drop this page.
    if (held.current.filter !== asked) return;
    if (!answer.ok) return setOlder({ phase: "failed", fault: answer.fault });
    held.current.window = prepend(held.current.window, answer.value.lines);
    setOlder({ phase: answer.value.more ? "more" : "beginning" });
    redraw();
  }, [run]);

  // The first page of each filter loads automatically, so that a search covers the whole log.
  const ready = status === "ready";
  useEffect(() => {
    if (!ready) return;
    setOlder({ phase: "asking" });
    const timer = setTimeout(() => void loadOlder(), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [ready, filter, loadOlder]);

  return { pending: !ready, lines: window.lines, older, loadOlder: () => void loadOlder() };
}
