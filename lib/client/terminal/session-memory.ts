/**
 * Which session of the command line this tab has, kept over a reload. A tab that the browser duplicated gets a copy
 * of the note, but only one tab can hold the session: the other begins its own.
 */
const NOTE = "ewc.terminal";
/** A page that is being left lets go of its session within this time. */
const PATIENCE_MS = 1000;

let letGo: (() => void) | undefined;

/** The session to come back to, held by this tab from now on; null when there is none or another tab has it. */
export async function rememberedSession(): Promise<string | null> {
  const id = sessionStorage.getItem(NOTE);
  if (id === null) return null;
  return (await hold(id)) ? id : null;
}

/** Remembers and holds a new session; null forgets. */
export function rememberSession(id: string | null): void {
  letGo?.();
  letGo = undefined;
  if (id === null) sessionStorage.removeItem(NOTE);
  else {
    sessionStorage.setItem(NOTE, id);
    void hold(id);
  }
}

/** Lets another page of this tab come back to it. */
export function releaseSession(): void {
  letGo?.();
  letGo = undefined;
}

function hold(id: string): Promise<boolean> {
  // Absent where the page was not loaded from this host: then two tabs may meet in one session.
  if (!("locks" in navigator)) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks
      .request(`${NOTE}.${id}`, { signal: AbortSignal.timeout(PATIENCE_MS) }, () => {
        resolve(true);
        return new Promise<void>((release) => {
          letGo = release;
        });
      })
      .catch(() => resolve(false));
  });
}
