/** A filtered log: live lines as they arrive, older ones page by page from the store. */
"use client";

import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { useCommand } from "@/lib/client/commands";
import { useRowKeys, useTopic } from "@/lib/client/rows/hooks";
import { useLive } from "@/lib/client/stream/live-context";
import type { LogLine } from "@/lib/contracts/logs";
import { type LogFilter, type LogTopic, matches, queryOf } from "./log-query";
import { EMPTY_WINDOW, follow, type LogWindow, olderThan, prepend } from "./log-window";
import type { OlderState } from "./older-loader";

const PAGE_LINES = 500;
/** The pause after the last keystroke in the filter before it is queried. */
const SETTLE_MS = 250;

/** The lines to show and the state of loading. */
export type FollowedLog = {
  pending: boolean;
  lines: readonly LogLine[];
  older: OlderState;
  /** How many stored lines were searched for the text of the filter last; null without a text. */
  searched: number | null;
  /** Loads one more page. */
  loadOlder: () => void;
};

/** @param filter must stay the same object while it does not change */
export function useLog(topic: LogTopic, filter: LogFilter): FollowedLog {
  const run = useCommand();
  const { store } = useLive();
  const status = useTopic(topic);
  const keys = useRowKeys(topic);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const [older, setOlder] = useState<OlderState>({ phase: "asking" });
  const [searched, setSearched] = useState<number | null>(null);
  const held = useRef<{
    topic: LogTopic;
    filter: LogFilter;
    keys: readonly string[] | null;
    window: LogWindow;
  }>({
    topic,
    filter,
    keys: null,
    window: EMPTY_WINDOW,
  });
  if (held.current.filter !== filter || held.current.topic !== topic)
    held.current = { topic, filter, keys: null, window: EMPTY_WINDOW };
  if (held.current.keys !== keys) {
    const live = keys.flatMap((key) => store.row(topic, key) ?? []);
    held.current.keys = keys;
    held.current.window = follow(held.current.window, live, (line) => matches(line, filter));
  }
  const { window } = held.current;

  const loadOlder = useCallback(async () => {
    const { topic: askedTopic, filter: asked } = held.current;
    const before = olderThan(held.current.window);
    setOlder({ phase: "asking" });
    const answer = await run("logs.read", { ...queryOf(askedTopic, asked), before, limit: PAGE_LINES });
    // The filter has changed meanwhile: drop this page.
    if (held.current.filter !== asked || held.current.topic !== askedTopic) return;
    if (!answer.ok) return setOlder({ phase: "failed", fault: answer.fault });
    held.current.window = prepend(held.current.window, answer.value.lines);
    setOlder({ phase: answer.value.more ? "more" : "beginning" });
    setSearched(answer.value.searched);
    redraw();
  }, [run]);

  // The first page of each filter loads automatically, so that a search covers the whole log.
  const ready = status === "ready";
  useEffect(() => {
    if (!ready) return;
    setOlder({ phase: "asking" });
    const timer = setTimeout(() => void loadOlder(), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [ready, topic, filter, loadOlder]);

  return { pending: !ready, lines: window.lines, older, searched, loadOlder: () => void loadOlder() };
}
