/** Pages of the stored history: asked anew when the filter changes or another transfer ends, never per byte. */
"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { type Fault, faultOf } from "@/lib/contracts/fault";
import type { TransferHistoryQuery, TransferRow } from "@/lib/contracts/transfers";
import type { TransferActions } from "./transfer-actions";

export type HistoryFilter = Pick<TransferHistoryQuery, "text" | "outcome" | "protocol">;
type Loaded = { rows: TransferRow[]; more: boolean };

const PAGE = 50;
const MOST = 500;
/** Typing and a burst of transfers that end become one question. */
const SETTLE_MS = 350;

export function useHistory(ask: TransferActions["history"], filter: HistoryFilter, newestEnd: number) {
  const [loaded, setLoaded] = useState<Loaded>();
  const [fault, setFault] = useState<Fault>();
  const [busy, setBusy] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const shown = useRef(PAGE);
  const turn = useRef(0);
  const { text, outcome, protocol } = filter;

  // Another filter begins with one page again.
  useEffect(() => {
    shown.current = PAGE;
  }, [text, outcome, protocol]);

  // `newestEnd` and `attempt` are reasons to ask again.
  useEffect(() => {
    const mine = ++turn.current;
    const timer = setTimeout(() => {
      const query = { text, outcome, protocol, before: null, limit: Math.min(MOST, shown.current) };
      ask(query)
        .catch((thrown: unknown) => ({ ok: false as const, fault: faultOf(thrown) }))
        .then((answer) => {
          if (mine !== turn.current) return;
          if (answer.ok) setLoaded(answer.value);
          setFault(answer.ok ? undefined : answer.fault);
        });
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [ask, text, outcome, protocol, newestEnd, attempt]);

  const older = useCallback(async () => {
    const last = loaded?.rows.at(-1);
    if (!loaded || !last) return;
    setBusy(true);
    const mine = ++turn.current;
    // Several may have ended in the same millisecond: asked for again, and known by their ids.
    const alike = loaded.rows.filter((row) => row.endedAt === last.endedAt).length;
    const before = (last.endedAt ?? last.startedAt) + 1;
    const query = { text, outcome, protocol, before, limit: Math.min(MOST, PAGE + alike) };
    const answer = await ask(query).catch((thrown: unknown) => ({
      ok: false as const,
      fault: faultOf(thrown),
    }));
    setBusy(false);
    if (mine !== turn.current) return;
    setFault(answer.ok ? undefined : answer.fault);
    if (!answer.ok) return;
    const known = new Set(loaded.rows.map((row) => row.id));
    const rows = [...loaded.rows, ...answer.value.rows.filter((row) => !known.has(row.id))];
    shown.current = rows.length;
    setLoaded({ rows, more: answer.value.more });
  }, [ask, loaded, text, outcome, protocol]);

  return { loaded, fault, busy, older, retry: () => setAttempt((n) => n + 1) };
}
