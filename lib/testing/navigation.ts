/** Stands in for `next/navigation` in tests of components: reads the location of the test's window. */
import { useMemo, useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
const notifyListeners = () => {
  for (const listener of listeners) listener();
};

/** Next updates its hooks when a page calls the History API; so does this. */
for (const method of ["pushState", "replaceState"] as const) {
  const original = window.history[method].bind(window.history);
  window.history[method] = (...args) => {
    original(...args);
    notifyListeners();
  };
}
window.addEventListener("popstate", notifyListeners);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export const usePathname = (): string => useSyncExternalStore(subscribe, () => window.location.pathname);

export function useSearchParams(): URLSearchParams {
  const search = useSyncExternalStore(subscribe, () => window.location.search);
  return useMemo(() => new URLSearchParams(search), [search]);
}

/** Changes the location without a page: nothing is prefetched or rendered. */
export const useRouter = () => router;
const router = {
  push: (href: string) => window.history.pushState(null, "", href),
  prefetch: () => undefined,
};
