/** The access points that differ from the well-behaved: asked once, and again whenever that changed. */
"use client";

import { useEffect, useState } from "react";
import { useOnlyRow } from "@/components/live/hooks";
import { call } from "@/components/upgrade/call";
import type { CommandAnswers } from "@/lib/contracts/commands";
import type { Answer } from "@/lib/contracts/fault";
import type { LabActions } from "./lab-actions";

type Behaviours = Answer<CommandAnswers["lab.behaviours"]>;

/** A burst of changes is one question. */
const SETTLE_MS = 150;

export function useBehaviours(ask: LabActions["behaviours"]): Behaviours | undefined {
  const revision = useOnlyRow("lab")?.revision;
  const [answer, setAnswer] = useState<Behaviours>();
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
