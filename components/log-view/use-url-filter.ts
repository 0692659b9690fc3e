/** A filter that lives in the URL, so that a filtered view survives a reload and can be shared. */
"use client";

import { useSearchParams } from "next/navigation";
import { useEffect, useMemo, useRef, useState } from "react";

const TYPING_PAUSE_MS = 250;

/** How a filter is written to the URL and read from it. */
export type UrlFormat<F> = {
  read(params: { get(name: string): string | null }): F;
  /** The URL's parameters; empty for no filter. */
  write(filter: F): string;
};

/**
 * Typing updates the URL after a pause; a link or the Back button updates the filter.
 * @param format must be the same object on every call
 */
export function useUrlFilter<F extends object>(
  format: UrlFormat<F>,
): { filter: F; change: (part: Partial<F>) => void } {
  const params = useSearchParams();
  const query = params.toString();
  const [filter, setFilter] = useState(() => format.read(params));
  const written = useRef(query);
  // A link or the Back button changed the URL.
  useEffect(() => {
    if (query === written.current) return;
    written.current = query;
    setFilter(format.read(new URLSearchParams(query)));
  }, [format, query]);
  useEffect(() => {
    const next = format.write(filter);
    if (next === written.current) return;
    const timer = setTimeout(() => {
      written.current = next;
      window.history.replaceState(null, "", next === "" ? window.location.pathname : `?${next}`);
    }, TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [format, filter]);
  return useMemo(() => ({ filter, change: (part) => setFilter((old) => ({ ...old, ...part })) }), [filter]);
}
