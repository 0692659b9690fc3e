/** Reads users, sessions and API tokens, and reads them again after each change. */
"use client";

import { useCallback, useEffect, useState } from "react";
import { useCommand } from "@/lib/client/commands";
import { useIsConnected } from "@/lib/client/rows/hooks";
import type { Answer, Fault } from "@/lib/contracts/fault";
import type { UsersOverview } from "@/lib/contracts/identity";

export type OverviewState = {
  /** Undefined until it is loaded. */
  overview: UsersOverview | undefined;
  fault: Fault | undefined;
  /** Reads it again when the command has succeeded. */
  after: <T>(answer: Promise<Answer<T>>) => Promise<Answer<T>>;
};

export function useOverview(): OverviewState {
  const run = useCommand();
  const isConnected = useIsConnected();
  const [state, setState] = useState<Pick<OverviewState, "overview" | "fault">>({
    overview: undefined,
    fault: undefined,
  });
  const read = useCallback(async () => {
    const answer = await run("users.list", {});
    setState(({ overview }) =>
      answer.ok ? { overview: answer.value, fault: undefined } : { overview, fault: answer.fault },
    );
  }, [run]);
  useEffect(() => {
    if (isConnected) void read();
  }, [isConnected, read]);
  const after = useCallback(
    async <T>(answering: Promise<Answer<T>>) => {
      const answer = await answering;
      if (answer.ok) await read();
      return answer;
    },
    [read],
  );
  return { ...state, after };
}
