/** A table's view, kept in the address: choices at once, typed text when the typing pauses. */
"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { readView, type TableView, writeView } from "./table-view";

const TYPING_PAUSE_MS = 250;

export type ViewControl = {
  view: TableView;
  /** Changes everything but the text. */
  change: (part: Partial<Omit<TableView, "text">>) => void;
  type: (text: string) => void;
  /** Forgets text and choices; order and columns stay. */
  clear: () => void;
};

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

  // The address was changed by somebody else: a link, the Back button.
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
      store({ ...view, text: "", chosen: {} });
    },
  };
}
