/** The answer to one question of a page, asked again when its input changes. */
"use client";

import { useEffect, useState } from "react";
import type { CommandAnswer, CommandInput, WebCommand } from "@/lib/contracts/commands";
import type { Answer } from "@/lib/contracts/fault";
import { useCommand } from "./commands";

/** Undefined while it is asked. @param input null asks nothing */
export function useAnswer<T extends WebCommand>(
  type: T,
  input: CommandInput<T> | null,
): Answer<CommandAnswer<T>> | undefined {
  const run = useCommand();
  const [answered, setAnswered] = useState<{ key: string; answer: Answer<CommandAnswer<T>> }>();
  const key = JSON.stringify(input);
  useEffect(() => {
    let isCurrent = true;
    const asked = JSON.parse(key) as CommandInput<T> | null;
    if (asked !== null) void run(type, asked).then((answer) => isCurrent && setAnswered({ key, answer }));
    return () => {
      isCurrent = false;
    };
  }, [run, type, key]);
  return answered?.key === key ? answered.answer : undefined;
}
