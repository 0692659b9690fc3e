/** The access points with injected faults, read again whenever the lab changes. */
"use client";

import { useEffect, useState } from "react";
import { useCommand } from "@/lib/client/commands";
import { useOnlyRow } from "@/lib/client/rows/hooks";
import type { CommandAnswer } from "@/lib/contracts/commands";
import type { Answer } from "@/lib/contracts/fault";

type Behaviors = Answer<CommandAnswer<"lab.behaviors">>;

/** Several changes in a row cause one read. */
const SETTLE_MS = 150;

/** Undefined until the first answer. */
export function useBehaviors(): Behaviors | undefined {
  const run = useCommand();
  const revision = useOnlyRow("lab")?.revision;
  const [answer, setAnswer] = useState<Behaviors>();
  useEffect(() => {
    if (revision === undefined) return;
    let current = true;
    const timer = setTimeout(() => {
      void run("lab.behaviors", {}).then((next) => current && setAnswer(next));
    }, SETTLE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [run, revision]);
  return answer;
}
