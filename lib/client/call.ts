/** Calls a server action so that a network that is down becomes a fault like any other. */
import { type Answer, fault } from "@/lib/contracts/fault";

export async function call<T>(ask: () => Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await ask();
  } catch {
    return {
      ok: false,
      fault: fault(
        "engine-unreachable",
        "The console did not answer.",
        "Wait until the connection is back, then try again. What you typed is still there.",
      ),
    };
  }
}
