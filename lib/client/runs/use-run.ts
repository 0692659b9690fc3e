/** One run: its row as it changes, and the facts beside it. */
"use client";

import { useEffect, useState } from "react";
import type { Fault } from "@/lib/contracts/fault";
import type { RunFacts, RunRow } from "@/lib/contracts/runs";
import { useCommand } from "../commands";
import { useRow, useTopic } from "../rows/hooks";

export type ShownRun = {
  /** Undefined while it is not known. */
  row: RunRow | undefined;
  facts: RunFacts | null;
  fault: Fault | null;
};

/** @param number null asks for nothing */
export function useRun(number: number | null): ShownRun {
  const run = useCommand();
  useTopic("runs");
  const live = useRow("runs", number === null ? null : String(number));
  const [answer, setAnswer] = useState<{ facts: RunFacts | null; fault: Fault | null }>({
    facts: null,
    fault: null,
  });
  useEffect(() => {
    let isCurrent = true;
    setAnswer({ facts: null, fault: null });
    if (number === null) return;
    void run("runs.read", { number }).then((read) => {
      if (!isCurrent) return;
      setAnswer(read.ok ? { facts: read.value, fault: null } : { facts: null, fault: read.fault });
    });
    return () => {
      isCurrent = false;
    };
  }, [run, number]);
  return { row: live ?? answer.facts?.row, ...answer };
}
