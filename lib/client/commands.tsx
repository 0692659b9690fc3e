/** Runs commands from components, through the single server action of the console. */
"use client";

import { createContext, type ReactNode, useContext, useState } from "react";
import type { RunCommand } from "@/lib/contracts/commands";
import { fault } from "@/lib/contracts/fault";

const CommandContext = createContext<RunCommand | null>(null);

/** Turns a network failure into a fault. */
const withoutExceptions =
  (run: RunCommand): RunCommand =>
  async (type, input) => {
    try {
      return await run(type, input);
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
  };

/** Provides the server action to all components below. `run` must not change while the provider is mounted. */
export function CommandProvider({ run, children }: { run: RunCommand; children: ReactNode }) {
  const [safeRun] = useState(() => withoutExceptions(run));
  return <CommandContext value={safeRun}>{children}</CommandContext>;
}

/** The function that runs a command; the same at every render. It always resolves, with a value or a fault. */
export function useCommand(): RunCommand {
  const run = useContext(CommandContext);
  if (run === null) throw new Error("CommandProvider is missing above this component");
  return run;
}
