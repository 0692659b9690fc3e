/** Loads the stored history page by page; reloads when the filter changes or a transfer ends. */
"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { useCommand } from "@/lib/client/commands";
import type { Fault } from "@/lib/contracts/fault";
import type { TransferHistoryQuery, TransferRow } from "@/lib/contracts/transfers";

/** The filter of the history. */
export type HistoryFilter = Pick<TransferHistoryQuery, "text" | "outcome" | "protocol"> & {
  /** The time of a run; must stay the same object while it does not change. */
  during: TransferHistoryQuery["during"];
};
type Loaded = { rows: TransferRow[]; more: boolean };

const PAGE_ROWS = 50;
const MAX_ROWS = 500;
/** Keystrokes and ended transfers within this time cause one request. */
const SETTLE_MS = 350;

/** @param newestEnd a number that changes when a transfer ends */
export function useHistory(filter: HistoryFilter, newestEnd: number) {
  const run = useCommand();
  const [loaded, setLoaded] = useState<Loaded>();
  const [fault, setFault] = useState<Fault>();
  const [busy, setBusy] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const shown = useRef(PAGE_ROWS);
  const latestRequest = useRef(0);
  const { text, outcome, protocol, during } = filter;

  // A new filter starts with one page.
  useEffect(() => {
    shown.current = PAGE_ROWS;
  }, [text, outcome, protocol, during]);

  // A change of `newestEnd` or `attempt` reloads.
  useEffect(() => {
    const request = ++latestRequest.current;
    const timer = setTimeout(() => {
      const limit = Math.min(MAX_ROWS, shown.current);
      const query = { text, outcome, protocol, ...(during && { during }), before: null, limit };
      void run("transfers.history", query).then((answer) => {
        if (request !== latestRequest.current) return;
        if (answer.ok) setLoaded(answer.value);
        setFault(answer.ok ? undefined : answer.fault);
      });
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [run, text, outcome, protocol, during, newestEnd, attempt]);

  const older = useCallback(async () => {
    const last = loaded?.rows.at(-1);
    if (!loaded || !last) return;
    setBusy(true);
    const request = ++latestRequest.current;
    // Several may have ended in the same millisecond: load those again and drop the known ones by id.
    const sameInstant = loaded.rows.filter((row) => row.endedAt === last.endedAt).length;
    const before = (last.endedAt ?? last.startedAt) + 1;
    const limit = Math.min(MAX_ROWS, PAGE_ROWS + sameInstant);
    const query = { text, outcome, protocol, ...(during && { during }), before, limit };
    const answer = await run("transfers.history", query);
    setBusy(false);
    if (request !== latestRequest.current) return;
    setFault(answer.ok ? undefined : answer.fault);
    if (!answer.ok) return;
    const known = new Set(loaded.rows.map((row) => row.id));
    const rows = [...loaded.rows, ...answer.value.rows.filter((row) => !known.has(row.id))];
    shown.current = rows.length;
    setLoaded({ rows, more: answer.value.more });
  }, [run, loaded, text, outcome, protocol, during]);

  return { loaded, fault, busy, older, retry: () => setAttempt((n) => n + 1) };
}
