/** Calls a server action. */
import { type Answer, fault } from "@/lib/contracts/fault";

/** Calls a server action; a network failure becomes a fault like any other. */
export async function call<T>(ask: () => Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await ask();
  } catch {
    return {
      ok: false,
      fault: fault(
        "engine-unreachable",
        "The console did not respond.",
        "Try again when the connection is back. Your input is kept.",
      ),
    };
  }
}
