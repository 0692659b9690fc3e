/** What the fuzzer needs of a target. */
import type { Chance } from "@/lib/kit/chance";
import type { RunningConsole } from "../../e2e/support/console";

export type Target = {
  /** Gives the target one odd input. Rejects only when the target itself has failed. */
  step(chance: Chance): Promise<void>;
  /** Uses the target as it should be used. @throws Error when that does not work any more */
  check(): Promise<void>;
  /** Ends every connection. */
  disconnect(): void;
  close(): Promise<void>;
};

/** Opens a target of a console that runs. */
export type OpenTarget = (app: RunningConsole) => Promise<Target>;

/** Tries for a minute: after a flood, a server refuses this address for a while, and a reloading controller all. */
export async function inTheEnd(check: () => Promise<void>): Promise<void> {
  const end = Date.now() + 60_000;
  for (;;) {
    try {
      return await check();
    } catch (cause) {
      if (Date.now() > end) throw cause;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

/** Rejects after a time that is long even for a slow machine. */
export async function within<T>(what: string, work: Promise<T>, limitMs = 30_000): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${limitMs / 1000} s.`)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
