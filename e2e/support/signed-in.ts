/** The administrator of the consoles that specs start, and the sessions that their browser contexts use. */
import { fetchAny } from "./any-certificate";

export const ADMIN_USER = "operator";
export const ADMIN_PASSWORD = "e2e-admin-password";

export type SessionCookie = { name: string; value: string; url: string };

const running = new Map<string, SessionCookie>();
const listeners = new Set<(cookie: SessionCookie) => Promise<void>>();

/** The cookies of the consoles that run now. */
export const runningConsoles = (): SessionCookie[] => [...running.values()];

/** Calls the listener for each console that starts. @returns stops calling it */
export function onConsole(listener: (cookie: SessionCookie) => Promise<void>): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Signs the administrator in at a console, for all browser contexts. @returns the headers of a request that is signed in */
export async function signInAt(url: string): Promise<{ cookie: string }> {
  const response = await fetchAny(`${url}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: ADMIN_USER, password: ADMIN_PASSWORD }),
  });
  const [name = "", value = ""] = (response.headers.get("set-cookie") ?? "").split(";")[0]?.split("=") ?? [];
  if (!response.ok || value === "") throw new Error(`Signing in at ${url} answered ${response.status}.`);
  const cookie = { name, value, url };
  running.set(url, cookie);
  await Promise.all([...listeners].map((listener) => listener(cookie)));
  return { cookie: `${name}=${value}` };
}

/** The console has ended for good. */
export const forgetConsole = (url: string): void => void running.delete(url);
