/** The access points with injected faults, read again whenever the lab changes. */
"use client";

import { useEffect, useState } from "react";
import { call } from "@/lib/client/call";
import { useOnlyRow } from "@/lib/client/rows/hooks";
import type { CommandAnswers } from "@/lib/contracts/commands";
import type { Answer } from "@/lib/contracts/fault";
import type { LabActions } from "./lab-actions";

type Behaviors = Answer<CommandAnswers["lab.behaviors"]>;

/** Several changes in a row cause one read. */
const SETTLE_MS = 150;

/** Undefined until the first answer. */
export function useBehaviors(ask: LabActions["behaviors"]): Behaviors | undefined {
  const revision = useOnlyRow("lab")?.revision;
  const [answer, setAnswer] = useState<Behaviors>();
  useEffect(() => {
    if (revision === undefined) return;
    let current = true;
    const timer = setTimeout(() => {
      void call(() => ask({})).then((next) => current && setAnswer(next));
    }, SETTLE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [ask, revision]);
  return answer;
}
