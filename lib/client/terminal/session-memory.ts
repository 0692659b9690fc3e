/**
 * Remembers the command line session of this tab across reloads. A duplicated tab gets a copy of the session id, but
 * only one tab can hold the lock of the session; the other starts its own.
 */
const STORAGE_KEY = "ewc.terminal";
/** A page that is being left releases its session within this time. */
const LOCK_TIMEOUT_MS = 3000;

let release: (() => void) | undefined;

/** The session of this tab, now locked by it; null when there is none or another tab holds it. */
export async function rememberedSession(): Promise<string | null> {
  const id = sessionStorage.getItem(STORAGE_KEY);
  if (id === null) return null;
  return (await lock(id)) ? id : null;
}

/** Remembers and locks a session; null forgets it. */
export function rememberSession(id: string | null): void {
  release?.();
  release = undefined;
  if (id === null) sessionStorage.removeItem(STORAGE_KEY);
  else {
    sessionStorage.setItem(STORAGE_KEY, id);
    void lock(id);
  }
}

/** Releases the lock, so that the next page of this tab can take over the session. */
export function releaseSession(): void {
  release?.();
  release = undefined;
}

/** Resolves with false when another tab holds the lock. */
function lock(id: string): Promise<boolean> {
  // Only secure origins have the Web Locks API. Without it, two tabs may share a session.
  const locks: LockManager | null | undefined = navigator.locks;
  if (!locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    locks
      .request(`${STORAGE_KEY}.${id}`, { signal: AbortSignal.timeout(LOCK_TIMEOUT_MS) }, () => {
        resolve(true);
        return new Promise<void>((resolveLock) => {
          release = resolveLock;
        });
      })
      .catch(() => resolve(false));
  });
}
