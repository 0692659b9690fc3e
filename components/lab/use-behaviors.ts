/** The access points that differ from the well-behaved: asked once, and again whenever that changed. */
"use client";

import { useEffect, useState } from "react";
import { call } from "@/lib/client/call";
import { useOnlyRow } from "@/lib/client/rows/hooks";
import type { CommandAnswers } from "@/lib/contracts/commands";
import type { Answer } from "@/lib/contracts/fault";
import type { LabActions } from "./lab-actions";

type Behaviors = Answer<CommandAnswers["lab.behaviors"]>;

/** A burst of changes is one question. */
const SETTLE_MS = 150;

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
