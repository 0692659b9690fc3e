/** Gives commands from a component, through the console's one server action. */
"use client";

import { createContext, type ReactNode, useContext, useState } from "react";
import type { RunCommand } from "@/lib/contracts/commands";
import { fault } from "@/lib/contracts/fault";

const CommandContext = createContext<RunCommand | null>(null);

/** A network that is down becomes a fault like any other. */
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
          "The console did not answer.",
          "Wait until the connection is back, then try again. What you typed is still there.",
        ),
      };
    }
  };

/** Hands the server action to every component below. `run` must not change while the provider is mounted. */
export function CommandProvider({ run, children }: { run: RunCommand; children: ReactNode }) {
  const [safeRun] = useState(() => withoutExceptions(run));
  return <CommandContext value={safeRun}>{children}</CommandContext>;
}

/** The function that gives a command, the same one at each render. It always resolves: with a value or a fault. */
export function useCommand(): RunCommand {
  const run = useContext(CommandContext);
  if (run === null) throw new Error("CommandProvider is missing above this component");
  return run;
}
