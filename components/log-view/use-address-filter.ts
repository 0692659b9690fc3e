/** A filter that is kept in the address, so that it can be sent on, reloaded and gone back to. */
"use client";

import { useSearchParams } from "next/navigation";
import { useEffect, useMemo, useRef, useState } from "react";

const TYPING_PAUSE_MS = 250;

export type FilterAddress<F> = {
  read(params: { get(name: string): string | null }): F;
  /** The parameters; empty for the filter that narrows nothing. */
  write(filter: F): string;
};

/**
 * The address follows when the typing pauses; the filter follows the address when somebody else changes it.
 * @param address the same object at every call.
 */
export function useAddressFilter<F extends object>(
  address: FilterAddress<F>,
): { filter: F; change: (part: Partial<F>) => void } {
  const params = useSearchParams();
  const query = params.toString();
  const [filter, setFilter] = useState(() => address.read(params));
  const written = useRef(query);
  // The address was changed by somebody else: a link, the Back button.
  useEffect(() => {
    if (query === written.current) return;
    written.current = query;
    setFilter(address.read(new URLSearchParams(query)));
  }, [address, query]);
  useEffect(() => {
    const next = address.write(filter);
    if (next === written.current) return;
    const timer = setTimeout(() => {
      written.current = next;
      window.history.replaceState(null, "", next === "" ? window.location.pathname : `?${next}`);
    }, TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [address, filter]);
  return useMemo(() => ({ filter, change: (part) => setFilter((old) => ({ ...old, ...part })) }), [filter]);
}
