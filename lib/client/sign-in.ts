/** What a browser without components does about signing in: leave for the sign-in page, send a form, make a password. */
import type { Answer, Fault } from "@/lib/contracts/fault";
import { fault } from "@/lib/contracts/fault";
import { readablePassword } from "@/lib/kit/readable-password";

/** Leaves for the sign-in page, which leads back here. */
export function goToSignIn(): void {
  const { pathname, search } = window.location;
  window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
}

/** Sends JSON to a route of this console. Never rejects. */
export async function sendJson<T>(path: string, method: "POST" | "DELETE", body: object): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      method,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    // A refusal of the wrapper has only its fault.
    const answer = (await response.json()) as Answer<T> | { fault: Fault };
    return "ok" in answer ? answer : { ok: false, fault: answer.fault };
  } catch {
    return { ok: false, fault: fault("engine-unreachable", "The console did not respond.", "Try again.") };
  }
}

/** A password for a person, made in this browser. */
export const generatePassword = (): string =>
  readablePassword((limit) => {
    // Numbers above the last multiple of the limit would make some characters more likely.
    const fair = 256 - (256 % limit);
    for (;;) {
      const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
      if (byte < fair) return byte % limit;
    }
  });
