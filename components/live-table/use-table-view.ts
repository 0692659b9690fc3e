/** Keeps a table's view in the URL: filters immediately, typed text when the typing pauses. */
"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { readView, type TableView, writeView } from "./table-view";

const TYPING_PAUSE_MS = 250;

/** A view, and how to change it. */
export type ViewControl = {
  view: TableView;
  /** Changes everything but the text. */
  change: (part: Partial<Omit<TableView, "text">>) => void;
  type: (text: string) => void;
  /** Removes all filters; sort order and columns stay. */
  clear: () => void;
};

/** The view of the table on this page. The lists must be the same objects at every render. */
export function useTableView(columns: readonly string[], facets: readonly string[]): ViewControl {
  const params = useSearchParams();
  const stored = useMemo(() => readView(params, { columns, facets }), [params, columns, facets]);
  const [text, setText] = useState(stored.text);
  const written = useRef(stored.text);
  const view = useMemo(() => ({ ...stored, text }), [stored, text]);

  const store = useCallback(
    (next: TableView) => {
      written.current = next.text;
      const query = writeView(next, facets, new URLSearchParams(window.location.search));
      window.history.replaceState(null, "", query === "" ? window.location.pathname : `?${query}`);
    },
    [facets],
  );

  // Something else changed the URL: a link or the Back button.
  useEffect(() => {
    if (stored.text === written.current) return;
    written.current = stored.text;
    setText(stored.text);
  }, [stored.text]);

  useEffect(() => {
    if (text === stored.text) return;
    const timer = setTimeout(() => store({ ...stored, text }), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, stored, store]);

  return {
    view,
    change: (part) => store({ ...view, ...part }),
    type: setText,
    clear: () => {
      setText("");
      store({ ...view, text: "", filters: {} });
    },
  };
}
